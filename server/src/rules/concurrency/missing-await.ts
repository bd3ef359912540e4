/** A coroutine that nobody runs. */
import { awaitFixes } from '../../fixes/concurrency/add-await.ts';
import { awaitedElsewhere, hasKeywordsOf } from '../../flow/awaited-elsewhere.ts';
import type { FileFacts } from '../../flow/context.ts';
import { commentsOn } from '../../flow/sleep-surroundings.ts';
import type { Call, Timeline } from '../../flow/timeline.ts';
import { type FunctionUnit, findMethod } from '../../model/module.ts';
import type { Scope } from '../../model/scope.ts';
import type { Expr, FunctionStmt } from '../../syntax/ast.ts';
import { lastName, ownExprs, walkBlock, walkExpr } from '../../syntax/walk.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { sourceIn } from './shared.ts';

const KNOWN =
    /^(asyncio\.(sleep|wait_for|wait|open_connection|start_server|to_thread)|(trio|anyio)\.sleep|asyncio\.(Event|Condition|Barrier)\(\)\.wait|asyncio\.Lock\(\)\.acquire)$/;

export const missingAwait: Rule = {
    meta: {
        name: 'missing-await',
        family: 'concurrency',
        summary: 'A coroutine is called and never awaited',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'safe',
        docs: {
            what: 'Reports a call of a coroutine function of the file, or of `asyncio.sleep` and its kin, whose result nobody awaits: as a statement, or as the operand of an assertion; also of a method that the rest of the file awaits, or the same function, on the same object. Reports an `async def test…` in a plain `unittest.TestCase`, which is never run.',
            why: 'Calling a coroutine function runs nothing. A statement does nothing at all, and a coroutine object is always true: such an assertion cannot fail.',
            example: `import asyncio


async def fetch():
    await asyncio.sleep(0)
    return 1


async def test_fetch():
    assert fetch()
`,
            useInstead: `import asyncio


async def fetch():
    await asyncio.sleep(0)
    return 1


async def test_fetch():
    assert await fetch()
`,
            references: [
                {
                    title: 'Coroutines',
                    url: 'https://docs.python.org/3/library/asyncio-task.html#coroutines',
                },
            ],
        },
    },
    triggers: ['async def'],
    roles: ['test', 'helper'],
    concerns: isLookedAt,
    check(context) {
        const { unit, facts, report } = context;
        const timeline = isLookedAt(unit) ? facts.timeline(unit) : undefined;
        if (!timeline) return;
        if (unit.role === 'test' && neverRuns(context, timeline)) {
            report({
                at: timeline.fn.nameSpan,
                message: `\`${unit.name}\` is a coroutine function in a plain \`TestCase\`: it is called, never awaited, and cannot fail`,
                confidence: 'high',
                explanation: {
                    why: '`unittest.TestCase` calls the method, gets a coroutine object and throws it away. Nothing in the test is run.',
                    solution:
                        "Derive the class from `unittest.IsolatedAsyncioTestCase`, or run the coroutine with the project's own runner.",
                    evidence: '',
                },
            });
            return;
        }
        if (unit.text.includes('never awaited')) return;
        for (const call of timeline.calls) {
            const statement = call.step.stmt.kind === 'expr' && call.step.stmt.value === call.expr;
            const asserted = call.use === 'condition' && call.step.stmt.kind === 'assert';
            if ((!statement && !asserted) || call.awaited || expects(call, /warns|catch|captured/i)) continue;
            if (ON_PURPOSE.test(commentsOn(call.step, timeline))) continue;
            const name = coroutineName(call, context);
            if (name !== undefined) {
                if (!isTried(call) && !expects(call, /assert|raises/i))
                    reportCoroutine(call, name, asserted, timeline, context);
            } else if (asserted && isTruthItself(call) && isAwaitedBeside(call, unit)) {
                reportCoroutine(call, sourceIn(unit, call.expr.func), asserted, timeline, context);
            } else if (statement && call.step.body.isAsync && !raisesAtOnce(call))
                reportOddOneOut(call, timeline, context);
        }
    },
};

/** "don't await", "not awaited on purpose" */
const ON_PURPOSE = /(n't|\bnot|\bnever|\bwithout|\bno)\s+await/i;

/** Helpers that stand beside tests are written as those are. */
function isLookedAt({ role, cls }: FunctionUnit): boolean {
    return role === 'test' || cls?.isTestClass === true;
}

function reportCoroutine(
    call: Call,
    name: string,
    asserted: boolean,
    timeline: Timeline,
    { facts, config, report }: RuleContext,
): void {
    report({
        at: call.expr,
        message: asserted
            ? `\`${name}()\` is not awaited: the assertion is about a coroutine object, which is always true`
            : `\`${name}()\` is not awaited: nothing of it is run`,
        confidence: 'high',
        fixes: () => awaitFixes(call, timeline, facts, config),
        explanation: {
            why: `\`${name}\` is a coroutine function: calling it makes an object and runs nothing. Python warns when the object is thrown away, after the test has passed.`,
            solution: call.step.body.isAsync
                ? `Write \`await ${name}(…)\`.`
                : `Make the test \`async\` and await it, or run it with \`asyncio.run\`.`,
            evidence: '',
        },
    });
}

/** Where a method comes from is not known, but the rest of the file awaits it. */
function reportOddOneOut(call: Call, timeline: Timeline, { unit, facts, config, report }: RuleContext): void {
    const times = awaitedElsewhere(call, facts);
    if (times === 0) return;
    const name = unit.text.slice(call.expr.func.start, call.expr.func.end);
    report({
        at: call.expr,
        message: `\`${name}()\` is not awaited here, but ${times} times elsewhere in this file: if it is a coroutine, nothing of it is run`,
        confidence: 'medium',
        fixes: () => awaitFixes(call, timeline, facts, config),
        explanation: {
            why: `Where the file calls \`${call.name}\`, it awaits the result. Here the result is thrown away: of a coroutine nothing is run then, and of a future nobody sees how it ends.`,
            solution: `Write \`await ${name}(…)\`.`,
            evidence: '',
        },
    });
}

/** `assert km.is_alive()`, `assert not km.is_alive()`: what a coroutine is compared with would differ from it. */
function isTruthItself({ expr, step: { stmt } }: Call): boolean {
    if (stmt.kind !== 'assert') return false;
    const { test } = stmt;
    return test === expr || (test.kind === 'unary' && test.operand === expr);
}

/** The same method of the same object is awaited in the same function. */
function isAwaitedBeside({ expr, step }: Call, unit: FunctionUnit): boolean {
    const callee = sourceIn(unit, expr.func);
    return (
        expr.func.kind === 'attribute' &&
        step.body.steps.some(s =>
            s.calls.some(
                c =>
                    c.awaited &&
                    c.effect === undefined &&
                    sourceIn(unit, c.expr.func) === callee &&
                    hasKeywordsOf(expr, c.expr),
            ),
        )
    );
}

/** Inside `with assertWarns(...)` the missing await is what the test is about. */
function expects({ step }: Call, what: RegExp): boolean {
    return step.frames.some(
        ({ stmt }) =>
            stmt.kind === 'with' &&
            stmt.items.some(i => i.context.kind === 'call' && what.test(lastName(i.context.func) ?? '')),
    );
}

/** Alone in `with pytest.raises(...)`: what is expected is raised by the call, before there is a coroutine. */
function raisesAtOnce({ step }: Call): boolean {
    const { stmt } = step.frames.at(-1) ?? {};
    return stmt?.kind === 'with' && stmt.body.length === 1 && !stmt.isAsync;
}

function isTried({ step }: Call): boolean {
    return step.frames.some(f => f.kind === 'try');
}

/** `async def test_x` in a class that derives from `unittest.TestCase` and from nothing else. */
function neverRuns({ unit, facts }: RuleContext, timeline: Timeline): boolean {
    if (!timeline.fn.isAsync || !unit.cls || timeline.fn.decorators.length > 0) return false;
    const bases = facts.resolver.baseNames(unit.cls);
    return (
        bases.length > 0 && bases.every(b => b === 'unittest.TestCase') && unit.cls.decorators.length === 0
    );
}

function coroutineName(call: Call, { unit, facts }: RuleContext): string | undefined {
    const { func } = call.expr;
    const { scope } = call.step.body;
    if (KNOWN.test(call.origin ?? '')) return isMadeOnce(func, scope, facts) ? call.origin : undefined;
    if (func.kind === 'name') {
        const found = facts.resolver.lookup(func.id, scope);
        const [binding] = found?.bindings ?? [];
        if (found?.bindings.length !== 1) return undefined;
        if (binding?.kind === 'function') return isCoroutine(binding.stmt) ? func.id : undefined;
        const helper = found.scope.parent === undefined ? facts.module.topLevel.get(func.id) : undefined;
        const fn = helper?.fn();
        return fn && isCoroutine(fn) ? func.id : undefined;
    }
    if (
        func.kind !== 'attribute' ||
        func.value.kind !== 'name' ||
        func.value.id !== scope.selfName ||
        !unit.cls
    )
        return undefined;
    if (scope.className !== unit.cls.name) return undefined;
    const fn = findMethod(unit.cls, func.attr)?.fn();
    return fn && isCoroutine(fn) ? `self.${func.attr}` : undefined;
}

/** `woken = threading.Event()` in one branch and `asyncio.Event()` in the other: which one is asked is not known. */
function isMadeOnce(func: Expr, scope: Scope, { resolver }: FileFacts): boolean {
    const receiver = func.kind === 'attribute' && func.value.kind === 'name' ? func.value.id : undefined;
    const found = receiver === undefined ? undefined : resolver.lookup(receiver, scope);
    return found === undefined || found.bindings.length === 1;
}

/** An async generator is iterated, not awaited; a decorator may run it. */
function isCoroutine(fn: FunctionStmt): boolean {
    if (!fn.isAsync || fn.decorators.length > 0) return false;
    let yields = false;
    walkBlock(fn.body, stmt => {
        if (stmt.kind === 'function' || stmt.kind === 'class') return false;
        for (const own of ownExprs(stmt))
            walkExpr(own, e => {
                if (e.kind === 'yield') yields = true;
            });
        return undefined;
    });
    return !yields;
}

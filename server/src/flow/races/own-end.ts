/** Workers that come to their end by themselves, and what in the test depends on it. */
import type { FunctionUnit } from '../../model/module.ts';
import type { Block, Expr, Stmt } from '../../syntax/ast.ts';
import { anyExpr, dottedName, receiverName, walkExpr } from '../../syntax/walk.ts';
import { assertionOf } from '../assertions.ts';
import type { FileFacts } from '../context.ts';
import type { Body, Call, Step, Timeline } from '../timeline.ts';
import { mentions } from './asserted.ts';
import { argumentsOf } from './shapes.ts';
import { bodyOf, targetOf } from './worker-body.ts';

/** What can keep a worker for as long as it likes. */
const BLOCKS =
    /^(accept|recv\w*|read\w*|serve\w*|handle_request|wait\w*|join|get|acquire|result|communicate|run\w*|connect\w*|poll|select|main_?loop|consume\w*|listen|loop\w*|start|input|__enter__)$/;
const TELLS = /^(set|put\w*|release|notify\w*|set_result|set_exception|send\w*|append|add)$/;
const WAITS = /^(wait\w*|get\w*|acquire|is_set|isSet|result|exception|join|recv\w*|pop\w*)$/;
/** What a future calls when it is told its result. */
const CALLS_BACK = /^(add_(done_)?callback|continue_with|then)$/;
/** What ends what workers work on. */
const CLOSES = /\b(close|stop|shutdown|terminate|kill|cancel|disconnect)\w*\(|\bclose\b/;

/**
 * Whether the worker's last act is what somebody in the test waits for: `done.set()`, and `done.wait()` behind the
 * start; or a kill, a close, an interrupt, by which what the test does next comes to its end. Of code that is not in
 * the file the test waits if it waits on something that it gave to it.
 */
export function isAwaited(
    create: Call,
    name: string | undefined,
    timeline: Timeline,
    facts: FileFacts,
): boolean {
    const after = later(create, timeline);
    if (endsSomething(create, timeline, facts) && after.some(isDoing)) return true;
    // What is told at other places as well says nothing about the end.
    const ends = toldAtEnd(create, timeline, facts);
    const told = ends.filter(
        object => timesTold(object, timeline) <= Math.max(1, ends.filter(e => e === object).length),
    );
    const asked = [...after, ...tearDownCalls(timeline, facts)].some(
        c =>
            WAITS.test(c.name) &&
            c.expr.func.kind === 'attribute' &&
            told.includes(receiverName(c.expr) ?? ''),
    );
    const polled = told.some(object => isPolled(object, create, timeline));
    if (isEndAsserted(create, timeline, facts)) return true;
    return asked || polled || (name !== undefined && isSeenToEnd(create, name, timeline, facts));
}

/** `self.done.wait()` in `tearDown` waits for what the test has started. */
function tearDownCalls(timeline: Timeline, facts: FileFacts): readonly Call[] {
    return tearDownsOf(timeline).flatMap(m => facts.timeline(m)?.calls ?? []);
}

function tearDownsOf({ unit: { cls } }: Timeline): readonly FunctionUnit[] {
    const family = cls ? [cls, ...cls.localBases()] : [];
    return family.flatMap(c => [...c.methods.values()]).filter(m => m.role === 'teardown');
}

/** `while len(done) < 3:` */
function isPolled(object: string, { step }: Call, { root }: Timeline): boolean {
    return root.steps.some(
        ({ index, stmt }) =>
            index > step.index && stmt.kind === 'while' && anyExpr(stmt.test, e => dottedName(e) === object),
    );
}

/** `global finished`, `finished = True` as its last act, and `assert finished` behind the start. */
function isEndAsserted(create: Call, timeline: Timeline, facts: FileFacts): boolean {
    const body = bodyOf(create, timeline, facts);
    if (body?.node.kind !== 'function') return false;
    const shared = body.steps.flatMap(({ stmt }) =>
        stmt.kind === 'global' || stmt.kind === 'nonlocal' ? stmt.names : [],
    );
    const flags = lastStatements(body.node.body).flatMap(stmt => {
        const [target] = stmt.kind === 'assign' ? stmt.targets : [];
        return target?.kind === 'name' && shared.includes(target.id) ? [target.id] : [];
    });
    return timeline.root.steps.some(
        step =>
            step.index > create.step.index &&
            assertionOf(step) === 'presence' &&
            flags.some(flag => mentions(step.stmt, flag)),
    );
}

/** `not t.is_alive()`, `while t.is_alive():`, or the method under another name. */
const ASKS_FOR_END =
    /\b(?:not\s+|assertFalse\(\s*)\w+\.is_?[aA]live|while\b[^\n]*\.is_?[aA]live|\.is_?[aA]live\b(?!\()|\bif\s+\w+\.is_?[aA]live\(/;

/** `assert not t.is_alive()`, `wait_until(lambda: not t.is_alive())`, or the same of what its `run` sets at its end. */
function isSeenToEnd(create: Call, name: string, timeline: Timeline, facts: FileFacts): boolean {
    const { text } = timeline.unit;
    const thread = name.replaceAll('.', '\\.');
    if (ASKS_FOR_END.test(text)) return true;
    const run = bodyOf(create, timeline, facts);
    const last = run && lastStep(run)?.stmt;
    const [flag] = last?.kind === 'assign' ? last.targets : [];
    if (flag?.kind !== 'attribute' || flag.value.kind !== 'name' || flag.value.id !== run?.scope.selfName)
        return false;
    return new RegExp(`(wait|until|poll|while)\\w*\\b[^\\n]*\\b${thread}\\.${flag.attr}\\b`).test(text);
}

const ENDS_SOMETHING =
    /(^|_)(kill|pthread_kill|raise_signal|interrupt\w*|sigint|close|stop|cancel|terminate|shutdown|send_signal|pause|abort|quit|exit|resume)(_|$)/i;

/** All that the worker does in the end is to end, or to let go on, what waits for it. */
function endsSomething(create: Call, timeline: Timeline, facts: FileFacts): boolean {
    const target = targetOf(create);
    const body = bodyOf(create, timeline, facts);
    if (!body) return target?.kind === 'attribute' && ENDS_SOMETHING.test(target.attr);
    const last = endsSoon(body) ? lastStep(body) : undefined;
    const handles = last?.frames.some(
        ({ stmt }) => stmt.kind === 'try' && stmt.handlers.some(h => h.body.some(s => s.kind !== 'pass')),
    );
    return last !== undefined && !handles && last.calls.some(c => ENDS_SOMETHING.test(c.name));
}

function isDoing({ name }: Call): boolean {
    return !/^(start|assert\w*|range|len|print|time|monotonic)$/.test(name);
}

/**
 * Whether the worker does a few things and ends, and the test goes on doing something: mostly that is what the
 * worker is there to end. A method of the test that works on what `tearDown` closes is ended by that, too.
 */
export function triggersWhatFollows(create: Call, timeline: Timeline, facts: FileFacts): boolean {
    const target = targetOf(create);
    const after = later(create, timeline);
    if (target?.kind === 'attribute' && target.attr === 'handle_request' && after.some(isDoing)) return true;
    if (target && (isEndedByTearDown(target, timeline) || isOfWhatFollows(target, create, after, facts)))
        return true;
    // A timer's time comes, and mostly its work is short.
    const isTimer = create.effect?.kind === 'create' && create.effect.what === 'timer';
    const body = bodyOf(create, timeline, facts);
    return (isTimer || (body !== undefined && endsSoon(body))) && after.some(isDoing);
}

/** `Timer(3, app.close)`, and `app.run_forever()` behind it: an object may also keep its callers apart itself. */
function isOfWhatFollows(
    target: Expr,
    { step }: Call,
    after: readonly Call[],
    { resolver }: FileFacts,
): boolean {
    if (target.kind !== 'attribute') return false;
    const object = dottedName(target.value);
    const [first] = object?.split('.') ?? [];
    if (object === undefined || first === undefined || object === step.body.scope.selfName) return false;
    if (resolver.lookup(first, step.body.scope)?.bindings.some(b => b.kind === 'import') ?? true)
        return false;
    return after.some(call => isDoing(call) && receiverName(call.expr) === object);
}

function later({ step }: Call, { root, calls }: Timeline): Call[] {
    return calls.filter(c => c.step.body === root && c.step.index > step.index);
}

/** The objects that are told, or given away, when the worker ends. */
function toldAtEnd(create: Call, timeline: Timeline, facts: FileFacts): string[] {
    const target = targetOf(create);
    if (!target) return [];
    if (target.kind === 'attribute' && TELLS.test(target.attr)) return [dottedName(target.value) ?? ''];
    const body = bodyOf(create, timeline, facts);
    if (body) {
        const told = tellsAtEnd(body).map(name => givenAs(name, body, create));
        const heard = timeline.calls.flatMap(({ name, expr: { func, args } }) =>
            CALLS_BACK.test(name) &&
            func.kind === 'attribute' &&
            told.includes(dottedName(func.value) ?? '') &&
            args[0]?.kind === 'name'
                ? [args[0].id]
                : [],
        );
        return [
            ...told,
            ...timeline.bodies.filter(b => b.parent && heard.includes(b.name)).flatMap(tellsAtEnd),
        ];
    }
    // A process goes on after its last word: it has an exit of its own.
    if (create.effect?.kind !== 'create' || create.effect.what !== 'thread') return [];
    const given = create.expr.keywords
        .filter(k => k.name === 'args' || k.name === 'kwargs')
        .map(k => k.value);
    const names: string[] = [];
    for (const expr of given)
        walkExpr(expr, e => {
            const name = e.kind === 'name' || e.kind === 'attribute' ? dottedName(e) : undefined;
            if (name !== undefined) names.push(name);
        });
    return names;
}

/** How the test calls what the worker knows as one of its parameters. */
function givenAs(name: string, { node, scope }: Body, create: Call): string {
    const at = node.params.filter(p => p.name !== scope.selfName).findIndex(p => p.name === name);
    const given = at === -1 ? undefined : argumentsOf(create, [])[at];
    return (given && dottedName(given)) ?? name;
}

/** Who is told by the last statement, whichever way the body takes to it. */
function tellsAtEnd({ node, steps }: Body): string[] {
    const ends = node.kind === 'function' ? new Set(lastStatements(node.body)) : undefined;
    // Whom it is handed on to may have told long before.
    const handedOn = new Set(steps.flatMap(s => s.calls).flatMap(c => c.expr.args.map(dottedName)));
    return steps
        .filter(s => ends?.has(s.stmt) ?? s === steps.at(-1))
        .flatMap(s => s.calls)
        .flatMap(({ name, expr }) => (TELLS.test(name) ? (receiverName(expr) ?? []) : []))
        .filter(name => !handedOn.has(name));
}

/** The last statement of a block; of a `try` or an `if` that of each of its branches. */
function lastStatements(block: Block): Stmt[] {
    const last = block.at(-1);
    if (!last) return [];
    switch (last.kind) {
        case 'try':
            if (last.finalbody.length > 0) return lastStatements(last.finalbody);
            return [
                ...lastStatements(last.orelse.length > 0 ? last.orelse : last.body),
                ...last.handlers.flatMap(h => lastStatements(h.body)),
            ];
        case 'if':
            return [...lastStatements(last.body), ...lastStatements(last.orelse)];
        default:
            return [last];
    }
}

function timesTold(name: string, { calls }: Timeline): number {
    return calls.filter(c => TELLS.test(c.name) && receiverName(c.expr) === name).length;
}

/** What is done at the very end: the last statement of the body or of its `finally`, outside `with` blocks and loops. */
function lastStep({ steps }: Body): Step | undefined {
    const last = steps.at(-1);
    return last?.frames.every(f => /^(try|finally|try-else|if)$/.test(f.kind)) ? last : undefined;
}

/** No loop, nothing that may block: sleeps, and calls that return. */
function endsSoon({ steps }: Body): boolean {
    return steps.every(
        s =>
            s.stmt.kind !== 'while' &&
            s.stmt.kind !== 'for' &&
            s.calls.every(c => !BLOCKS.test(c.name) && !c.awaited),
    );
}

function isEndedByTearDown(target: Expr, timeline: Timeline): boolean {
    if (
        target.kind !== 'attribute' ||
        target.value.kind !== 'name' ||
        target.value.id !== timeline.root.scope.selfName
    )
        return false;
    return tearDownsOf(timeline).some(m => CLOSES.test(m.text));
}

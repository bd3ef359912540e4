/** What a test reads at once although other tests of the file wait for it. */
import type { FunctionUnit } from '../../model/module.ts';
import { mentioning } from '../../model/reads.ts';
import type { Expr } from '../../syntax/ast.ts';
import { dottedName, lastName, walkExpr } from '../../syntax/walk.ts';
import { assertedCondition, assertionOf } from '../assertions.ts';
import type { FileFacts } from '../context.ts';
import type { Call, Step, Timeline } from '../timeline.ts';
import { bare, waitsOf } from './file-waits.ts';
import { stemsOf, WAITS, waitsFor } from './words.ts';

export interface MissingWait {
    readonly kind: 'condition' | 'count';
    /** Where the wait is missing. */
    readonly at: Step;
    /** What is read, as written. */
    readonly what: string;
    /** How the rest of the file waits for it: a function's name, or the condition that it polls. */
    readonly wait: string;
    /** In so many other functions. */
    readonly times: number;
    /** What began the change, or what the test waited for instead. */
    readonly cause: Step;
}

export function missingWaitsIn(unit: FunctionUnit, facts: FileFacts): MissingWait[] {
    const timeline = facts.timeline(unit);
    if (!timeline) return [];
    return [...conditionsIn(timeline, facts), ...countsIn(timeline, facts)];
}

/** How many other functions must show how one waits. */
const LEAST = 2;

function isWait({ calls }: Step): boolean {
    return calls.some(c => WAITS.test(c.name) || c.effect?.kind === 'wait' || c.effect?.kind === 'delay');
}

/** `assert not s.tasks` behind `await future.cancel()`, where other tests say `while s.tasks: await sleep(...)`. */
function conditionsIn({ unit, root }: Timeline, facts: FileFacts): MissingWait[] {
    const { polled } = waitsOf(facts);
    if (polled.size === 0) return [];
    return root.steps.flatMap(step => {
        const condition = assertionOf(step) && assertedCondition(step.stmt, unit.text);
        const by = condition === undefined ? undefined : polled.get(bare(condition));
        const times = by ? [...by].filter(u => u !== unit).length : 0;
        if (condition === undefined || times < LEAST) return [];
        const cause = causeOf(step, rootsIn(step));
        if (!cause) return [];
        return [{ kind: 'condition' as const, at: step, what: condition, wait: condition, times, cause }];
    });
}

/** The request right above an assertion whose effect arrives later: made through something else than what is read. */
function causeOf(assertion: Step, read: ReadonlySet<string>): Step | undefined {
    for (let i = assertion.index - 1; i >= 0; i--) {
        const step = assertion.body.steps[i];
        if (!step || isWait(step) || step.stmt.kind === 'while') return undefined;
        const left = step.frames.find(f => f.kind === 'with' && !assertion.frames.includes(f));
        const leftBlock = left?.stmt.kind === 'with' && left.stmt.isAsync;
        const asked = step.calls.find(
            c => c.awaited && c.expr.func.kind === 'attribute' && !read.has(rootOf(c.expr.func.value)),
        );
        if (leftBlock || (asked && ENDS.test(asked.name))) return step;
        if (step.calls.some(c => c.awaited) || step.frames.length !== assertion.frames.length)
            return undefined;
    }
    return undefined;
}

const ENDS =
    /(^|_)(cancel|close|aclose|release|delete|remove|drop|stop|shutdown|kill|terminate|publish|send|disconnect|retire|unsubscribe)(_|$)/;

function rootsIn({ stmt }: Step): Set<string> {
    const roots = new Set<string>();
    const visit = (expr: Expr) =>
        walkExpr(expr, e => {
            if (e.kind === 'name') roots.add(e.id);
        });
    if (stmt.kind === 'assert') visit(stmt.test);
    else if (stmt.kind === 'expr' && stmt.value.kind === 'call')
        for (const arg of stmt.value.args) visit(arg);
    return roots;
}

function rootOf(expr: Expr): string {
    let current = expr;
    while (current.kind === 'attribute' || current.kind === 'call' || current.kind === 'subscript')
        current = current.kind === 'call' ? current.func : current.value;
    return current.kind === 'name' ? current.id : '';
}

/** `assertEqual(9, len(NOTIFICATIONS))` behind another wait, where other tests wait for a notification. */
function countsIn({ unit, root }: Timeline, facts: FileFacts): MissingWait[] {
    const { helpers } = waitsOf(facts);
    if (helpers.length === 0) return [];
    for (const step of root.steps) {
        const counted = assertionOf(step) && countedIn(step);
        if (!counted) continue;
        const source = sourceOf(counted, step);
        const stems = source ? stemsOf(source.stemmed) : [];
        const matching = helpers.filter(h => waitsFor(h, stems));
        if (!source || matching.length === 0) continue;
        const above = root.steps.slice(0, step.index);
        if (above.some(s => s.calls.some(c => matching.includes(c.name)))) continue;
        // What came before the recorder was emptied is not what is counted.
        const emptied = above.findLastIndex(s => s.calls.some(c => EMPTIES.test(c.name)));
        const cause = above.slice(emptied + 1).findLast(s => s.calls.some(c => isOtherWait(c)));
        // A failure is mostly told before it becomes the state that is waited for.
        if (cause && ERROR_STATE.test(unit.text.slice(cause.stmt.start, cause.stmt.end))) continue;
        const times = waitersFor(matching, source.pattern, unit, facts);
        if (!cause || times < LEAST + 1) continue;
        return [{ kind: 'count', at: step, what: source.text, wait: matching[0] ?? '', times, cause }];
    }
    return [];
}

const EMPTIES = /^(reset|clear)(_|$)/;
const ERROR_STATE = /['"](ERROR|error|FAILED|failed)['"]/;

function isOtherWait({ name }: Call): boolean {
    return WAITS.test(name) || /(^|_)(boot|create(?!_task)|start)_/.test(name);
}

/** `X` in `assertEqual(7, len(X))` and `assert len(X) == 7`. */
function countedIn({ stmt }: Step): Expr | undefined {
    const sides =
        stmt.kind === 'assert'
            ? stmt.test.kind === 'compare' && stmt.test.ops[0] === '=='
                ? [stmt.test.left, ...stmt.test.comparators]
                : []
            : stmt.kind === 'expr' &&
                stmt.value.kind === 'call' &&
                /^assertEquals?$/.test(lastName(stmt.value.func) ?? '')
              ? stmt.value.args.slice(0, 2)
              : [];
    const number = sides.find(e => e.kind === 'number');
    if (number?.kind !== 'number' || number.value < 1) return undefined;
    for (const side of sides)
        if (side.kind === 'call' && lastName(side.func) === 'len' && side.args[0]) return side.args[0];
    return undefined;
}

/** What is counted: a shared recorder by its name, or the result of a call that fetched it. */
function sourceOf(
    counted: Expr,
    { body, index }: Step,
): { text: string; stemmed: string; pattern: string } | undefined {
    const dotted = dottedName(counted);
    if (dotted === undefined) return undefined;
    if (counted.kind === 'attribute')
        return { text: dotted, stemmed: counted.attr, pattern: `len(${dotted}` };
    const made = body.steps
        .slice(0, index)
        .findLast(({ stmt }) => stmt.kind === 'assign' && stmt.targets.some(t => dottedName(t) === dotted));
    if (made?.stmt.kind !== 'assign' || made.stmt.value?.kind !== 'call') return undefined;
    const callee = lastName(made.stmt.value.func);
    return callee === undefined || WAITS.test(callee)
        ? undefined
        : { text: dotted, stemmed: callee, pattern: '' };
}

/** How many other functions wait so before they look at the same thing. */
function waitersFor(
    names: readonly string[],
    pattern: string,
    unit: FunctionUnit,
    { module: { log, functions } }: FileFacts,
): number {
    const waits = new RegExp(`\\b(${names.join('|')})\\(`);
    const waiting = new Set(names.flatMap(name => mentioning(log, functions, `${name}(`)));
    return [...waiting].filter(u => u !== unit && waits.test(u.text) && u.text.includes(pattern)).length;
}

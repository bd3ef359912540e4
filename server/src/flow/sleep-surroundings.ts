/** What stands around a sleep: blocks that wait by themselves, assertions that ask for something else than it seems. */
import type { Expr } from '../syntax/ast.ts';
import { dottedName, lastName, ownExprs, walkExpr } from '../syntax/walk.ts';
import { assertionOf } from './assertions.ts';
import type { Step, Timeline } from './timeline.ts';
import type { Started } from './work.ts';

/** `await task`, `assert await future == 1`: waits for what was started. */
export function awaitsWhatIsNamed(step: Step): boolean {
    let found = false;
    for (const expr of ownExprs(step.stmt)) {
        walkExpr(expr, e => {
            if (e.kind !== 'await') return;
            const { value } = e;
            if (value.kind === 'name') found = true;
            const waits = value.kind === 'call' && WAITS_FOR_ALL.test(lastName(value.func) ?? '');
            // New coroutines are new work.
            if (waits && value.args.every(arg => !startsWork(arg))) found = true;
        });
    }
    return found;
}

function startsWork(arg: Expr): boolean {
    let calls = false;
    walkExpr(arg, e => {
        if (e.kind === 'call') calls = true;
    });
    return calls;
}

const WAITS_FOR_ALL = /^(wait|wait_for|gather|join)$/;

/** In a task group, with nothing but further tasks behind the sleep. */
export function onlySpawnsFollowInGroup(step: Step, after: readonly Step[]): boolean {
    const group = step.frames.findLast(
        frame =>
            frame.kind === 'with' &&
            frame.stmt.kind === 'with' &&
            frame.stmt.items.some(
                i => i.context.kind === 'call' && TASK_GROUP.test(dottedName(i.context.func) ?? ''),
            ),
    );
    if (!group) return false;
    return after
        .filter(s => s.start < group.stmt.end)
        .every(s => s.calls.some(c => c.effect?.kind === 'spawn'));
}

const TASK_GROUP = /TaskGroup|task_group|nursery/;

/** The same is asserted before and after: it must not have changed. */
export function repeatsTheLastAssertion(next: Step, step: Step, { unit }: Timeline): boolean {
    if (assertionOf(next) === undefined || next.calls.some(c => !ASKS.test(c.name))) return false;
    const before = step.body.steps.slice(0, step.index).findLast(s => assertionOf(s) !== undefined);
    return (
        before !== undefined &&
        unit.text.slice(before.start, before.end) === unit.text.slice(next.start, next.end)
    );
}

/** Calls that change nothing. */
const ASKS =
    /^(assert\w*|len|set|sorted|list|tuple|dict|isinstance|is_\w+|keys|values|items|any|all|done|count)$/;

/** `pool.spawn(f)` and later `len(pool) == 0`: the assertion asks for the end of what was started. */
export function asksWhetherDone(next: Step, { call }: Started, { unit }: Timeline): boolean {
    const handles = new Set<string>();
    const add = (e: Expr) => handles.add(unit.text.slice(e.start, e.end));
    if (call.expr.func.kind === 'attribute') add(call.expr.func.value);
    if (call.step.stmt.kind === 'assign') for (const target of call.step.stmt.targets) add(target);
    const asked = next.stmt.kind === 'assert' ? [next.stmt.test] : next.calls.flatMap(c => c.expr.args);
    return asked.some(e => {
        let subject = e;
        if (subject.kind === 'compare') subject = subject.left;
        if (subject.kind === 'unary') subject = subject.operand;
        if (subject.kind === 'call' && lastName(subject.func) === 'len' && subject.args[0])
            subject = subject.args[0];
        if (
            subject.kind === 'call' &&
            /^is_?alive$/i.test(lastName(subject.func) ?? '') &&
            subject.func.kind === 'attribute'
        )
            subject = subject.func.value;
        return handles.has(unit.text.slice(subject.start, subject.end));
    });
}

/** The observation stands behind a block that waits for what was started in it. */
export function isBehindJoin(observation: Step, step: Step): boolean {
    return step.frames.some(frame => {
        if (frame.kind !== 'with' || frame.stmt.kind !== 'with' || observation.start < frame.stmt.end)
            return false;
        return frame.stmt.items.some(
            i =>
                i.context.kind === 'call' &&
                /TaskGroup|task_group|nursery|Executor|start_threads/.test(dottedName(i.context.func) ?? ''),
        );
    });
}

/** `if pid == 0:`, or the `else` of `if pid:`, after a fork. */
export function isForkedChild(step: Step): boolean {
    return step.frames.some(({ kind, stmt }) => {
        if (stmt.kind !== 'if') return false;
        const { test } = stmt;
        if (kind === 'else') return test.kind === 'name' && /pid/.test(test.id);
        if (kind !== 'if' || test.kind !== 'compare' || test.left.kind !== 'name') return false;
        return /pid/.test(test.left.id) && test.comparators[0]?.kind === 'number';
    });
}

/** `with start_threads(...): sleep(1)`: leaving the block stops and joins them. */
function isWholeBlockOfStart(step: Step): boolean {
    const frame = step.frames.at(-1);
    if (frame?.kind !== 'with' || frame.stmt.kind !== 'with' || frame.stmt.body.length !== 1) return false;
    return frame.stmt.items.some(
        i => i.context.kind === 'call' && /start|run|threads|workers/i.test(lastName(i.context.func) ?? ''),
    );
}

const STOP_NAME = /stop|done|exit|quit|finish|running|shutdown|abort|end\b|go_on|keep/i;

/** The next step only tells the workers to stop: the sleep let them run for a while. */
export function stopsStress(next: Step | undefined, step: Step): boolean {
    if (isWholeBlockOfStart(step)) return true;
    if (!next) return false;
    const { stmt } = next;
    if (stmt.kind === 'assign' && stmt.value?.kind === 'constant') {
        return stmt.targets.some(t =>
            STOP_NAME.test(t.kind === 'name' ? t.id : t.kind === 'attribute' ? t.attr : ''),
        );
    }
    if (stmt.kind !== 'expr' || stmt.value.kind !== 'call' || stmt.value.func.kind !== 'attribute')
        return false;
    const { attr, value } = stmt.value.func;
    const receiver = value.kind === 'name' ? value.id : value.kind === 'attribute' ? value.attr : '';
    return attr === 'set' && STOP_NAME.test(receiver);
}

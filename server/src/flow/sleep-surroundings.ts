/** What stands around a sleep: blocks that wait by themselves, assertions that ask for something else than it seems. */
import type { Span } from '../base/text.ts';
import type { Expr, Stmt } from '../syntax/ast.ts';
import { dottedName, lastName, ownExprs, walkExpr } from '../syntax/walk.ts';
import { assertionOf } from './assertions.ts';
import { commentsNear } from './comments.ts';
import { type Call, contextsAround, type Frame, loopsAround, type Step, type Timeline } from './timeline.ts';
import { namesOf } from './timeouts.ts';
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
    const group = taskGroupAround(step);
    if (!group) return false;
    return after
        .filter(s => s.start < group.stmt.end)
        .every(s => s.calls.some(c => c.effect?.kind === 'spawn'));
}

const TASK_GROUP = /TaskGroup|task_group|nursery/;

function taskGroupAround(step: Step): Frame | undefined {
    return step.frames.findLast(
        ({ kind, stmt }) =>
            kind === 'with' &&
            stmt.kind === 'with' &&
            stmt.items.some(
                i => i.context.kind === 'call' && TASK_GROUP.test(dottedName(i.context.func) ?? ''),
            ),
    );
}

/**
 * The same is asserted before and after, perhaps each time of what is fetched right above: it must not have changed.
 */
export function repeatsTheLastAssertion(next: Step, step: Step, { unit }: Timeline): boolean {
    const { steps } = step.body;
    const before = steps.slice(0, step.index).findLast(s => assertionOf(s) !== undefined);
    const isSame = (a: Step | undefined, b: Step | undefined) =>
        a !== undefined &&
        b !== undefined &&
        unit.text.slice(a.start, a.end) === unit.text.slice(b.start, b.end);
    if (before && next.stmt.kind === 'assign' && isSame(next, steps[before.index - 1]))
        return isSame(before, steps[next.index + 1]);
    if (assertionOf(next) === undefined || next.calls.some(c => !ASKS.test(c.name))) return false;
    return isSame(before, next);
}

/** Calls that change nothing. */
const ASKS =
    /^(assert\w*|len|set|sorted|list|tuple|dict|isinstance|is_\w+|keys|values|items|any|all|done|count)$/;

/** A loop with a sleep in it comes next, at most behind the reading of a clock: it waits by itself. */
export function pollsNext(step: Step): boolean {
    const behind = step.body.steps.slice(step.index + 1);
    const next = behind.find(s => s.stmt.kind !== 'assign' || s.calls.some(c => c.name !== 'time'));
    if (next?.stmt.kind !== 'while' && next?.stmt.kind !== 'for') return false;
    const { end } = next.stmt;
    return behind.some(s => s.start < end && s.calls.some(isDelay));
}

/** `cond.acquire(); cond.notify(); sleep(1); cond.release()`: who was notified needs the lock to go on. */
export function holdsSignalled(step: Step, { call, kind }: Started): boolean {
    if (kind !== 'signal' || call.expr.func.kind !== 'attribute' || call.step.body !== step.body)
        return false;
    const lock = dottedName(call.expr.func.value);
    if (lock === undefined) return false;
    const inBlock = step.frames.some(
        f =>
            f.kind === 'with' &&
            f.stmt.kind === 'with' &&
            f.stmt.items.some(i => dottedName(i.context) === lock) &&
            call.step.frames.includes(f),
    );
    if (inBlock) return true;
    const uses = (name: string) =>
        step.body.steps.filter(s =>
            s.calls.some(
                c =>
                    c.name === name &&
                    c.expr.func.kind === 'attribute' &&
                    dottedName(c.expr.func.value) === lock,
            ),
        );
    const taken = uses('acquire').findLast(s => s.index < call.step.index);
    const given = taken && uses('release').find(s => s.index > taken.index);
    return given !== undefined && given.index > step.index;
}

function isDelay({ effect, name }: Call): boolean {
    return effect?.kind === 'delay' || /^_?(wait|sleep|pause)$/.test(name);
}

/** `while len(done) < 3: sleep(); sleep(); assert len(done) == 3`: nothing more must come. */
export function settlesAfterPoll(next: Step, step: Step): boolean {
    const before = step.body.steps
        .slice(0, step.index)
        .findLast(s => s.frames.length <= step.frames.length + 1);
    if (!before) return false;
    // Directly behind a poll nothing was asked for that the poll has not waited for.
    const loop = loopsAround(before)[0];
    if (loop && step.start >= loop.end && before.calls.some(isDelay)) return true;
    if (before.index !== step.index - 1 || !before.calls.some(c => WAITS_UNTIL.test(c.name))) return false;
    // `wait_for_state('y', 'fetch')`: what it waited for is what must stay so.
    const asked = new Set<string>();
    for (const { expr } of before.calls)
        for (const arg of expr.args)
            walkExpr(arg, e => {
                const word = wordOf(e);
                if (word?.startsWith("'")) asked.add(word);
            });
    let shared = false;
    for (const expr of ownExprs(next.stmt))
        walkExpr(expr, e => {
            const word = wordOf(e);
            if (word !== undefined && asked.has(word)) shared = true;
        });
    return shared;
}

const WAITS_UNTIL = /^_?(async_)?(wait|poll)(_|$)|_until(_|$)/;

/** A name that says what is asked, or a string. */
function wordOf(e: Expr): string | undefined {
    if (e.kind === 'name') return /^(self|len|time)$/.test(e.id) ? undefined : e.id;
    return e.kind === 'string' && e.value !== undefined ? `'${e.value}` : undefined;
}

/** Something was awaited until it was so between the start and a step: the start is over, as far as the test cares. */
export function awaitedSince({ call }: Started, step: Step): boolean {
    return step.body.steps
        .slice(call.step.body === step.body ? call.step.index + 1 : 0, step.index)
        .some(s => s.calls.some(c => c.awaited && WAITS_UNTIL.test(c.name)));
}

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

/** The comments that speak of a sleep; for the first statement of a block, those of the block too. */
export function commentsOn(step: Step, { unit }: Timeline): string {
    const near = (at: Span) => commentsNear(unit.text, unit.comments(), at.start, at.end);
    const own = near(step);
    const around = step.frames.at(-1)?.stmt;
    if (own !== '' || !around || !/^(if|with|try)$/.test(around.kind)) return own;
    return firstInside(around) === step.stmt ? near({ start: around.start, end: around.start }) : own;
}

function firstInside(stmt: Stmt): Stmt | undefined {
    return stmt.kind === 'if' || stmt.kind === 'with' || stmt.kind === 'try' ? stmt.body[0] : undefined;
}

/** `except CancelledError: await sleep(1); raise`: nothing is tried again. */
export function handlesCancellation(frame: Frame, step: Step): boolean {
    if (frame.stmt.kind !== 'try') return false;
    const handler = frame.stmt.handlers.find(h =>
        h.body.some(s => s.start <= step.start && step.end <= s.end),
    );
    return handler?.types !== undefined && CANCELLED.test(namesOf(handler.types));
}

const CANCELLED = /Cancel|GeneratorExit|GreenletExit/;

/** In `with ExpectLog(...)`, `with self.assertLogs(...)`: what must happen inside the block. */
export function expectsInside(step: Step): boolean {
    return contextsAround(step).some(({ func }) =>
        /^(expect\w*|assert(Logs|Warns|Raises)\w*|raises|warns)$/i.test(lastName(func) ?? ''),
    );
}

/** The last thing in `async with TaskGroup()` whose tasks were started: what they do ends it. */
export function endsTaskGroup(step: Step, steps: readonly Step[]): boolean {
    const group = taskGroupAround(step);
    if (!group) return false;
    const inside = steps.filter(s => s.start > group.stmt.start && s.end <= group.stmt.end);
    return (
        inside.every(s => s.start <= step.start || !sharesBlock(s, step)) &&
        inside.some(s => s.start < step.start && s.calls.some(c => c.effect?.kind === 'spawn'))
    );
}

/** Behind a step, in its block or one around it. */
function sharesBlock(later: Step, step: Step): boolean {
    return later.frames.every((f, i) => step.frames[i]?.stmt === f.stmt && step.frames[i]?.kind === f.kind);
}

/**
 * Upper bounds that real time must keep to, where no difference of two clocks stands in the assertion: a deadline
 * without a margin, a count of what fits into a window, a remaining time, a duration that a log line spells out.
 */
import { foldNumber } from '../model/constants.ts';
import type { Expr } from '../syntax/ast.ts';
import { dottedName, lastName, walkExpr } from '../syntax/walk.ts';
import type { FileFacts } from './context.ts';
import { argumentAt, type Call, loopsAround, type Step, type Timeline } from './timeline.ts';

/** An assertion, and the sentence that says what it bets on. */
export interface TimedBound {
    readonly step: Step;
    readonly message: (quoted: string) => string;
}

/** Less margin than this is none on a busy machine. */
const SMALL_MARGIN_SECONDS = 1;
const CLOCK = /^(time|monotonic|perf_counter)$/;
const REMAINING = /^p?ttl$|^(time_(left|remaining)|remaining(_time)?|expires_in|seconds_left)$/;
/** How far before the assertion the window of time ends. */
const WINDOW_STEPS = 4;

/** The bounds of a function, each assertion once. */
export function timedBounds(timeline: Timeline, facts: FileFacts): TimedBound[] {
    const found: TimedBound[] = [];
    for (const body of timeline.bodies) {
        for (const step of body.steps) {
            const bound =
                deadlineOfSleep(step, facts) ??
                countInWindow(step) ??
                remainingTime(step) ??
                spelledDuration(step, timeline);
            if (bound) found.push({ step, message: bound });
        }
    }
    return found;
}

type Message = TimedBound['message'];

function asserted(step: Step): Expr | undefined {
    const { stmt } = step;
    if (stmt.kind === 'assert') return stmt.test;
    if (stmt.kind !== 'expr' || stmt.value.kind !== 'call') return undefined;
    return lastName(stmt.value.func) === 'assertTrue' ? stmt.value.args[0] : undefined;
}

/** `sleep(interval); assert time() < start + interval + 0.1`: the sleep alone nearly reaches the bound. */
function deadlineOfSleep(step: Step, facts: FileFacts): Message | undefined {
    const test = asserted(step);
    if (test?.kind !== 'compare' || test.comparators.length !== 1 || !/^<=?$/.test(test.ops[0] ?? ''))
        return undefined;
    const [limit] = test.comparators;
    if (test.left.kind !== 'call' || !CLOCK.test(lastName(test.left.func) ?? '') || !limit) return undefined;
    const slept = sleptBefore(step);
    if (!slept) return undefined;
    const addends = sum(limit);
    const rest = addends.filter(a => !same(a, slept));
    if (addends.length !== 3 || rest.length !== 2) return undefined;
    const margin = rest.map(a => foldNumber(a, step.body.scope, facts.resolver)).find(n => n !== undefined);
    if (margin === undefined || margin > SMALL_MARGIN_SECONDS) return undefined;
    return quoted => `${quoted} leaves ${margin} s for everything but the sleep; a busy machine takes longer`;
}

/** The length of the sleep directly before an assertion, in the same block. */
function sleptBefore(step: Step): Expr | undefined {
    const before = step.body.steps[step.index - 1];
    const delay = before?.calls.find(c => c.effect?.kind === 'delay');
    return delay?.effect?.kind === 'delay' ? argumentAt(delay.expr, delay.effect.seconds) : undefined;
}

function sum(expr: Expr): Expr[] {
    return expr.kind === 'binary' && expr.op === '+' ? [...sum(expr.left), ...sum(expr.right)] : [expr];
}

function same(a: Expr, b: Expr): boolean {
    if (a.kind === 'number' && b.kind === 'number') return a.value === b.value;
    const name = dottedName(a);
    return name !== undefined && name === dottedName(b);
}

/** `assert 3 <= len(calls) <= 7` behind half a second of real time. */
function countInWindow(step: Step): Message | undefined {
    const test = asserted(step);
    if (test?.kind !== 'compare' || test.comparators.length !== 2) return undefined;
    if (!test.ops.every(op => /^<=?$/.test(op))) return undefined;
    const [counted, high] = test.comparators;
    if (test.left.kind !== 'number' || test.left.value < 1 || high?.kind !== 'number') return undefined;
    if (!counted || !isCount(counted) || loopsAround(step).length > 0) return undefined;
    const before = step.body.steps.slice(Math.max(0, step.index - WINDOW_STEPS), step.index);
    if (!before.some(s => s.calls.some(takesGivenTime))) return undefined;
    return quoted => `${quoted} counts what fits into a stretch of real time; a busy machine does less in it`;
}

function isCount(expr: Expr): boolean {
    if (expr.kind === 'call') return lastName(expr.func) === 'len';
    return /^(call_count|calls?|count|n_calls|num_\w+)$/.test(lastName(expr) ?? '');
}

/** A sleep of some length, or a wait with a literal limit. */
function takesGivenTime({ effect, expr }: Call): boolean {
    if (effect?.kind === 'delay') {
        const seconds = argumentAt(expr, effect.seconds);
        return seconds !== undefined && !(seconds.kind === 'number' && seconds.value === 0);
    }
    const limit = expr.keywords.find(k => k.name === 'timeout')?.value;
    return limit?.kind === 'number' && limit.value > 0 && limit.value < 10;
}

/** `expire = now() + timedelta(seconds=10)`, and later `ttl(key) <= 10`: two clocks, and no margin between them. */
function remainingTime(step: Step): Message | undefined {
    const test = asserted(step);
    if (test?.kind !== 'compare' || !/^<=?$/.test(test.ops.at(-1) ?? '')) return undefined;
    const high = test.comparators.at(-1);
    const measured = test.comparators.at(-2) ?? test.left;
    if (high?.kind !== 'number' || measured.kind !== 'call' || !REMAINING.test(lastName(measured.func) ?? ''))
        return undefined;
    const isMilliseconds = /^p/.test(lastName(measured.func) ?? '');
    const limit = isMilliseconds ? high.value / 1000 : high.value;
    // The last expiry that was computed before is the one that is left to run.
    const computed = step.body.steps
        .slice(0, step.index)
        .findLast(({ stmt }) => stmt.kind === 'assign' && expiresIn(stmt.value) !== undefined);
    if (computed?.stmt.kind !== 'assign' || expiresIn(computed.stmt.value) !== limit) return undefined;
    return quoted =>
        `${quoted} compares two clocks without a margin: ${limit} s were counted from another one`;
}

/** Seconds from now, in `clock() + timedelta(minutes=1)`. */
function expiresIn(expr: Expr | undefined): number | undefined {
    if (expr?.kind !== 'binary' || expr.op !== '+' || expr.left.kind !== 'call') return undefined;
    const { right } = expr;
    if (right.kind !== 'call' || lastName(right.func) !== 'timedelta') return undefined;
    const [only] = right.keywords;
    if (right.keywords.length !== 1 || only?.value.kind !== 'number') return undefined;
    const unit = { seconds: 1, minutes: 60, hours: 3600, days: 86400, milliseconds: 0.001 }[only.name ?? ''];
    return unit === undefined ? undefined : only.value.value * unit;
}

/** A duration of zero as a log line spells it: only a clock that stands still keeps to it. */
const ZERO_DURATION = /\b(after|took|in|waiting|waited|for|within)\s+0\.0+ (s|sec|secs|seconds)\b/;
const CLOCK_REPLACED =
    /elapsed|StopWatch|stopwatch|freeze|travel|Fake(Clock|Time)|time_machine|set_now|mock_time|patch\([^)\n]*\b(time|monotonic|perf_counter|now)\b/;

function spelledDuration(step: Step, { unit }: Timeline): Message | undefined {
    if (!step.calls.some(c => /^assert/.test(c.name))) return undefined;
    let spelled: string | undefined;
    for (const { expr, name } of step.calls) {
        if (!/^assert/.test(name)) continue;
        for (const argument of [...expr.args, ...expr.keywords.map(k => k.value)])
            walkExpr(argument, e => {
                if (e.kind === 'string' && e.value !== undefined)
                    spelled ??= ZERO_DURATION.exec(e.value)?.[0];
            });
    }
    if (spelled === undefined || CLOCK_REPLACED.test(unit.text)) return undefined;
    const setups = unit.cls ? [...unit.cls.methods.values()].filter(m => m.role === 'setup') : [];
    if (setups.some(m => CLOCK_REPLACED.test(m.text))) return undefined;
    return () => `\`${spelled}\` is asserted of a real clock: on a busy machine it is more than zero`;
}

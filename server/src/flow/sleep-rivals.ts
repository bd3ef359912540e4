/** Durations in the same test that a sleep races with: work that is to be half done, a limit that is to be outlived. */
import { foldNumber } from '../model/constants.ts';
import type { Expr } from '../syntax/ast.ts';
import { anyExpr, lastName, walkExpr } from '../syntax/walk.ts';
import type { FileFacts } from './context.ts';
import { DELAYS } from './libraries/delays.ts';
import { KEEPS_ALIVE_SECONDS, type SleepQuestion } from './sleep-site.ts';
import type { Body, Call, Step } from './timeline.ts';

/** Ends or disturbs work that is going on. */
const INTERRUPTS =
    /^(cancel|close|kill|terminate|stop|restart|retire\w*|interrupt|shutdown|remove_worker|abort|disconnect)$/;
const LASTS_AS = /^(delay|duration|sleep|sleep_time|work_time)$/;
const LIMITS = /^(timeout|read_timeout|socket_timeout|request_timeout)$/;
/** How soon after the sleep the work is disturbed. */
const SOON = 2;
/** A sleep that is to outlive a limit and is not this much longer has no margin. */
const MARGIN = 1.5;

/**
 * Seconds of work of the test's own making that goes on when the sleep ends and is disturbed then: the sleep bets
 * that it is neither done nor not begun.
 */
export function rivalWork({ seconds, step, body, facts }: SleepQuestion): number | undefined {
    if (seconds === undefined || seconds === 0) return undefined;
    const next = body.steps.slice(step.index + 1, step.index + 1 + SOON);
    if (!next.some(s => s.calls.some(c => INTERRUPTS.test(c.name) && c.expr.func.kind === 'attribute')))
        return undefined;
    for (const call of callsBefore(step, body)) {
        const lasts = lengthOfWork(call, facts);
        if (lasts !== undefined && lasts >= seconds && lasts < KEEPS_ALIVE_SECONDS) return lasts;
    }
    return undefined;
}

/** Why such a sleep is a bet. */
export function halfDone(lasts: number): string {
    return `bets that work of ${lasts} s, which the test disturbs next, is under way and not done`;
}

export function hardlyOutlives(limit: number): string {
    return `is to outlive a limit of ${limit} s, and is hardly longer`;
}

/** Whether a reason says that a sleep races with another duration, as a sentence whose subject is the sleep. */
export function isRival(reason: string): boolean {
    return /^(bets that work of|is to outlive a limit of) [\d.]+ s/.test(reason);
}

/** Calls above a step in its body and in those around it. */
function callsBefore(step: Step, body: Body): Call[] {
    const found = body.steps.slice(0, step.index).flatMap(s => s.calls);
    for (let outer = body.parent, at = body.node.start; outer; at = outer.node.start, outer = outer.parent)
        found.push(...outer.steps.filter(s => s.start < at).flatMap(s => s.calls));
    return found;
}

/** Seconds in `work(x, delay=0.3)` and `submit(sleep, 0.3)`. */
function lengthOfWork(call: Call, facts: FileFacts): number | undefined {
    if (call.effect?.kind === 'delay' || call.effect?.kind === 'wait') return undefined;
    const { scope } = call.step.body;
    const { args, keywords } = call.expr;
    const sleeper = args.findIndex(a => isSleep(facts.resolver.origin(a, scope)));
    const given =
        sleeper === -1
            ? keywords.find(k => k.name !== undefined && LASTS_AS.test(k.name))?.value
            : args[sleeper + 1];
    return given && foldNumber(given, scope, facts.resolver);
}

function isSleep(origin: string | undefined): boolean {
    return origin !== undefined && Object.hasOwn(DELAYS, origin);
}

/** Seconds of a limit in the test that the sleep is to outlive and hardly does. */
export function limitHardlyOutlived({ seconds, timeline, body, facts }: SleepQuestion): number | undefined {
    if (seconds === undefined || seconds === 0) return undefined;
    for (const call of timeline.calls) {
        if (call.step.body === body || isWaitThatShallEnd(call)) continue;
        const limit = call.expr.keywords.find(k => k.name !== undefined && LIMITS.test(k.name))?.value;
        const folded = limit && foldNumber(limit, call.step.body.scope, facts.resolver);
        if (folded !== undefined && folded > 0 && seconds >= folded && seconds < folded * MARGIN)
            return folded;
    }
    return undefined;
}

/** `await wait_for(started.wait(), timeout=5)`: nobody expects its time to be up, unless it says so. */
function isWaitThatShallEnd({ name, effect, step }: Call): boolean {
    if (effect?.kind !== 'wait' && name !== 'wait_for') return false;
    return !step.frames.some(
        ({ stmt }) =>
            stmt.kind === 'with' &&
            stmt.items.some(({ context }) =>
                anyExpr(
                    context,
                    e => (e.kind === 'name' || e.kind === 'attribute') && /Timeout/.test(lastName(e) ?? ''),
                ),
            ),
    );
}

/** A limit that the test itself gave to something that it did not wait for is over when the sleep is. */
export function limitIsOver({ seconds, step, facts }: SleepQuestion): boolean {
    if (seconds === undefined) return false;
    return step.body.steps.slice(0, step.index).some(({ calls, body }) =>
        calls.some(({ expr, awaited }) => {
            if (awaited) return false;
            const limit = expr.keywords.find(k => k.name === 'timeout')?.value;
            const folded = limit && foldNumber(limit, body.scope, facts.resolver);
            return folded !== undefined && folded > 0 && folded < seconds;
        }),
    );
}

/** `call_later(0.1, self.stop)` right before the loop is run: a sleep by another name. */
export function stopsTheWait({ name, expr, step }: Call): boolean {
    if (!/^(call_later|add_timeout|callLater)$/.test(name)) return false;
    const stop = expr.args[1];
    if (expr.args.length !== 2 || stop?.kind !== 'attribute' || stop.attr !== 'stop') return false;
    const next = step.body.steps[step.index + 1];
    return (
        next !== undefined &&
        next.stmt.kind === 'expr' &&
        next.calls.some(c => c.expr === expressionOf(next) && /^(wait|run_forever|start|run)$/.test(c.name))
    );
}

function expressionOf({ stmt }: Step): Expr | undefined {
    return stmt.kind === 'expr' ? stmt.value : undefined;
}

/** Seconds in `0.1` and `timedelta(seconds=0.1)`. */
export function timerSeconds({ expr, step }: Call, facts: FileFacts): number | undefined {
    const [given] = expr.args;
    if (!given) return undefined;
    const seconds =
        given.kind === 'call' && lastName(given.func) === 'timedelta'
            ? given.keywords.find(k => k.name === 'seconds')?.value
            : given;
    return seconds && foldNumber(seconds, step.body.scope, facts.resolver);
}

const READS = /^(recv|recv_into|recvfrom|read|read_nonblocking|get_nowait)$/;
const CLOCK = /^(time|monotonic|perf_counter)$/;

/** `while time() - start < 0.5: try: data += sock.recv(99) except OSError: continue`: takes what comes in that time. */
export function readsForGivenTime({ stmt, body }: Step): boolean {
    if (stmt.kind !== 'while' || stmt.test.kind !== 'compare') return false;
    let asksClock = false;
    walkExpr(stmt.test, e => {
        if (e.kind === 'call' && CLOCK.test(lastName(e.func) ?? '')) asksClock = true;
    });
    if (!asksClock) return false;
    const inside = body.steps.filter(s => s.start > stmt.start && s.end <= stmt.end && s.stmt !== stmt);
    const leaves = inside.some(s => /^(break|return|raise|assert)$/.test(s.stmt.kind));
    return (
        !leaves &&
        inside.every(s => /^(try|assign|augassign|continue|pass)$/.test(s.stmt.kind)) &&
        inside.some(s => s.calls.some(c => READS.test(c.name)))
    );
}

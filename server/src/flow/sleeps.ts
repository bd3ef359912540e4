/**
 * What every sleep is for. Most sleeps in tests are not bugs, so a sleep is classified before anything is
 * said about it: where its body runs, what surrounds it, what was started before, what is observed after.
 */

import { foldNumber } from '../model/constants.ts';
import type { FunctionUnit } from '../model/module.ts';
import type { Expr } from '../syntax/ast.ts';
import { dottedName, lastName } from '../syntax/walk.ts';
import { assertionOf, mentionsClock } from './assertions.ts';
import { CLOCK_CUE, commentsNear, RACE_CUE, WAIT_CUE, WORK_CUE, YIELD_CUE } from './comments.ts';
import type { FileFacts } from './context.ts';
import { type BodyRole, bodyRole } from './roles.ts';
import { classifyLoop } from './sleep-loops.ts';
import { argumentAt, type Body, type Call, loopsAround, type Step, type Timeline } from './timeline.ts';
import { effectOfStep, isObservation, type Started, startedBefore } from './work.ts';

export type Intent =
    | 'wait-for-effect'
    | 'wait-for-absence'
    | 'poll-bounded'
    | 'poll-silent'
    | 'poll-unbounded'
    | 'delay-injection'
    | 'simulated-work'
    | 'elapse-time'
    | 'yield'
    | 'pacing'
    | 'subject';

export interface SleepSite {
    readonly call: Call;
    readonly body: Body;
    readonly timeline: Timeline;
    /** Seconds, if they are known. */
    readonly seconds: number | undefined;
    readonly intent: Intent;
    /** Whether the test's outcome depends on the sleep being long enough. */
    readonly bets: boolean;
    /** Why the intent was chosen, for people. */
    readonly reasons: readonly string[];
    readonly role: BodyRole;
    /** What runs or was asked for when the sleep begins. */
    readonly started: Started | undefined;
    /** The assertion or read that the sleep prepares. */
    readonly observed: Step | undefined;
}

/** Nobody waits this long for an effect: such a sleep keeps something alive until it is stopped. */
const KEEPS_ALIVE_SECONDS = 10;
const TIMEOUT_CONTEXT =
    /(^|\.)(timeout|timeout_at|fail_after|move_on_after|fail_at|move_on_at|async_timeout|time_limit|with_timeout)$/;
const TIMEOUT_ERROR = /Timeout|TimedOut|Cancelled/;
const CLOCK_NAME =
    /expir|ttl|mtime|time_?out|timestamp|elapsed|interval|throttl|rate_?limit|cache|stale|updated_at|heartbeat|age\b|clock|duration|stopwatch|timer|backoff|lifetime|idle|periodic/i;

/** Every sleep of a test context, classified, in source order. */
export function sleepsIn(unit: FunctionUnit, facts: FileFacts): SleepSite[] {
    const timeline = facts.timeline(unit);
    if (!timeline) return [];
    const sites: SleepSite[] = [];
    for (const call of timeline.calls) {
        if (call.effect?.kind === 'delay') sites.push(classify(call, timeline, facts));
    }
    return sites;
}

/** The folded length of a delay in seconds. */
export function delaySeconds(call: Call, facts: FileFacts): number | undefined {
    if (call.effect?.kind !== 'delay') return undefined;
    const argument = argumentAt(call.expr, call.effect.seconds);
    const value = argument && foldNumber(argument, call.step.body.scope, facts.resolver);
    return value === undefined ? undefined : value / call.effect.perSecond;
}

function classify(call: Call, timeline: Timeline, facts: FileFacts): SleepSite {
    const { step } = call;
    const { body } = step;
    const seconds = delaySeconds(call, facts);
    const role = bodyRole(body, timeline, facts);
    const comments = commentsNear(timeline.unit.text, timeline.unit.comments(), step.start, step.end);
    const site = (
        intent: Intent,
        bets: boolean,
        reason: string,
        more: Partial<SleepSite> = {},
    ): SleepSite => ({
        call,
        body,
        timeline,
        seconds,
        intent,
        bets,
        reasons: [reason],
        role,
        started: undefined,
        observed: undefined,
        ...more,
    });

    const loop = loopsAround(step)[0];
    if (seconds === 0 && loop?.kind !== 'while')
        return site('yield', false, 'a sleep of zero only lets others run');
    if (role.kind === 'stub') {
        return site(
            'delay-injection',
            false,
            role.target ? `slows \`${role.target}\`, which it replaces` : 'slows what it replaces',
        );
    }
    if (role.kind === 'clock-mocked')
        return site('subject', false, 'the clock or the sleep itself is replaced in this test');
    if (loop && (loop.kind === 'for' || loop.kind === 'while')) {
        const verdict = classifyLoop(loop, step, body, role.kind === 'worker', insideTimeout(step));
        const bets = verdict.intent === 'poll-unbounded' && role.kind === 'main';
        return site(verdict.intent, bets, verdict.reason);
    }
    if (insideTimeout(step))
        return site('elapse-time', false, 'a blocked operation that the timeout around it ends');
    if (seconds !== undefined && seconds >= KEEPS_ALIVE_SECONDS) {
        return site(
            'simulated-work',
            false,
            `nobody waits ${seconds} seconds for an effect: it keeps something alive`,
        );
    }
    if (role.kind === 'handler')
        return site('simulated-work', false, 'code that the product calls takes its time');
    if (role.kind === 'worker') return classifyInWorker();
    return classifyInTest();

    function classifyInWorker(): SleepSite {
        const before = body.steps
            .slice(0, step.index)
            .filter(s => s.stmt.kind !== 'expr' || s.calls.length > 0);
        const after = stepsAfter(step);
        const waitCue = WAIT_CUE.test(comments) && !YIELD_CUE.test(comments);
        const next = after.find(s => s.stmt.kind !== 'pass');
        const nextEffect = next && effectOfStep(next);
        const clockAfter = after
            .slice(0, 2)
            .some(s => /Broken|Timeout/.test(timeline.unit.text.slice(s.start, s.stmt.end)));
        if (clockAfter) return site('elapse-time', false, 'is late on purpose, for a timeout under test');
        const trigger = after.find(s => /signal|stop/.test(effectOfStep(s)?.kind ?? '') || setsResult(s));
        if (
            trigger &&
            before.every(s => s.frames.length > 0 || s.stmt.kind === 'with' || s.stmt.kind === 'expr') &&
            before.length <= 2
        ) {
            const sendsSignal = trigger.calls.some(
                c => c.origin === 'os.kill' || c.origin === 'signal.raise_signal',
            );
            const isFirst = before.length === 0;
            const bets =
                waitCue || (!sendsSignal && isFirst && !isFinish(trigger, body)) || (seconds ?? 0) >= 1;
            return site(
                'wait-for-effect',
                bets,
                'a delayed trigger: it bets that the test has got far enough',
                { observed: trigger },
            );
        }
        if (waitCue)
            return site('wait-for-effect', true, 'its comment says that it waits for the other side', {
                observed: next,
            });
        if (nextEffect?.kind === 'request' || (next && connects(next))) {
            return site('wait-for-effect', true, 'waits for the other side to be ready', { observed: next });
        }
        return site('simulated-work', false, 'a worker that takes its time');
    }

    function classifyInTest(): SleepSite {
        const started = startedBefore(step, timeline, facts);
        const after = stepsAfter(step);
        const next = after[0];
        const observed = after.slice(0, 8).find(isObservation);
        const isAsync = call.effect?.kind === 'delay' && call.effect.isAsync;
        const waitCue = WAIT_CUE.test(comments);
        if (YIELD_CUE.test(comments) && !/\bwait|give|allow/i.test(comments)) {
            return site('yield', false, 'its comment says that it lets others run');
        }
        const absence = next !== undefined && assertionOf(next) === 'absence';
        const clock = clockCue(step, after, comments);
        if (clock && !(waitCue && started)) return site('elapse-time', false, clock);
        if (WORK_CUE.test(comments))
            return site('simulated-work', false, 'its comment says that it stands for work');
        if (isAsync && !started && !waitCue && !(next && connects(next)) && (seconds ?? 1) < 0.1) {
            return site('yield', false, 'a short await that lets the loop turn');
        }
        if (started && absence && !waitCue) {
            return site('wait-for-absence', false, 'what follows asserts that nothing happened', {
                started,
                observed: next,
            });
        }
        if (started && isAsync && (seconds ?? 1) < 0.05 && !waitCue && started.kind === 'task') {
            return site('yield', false, 'a short await that lets a task run', { started, observed });
        }
        if (started && (observed || waitCue || started.strong)) {
            return site(
                'wait-for-effect',
                true,
                `${started.label} before, ${observed ? 'and what it does is observed after' : 'and the test goes on as if it were done'}`,
                { started, observed },
            );
        }
        if (next && (connects(next) || effectOfStep(next)?.kind === 'request')) {
            return site('wait-for-effect', true, 'waits for a server to be ready before connecting', {
                observed: next,
            });
        }
        if (waitCue)
            return site('wait-for-effect', true, 'its comment says that it waits for something', {
                observed,
                started,
            });
        if (isAsync) return site('yield', false, 'an await that lets other tasks run');
        if (started) return site('wait-for-effect', false, 'something was started before', { started });
        return site('elapse-time', false, 'nothing concurrent was started: only the clock moves');
    }

    function clockCue(at: Step, after: readonly Step[], near: string): string | undefined {
        if (CLOCK_CUE.test(near) && !/\b(wait|give|allow) /i.test(near))
            return 'its comment speaks of the clock';
        const reads = [...body.steps.slice(Math.max(0, at.index - 3), at.index), ...after.slice(0, 3)];
        if (reads.some(s => readsClock(s))) return 'clocks or timestamps are read around it';
        const named = `${timeline.unit.name} ${body.name}`;
        if (CLOCK_NAME.test(named))
            return `the name \`${CLOCK_NAME.test(body.name) ? body.name : timeline.unit.name}\` says that time itself is tested`;
        return undefined;
    }
}

/** Steps of the same body behind a step, with those that only bind names left in. */
function stepsAfter(step: Step): Step[] {
    const inLoop = loopsAround(step)[0];
    return step.body.steps.slice(step.index + 1).filter(s => !inLoop || s.start < inLoop.end);
}

function insideTimeout(step: Step): boolean {
    for (const frame of step.frames) {
        if (frame.kind !== 'with' || frame.stmt.kind !== 'with') continue;
        for (const { context } of frame.stmt.items) {
            if (context.kind !== 'call') continue;
            const name = dottedName(context.func) ?? '';
            if (TIMEOUT_CONTEXT.test(name)) return true;
            if (/assertRaises|raises/.test(name) && context.args.some(a => TIMEOUT_ERROR.test(namesOf(a))))
                return true;
        }
    }
    return false;
}

function namesOf(expr: Expr): string {
    return expr.kind === 'tuple' ? expr.items.map(namesOf).join(' ') : (dottedName(expr) ?? '');
}

function readsClock(step: Step): boolean {
    const { stmt } = step;
    switch (stmt.kind) {
        case 'assign':
            return stmt.value !== undefined && mentionsClock(stmt.value);
        case 'assert':
            return mentionsClock(stmt.test);
        case 'expr':
            return stmt.value.kind === 'call' && stmt.value.args.some(mentionsClock);
        case 'return':
            return stmt.value !== undefined && mentionsClock(stmt.value);
        default:
            return false;
    }
}

const CONNECTS =
    /^(connect|create_connection|open_connection|connect_ex|urlopen|accept|makefile|create_unix_connection|HTTPConnection|ServerProxy)$/;

function connects(step: Step): boolean {
    return step.calls.some(c => CONNECTS.test(c.name));
}

function setsResult(step: Step): boolean {
    return (
        step.calls.some(c =>
            /^(set_result|set_exception|set|cancel|notify|notify_all|put|release|send|close|shutdown)$/.test(
                c.name,
            ),
        ) || step.stmt.kind === 'with'
    );
}

/** A worker that sleeps and then says that it is done has worked, not triggered. */
function isFinish(trigger: Step, body: Body): boolean {
    const calls = trigger.calls.map(c => c.name);
    const isLast = body.steps.every(s => s.start <= trigger.start || s.frames.length > 0);
    return isLast && calls.some(n => n === 'put' || n === 'release' || n === 'send');
}

/** Whether a text around an injected delay declares that an interleaving is forced. */
export function declaresRace(text: string): boolean {
    return RACE_CUE.test(text);
}

/** The name of what a delay calls, as written: `time.sleep`. */
export function delayName(call: Call): string {
    return dottedName(call.expr.func) ?? lastName(call.expr.func) ?? 'sleep';
}

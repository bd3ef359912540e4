/** Sleeps in what runs beside the test, or in what the product calls back. */

import { foldNumber } from '../model/constants.ts';
import { nameAboutTime } from './clock-cues.ts';
import { OPPORTUNITY_CUE, WAIT_CUE, WORK_CUE, YIELD_CUE } from './comments.ts';
import { halfDone, hardlyOutlives, limitHardlyOutlived, rivalWork } from './sleep-rivals.ts';
import { makeSite, type SleepQuestion, type SleepSite } from './sleep-site.ts';
import { argumentAt, type Body, type Step } from './timeline.ts';
import { connects, effectOfStep, startedBefore } from './work.ts';

/** A delayed signal to the process is only bet on if it comes this late. */
const LATE_SIGNAL_SECONDS = 1;

/** An `await` shorter than this is part of a task's own work. */
const SHORT_AWAIT_SECONDS = 0.1;

export function classifyInWorker(question: SleepQuestion): SleepSite {
    const { step, body, timeline, comments, seconds, role } = question;
    const after = body.steps.slice(step.index + 1);
    const next = after[0];
    const lasts = rivalWork(question);
    if (lasts !== undefined)
        return makeSite(question, 'wait-for-effect', true, halfDone(lasts), { observed: next });
    const limit = limitHardlyOutlived(question);
    if (limit !== undefined) {
        return makeSite(question, 'wait-for-effect', true, hardlyOutlives(limit), { observed: next });
    }
    const waitCue = WAIT_CUE.test(comments) && !YIELD_CUE.test(comments) && !OPPORTUNITY_CUE.test(comments);
    const rest = timeline.unit.text.slice(
        step.end,
        Math.max(step.end, next?.stmt.end ?? 0, after[1]?.stmt.end ?? 0),
    );
    if (/Broken\w*Error|Timeout|timed? ?out/i.test(rest)) {
        return makeSite(question, 'elapse-time', false, 'is late on purpose, for a timeout under test');
    }
    const own = role.kind === 'worker' || isNested(body);
    if (role.kind === 'handler' && !(own && waitCue)) {
        return makeSite(question, 'delay-injection', false, 'delays the product, which calls this code');
    }
    if (question.isAsync && !waitCue && (seconds ?? 1) < SHORT_AWAIT_SECONDS) {
        return makeSite(question, 'simulated-work', false, 'a task that takes its time');
    }
    const trigger = triggerAfter(step, after, body);
    if (trigger && role.kind === 'worker') {
        // "After a delay" says what the worker does, not what is tested.
        const about = `${timeline.unit.name} ${timeline.unit.cls?.name ?? ''}`.replace(/delay(ed)?/gi, '');
        const named = nameAboutTime(about);
        if (named)
            return makeSite(question, 'elapse-time', false, 'is silent on purpose: time itself is tested', {
                observed: trigger,
            });
        const sendsSignal = trigger.calls.some(
            c => c.origin === 'os.kill' || c.origin === 'signal.raise_signal',
        );
        // Who waits without a limit does not mind when it comes.
        const lasts = trigger.calls.some(c => LASTS.test(c.name)) && !isAwaitedInHaste(question);
        const bets =
            waitCue || !(sendsSignal || lasts) || (sendsSignal && (seconds ?? 0) >= LATE_SIGNAL_SECONDS);
        return makeSite(
            question,
            'wait-for-effect',
            bets,
            'a delayed trigger: it bets that the test has got far enough',
            { observed: trigger },
        );
    }
    const started = startedBefore(step, timeline, question.facts);
    if (
        role.kind === 'worker' &&
        next &&
        started?.strong &&
        /^(task|thread|process|greenlet)$/.test(started.kind)
    ) {
        const reason = `${started.label} before, and the worker goes on as if it were done`;
        return makeSite(question, 'wait-for-effect', true, reason, { started });
    }
    if (WORK_CUE.test(comments))
        return makeSite(question, 'simulated-work', false, 'its comment says that it stands for work');
    if (waitCue)
        return makeSite(
            question,
            'wait-for-effect',
            true,
            'its comment says that it waits for the other side',
            { observed: next },
        );
    if (next && connects(next)) {
        return makeSite(question, 'wait-for-effect', true, 'waits for the other side to be ready', {
            observed: next,
        });
    }
    return makeSite(question, 'simulated-work', false, 'a worker that takes its time');
}

function isNested(body: Body): boolean {
    return body.parent !== undefined;
}

/**
 * The step that tells the test something after the sleep, if the worker has done nothing else: then the sleep
 * is there to come late. A worker that works first and then reports has only worked.
 */
function triggerAfter(step: Step, after: readonly Step[], body: Body): Step | undefined {
    const before = body.steps
        .slice(0, step.index)
        .filter(s => !isDocstring(s) && s.stmt.kind !== 'with' && !isHandover(s));
    if (before.length > 0 || step.frames.some(f => f.kind === 'if')) return undefined;
    const trigger = after.find(s =>
        s.calls.some(c => c.effect?.kind === 'signal' || c.effect?.kind === 'stop' || SETS.test(c.name)),
    );
    if (trigger) return trigger;
    // `sleep; func()`: whatever it is, it comes late.
    const only = after.length === 1 ? after[0] : undefined;
    const comes =
        only?.stmt.kind === 'expr' && only.calls.length === 1 && !STORES.test(only.calls[0]?.name ?? '');
    return comes ? only : undefined;
}

/** Keeping a result is work, not a trigger. */
const STORES = /^(append|appendleft|add|extend|insert|update|setdefault|write|print)$/;

const SETS =
    /^(set_result|set_exception|set|cancel|notify|notify_all|send|close|shutdown|kill|terminate|raise_signal|interrupt_main|stop)$/;

/** What stays as it is once it was done: coming before anybody waits for it does no harm. */
const LASTS =
    /^(set|set_result|set_exception|feed_\w+|put|put_nowait|release|send|sendall|write|callback|errback|callFromThread|call_soon_threadsafe|add_callback)$/;
/** A peer that waits less than this many times the delay may give up before. */
const HASTE = 5;

/** The test waits for the trigger with a limit that is hardly longer than the delay. */
function isAwaitedInHaste({ timeline, seconds, facts, body }: SleepQuestion): boolean {
    if (seconds === undefined) return false;
    return timeline.calls.some(call => {
        if (call.step.body === body || call.effect?.kind !== 'wait' || !call.effect.timeout) return false;
        const limit = argumentAt(call.expr, call.effect.timeout);
        const folded = limit && foldNumber(limit, call.step.body.scope, facts.resolver);
        return folded !== undefined && folded < seconds * HASTE;
    });
}

function isDocstring(step: Step): boolean {
    return step.stmt.kind === 'expr' && step.stmt.value.kind === 'string';
}

/** `with cond: cond.notify()` before the sleep hands over; it is not work. */
function isHandover(step: Step): boolean {
    return effectOfStep(step)?.kind === 'signal';
}

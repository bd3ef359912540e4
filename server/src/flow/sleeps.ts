/**
 * What every sleep is for. Most sleeps in tests are not bugs, so a sleep is classified before anything is
 * said about it: where its body runs, what surrounds it, what was started before, what is observed after.
 */
import type { FunctionUnit } from '../model/module.ts';
import { dottedName, lastName } from '../syntax/walk.ts';
import { assertionOf } from './assertions.ts';
import { nameAboutTime } from './clock-cues.ts';
import { WAIT_CUE } from './comments.ts';
import type { FileFacts } from './context.ts';
import { bodyRole } from './roles.ts';
import { classifyInTest } from './sleep-in-test.ts';
import { classifyInWorker } from './sleep-in-worker.ts';
import { classifyLoop } from './sleep-loops.ts';
import { stopsTheWait, timerSeconds } from './sleep-rivals.ts';
import { goesThroughCases } from './sleep-rounds.ts';
import {
    type Intent,
    KEEPS_ALIVE_SECONDS,
    makeSite,
    type SleepQuestion,
    type SleepSite,
} from './sleep-site.ts';
import { commentsOn, endsTaskGroup, expectsInside, handlesCancellation } from './sleep-surroundings.ts';
import { delaySeconds, sleepWrapperOf } from './sleep-wrappers.ts';
import { type Call, loopsAround, type Step, type Timeline } from './timeline.ts';
import { insideTimeout, outlivesTimeout, runsUnderTimeout } from './timeouts.ts';
import { isObservation, startedBefore } from './work.ts';

export type { Intent, SleepSite } from './sleep-site.ts';

/** Every sleep of a test context, classified once, in source order. */
export function sleepsIn(unit: FunctionUnit, facts: FileFacts): readonly SleepSite[] {
    return facts.sleeps(unit, () => classifyAll(unit, facts));
}

function classifyAll(unit: FunctionUnit, facts: FileFacts): SleepSite[] {
    const timeline = facts.timeline(unit);
    if (!timeline) return [];
    const sites: SleepSite[] = [];
    for (const call of timeline.calls) {
        const wrapped = call.effect?.kind === 'delay' ? call : sleepWrapperOf(call, timeline, facts)?.delay;
        if (wrapped) sites.push(classify(call, wrapped, timeline, facts));
        else if (stopsTheWait(call)) sites.push(classifyTimedStop(call, timeline, facts));
    }
    return sites;
}

/** `loop.call_later(0.1, loop.stop); loop.run_forever()` lets the loop run for a fixed time. */
function classifyTimedStop(call: Call, timeline: Timeline, facts: FileFacts): SleepSite {
    const { step } = call;
    const { body } = step;
    const question: SleepQuestion = {
        call,
        step,
        body,
        timeline,
        facts,
        seconds: timerSeconds(call, facts),
        role: bodyRole(body, timeline, facts),
        isAsync: false,
        cooperative: true,
        comments: commentsOn(step, timeline),
    };
    const started = startedBefore(step, timeline, facts);
    const observed = body.steps.slice(step.index + 2, step.index + 5).find(isObservation);
    if (question.role.kind !== 'main' || !started?.strong || !(observed || expectsInside(step)))
        return makeSite(question, 'elapse-time', false, 'runs the loop for a given time');
    const reason = `${started.label} before, and the loop runs for a fixed time only`;
    const bets = started.kind !== 'timer' && assertionOf(observed ?? step) !== 'absence';
    return makeSite(question, 'wait-for-effect', bets, reason, { started, observed });
}

/** @param delay the sleep itself: `call`, or the one inside the helper that `call` calls */
function classify(call: Call, delay: Call, timeline: Timeline, facts: FileFacts): SleepSite {
    const { step } = call;
    const { body } = step;
    const seconds = delaySeconds(delay, facts);
    const role = bodyRole(body, timeline, facts);
    const isAsync = delay.effect?.kind === 'delay' && delay.effect.isAsync;
    const cooperative = delay.effect?.kind === 'delay' && delay.effect.cooperative;
    const comments = commentsOn(step, timeline);
    const question: SleepQuestion = {
        call,
        step,
        body,
        timeline,
        facts,
        seconds,
        role,
        isAsync,
        cooperative,
        comments,
    };
    const site = (intent: Intent, bets: boolean, reason: string): SleepSite =>
        makeSite(question, intent, bets, reason);

    if (timeline.unit.name === '') return site('simulated-work', false, 'a script that stays alive');
    const loop = loopsAround(step)[0];
    const isLoop = loop && (loop.kind === 'for' || loop.kind === 'while');
    const inLoop = isLoop && !(role.kind === 'main' && goesThroughCases(loop, call)) ? loop : undefined;
    if (seconds === 0 && inLoop?.kind !== 'while')
        return site('yield', false, 'a sleep of zero only lets others run');
    if (role.kind === 'stub') {
        if (inLoop) return site('pacing', false, 'spaces the rounds of a loop in a replacement');
        return site(
            'delay-injection',
            false,
            role.target ? `slows \`${role.target}\`, which it replaces` : 'slows what it replaces',
        );
    }
    if (role.kind === 'clock-mocked')
        return site('subject', false, 'the clock or the sleep itself is replaced in this test');
    if (isAsync && !call.awaited && isHandedOn(call, timeline)) {
        return site('simulated-work', false, 'an awaitable of a given duration, handed on');
    }
    if (isAsync && body.isAsync && inLoop?.kind !== 'while' && yieldsValues(body.steps)) {
        return site('yield', false, 'a suspension point of an async generator');
    }
    if (inLoop) {
        const isLimited = insideTimeout(step) || runsUnderTimeout(body, timeline, facts);
        const beside = role.kind === 'worker' ? 'worker' : role.kind === 'handler' ? 'handler' : undefined;
        const verdict = classifyLoop(inLoop, step, body, beside, isLimited);
        return site(
            verdict.intent,
            verdict.intent === 'poll-unbounded' && role.kind === 'main',
            verdict.reason,
        );
    }
    const handler = step.frames.findLast(f => f.kind === 'except');
    if (handler && (seconds ?? 0) < KEEPS_ALIVE_SECONDS) {
        return handlesCancellation(handler, step)
            ? site('simulated-work', false, 'takes its time to end when it is cancelled')
            : site('pacing', false, 'waits before a retry');
    }
    if (isAsync && endsTaskGroup(step, body.steps)) {
        return site('simulated-work', false, 'stays in the block until its tasks end it');
    }
    const wrapper = sleepWrapperOf(undefined, timeline, facts);
    if (wrapper && role.kind !== 'worker') {
        return site(
            wrapper.usedInWhile ? 'poll-unbounded' : isAsync ? 'yield' : 'wait-for-effect',
            false,
            'a helper that only sleeps; its callers are looked at',
        );
    }
    if (outlivesTimeout(step, seconds, facts)) {
        if (seconds !== undefined && /pretend|simulat|busy/i.test(comments))
            return site('simulated-work', false, 'its comment says that it stands for work');
        return site('elapse-time', false, 'a blocked operation that the timeout around it ends');
    }
    // A length with a name and a comment that says what for is a wait all the same.
    const isExplained =
        role.kind === 'main' && delay.expr.args[0]?.kind !== 'number' && WAIT_CUE.test(comments);
    if (seconds !== undefined && seconds >= KEEPS_ALIVE_SECONDS && !isExplained) {
        // So long a wait is no bet, but a wait where it says so and something is asserted right behind.
        if (role.kind === 'main' && WAIT_CUE.test(comments) && assertsSoon(step))
            return withoutBet(classifyInTest(question));
        const given = delay.expr.args[0];
        const named = given && dottedName(given);
        if (role.kind === 'main' && named !== undefined && nameAboutTime(named) !== undefined)
            return site('elapse-time', false, `the name \`${named}\` says that time has to pass`);
        return site(
            'simulated-work',
            false,
            `nobody waits ${seconds} seconds for an effect: it keeps something alive`,
        );
    }
    if (role.kind === 'worker' || role.kind === 'handler') return classifyInWorker(question);
    return classifyInTest(question);
}

/** `create_task(asyncio.sleep(1))`: the sleep itself is the task. Running it to its end is waiting. */
function isHandedOn(call: Call, timeline: Timeline): boolean {
    const around = timeline.calls.find(
        c =>
            c !== call &&
            c.step === call.step &&
            c.expr.start <= call.expr.start &&
            call.expr.end <= c.expr.end,
    );
    if (!around) return call.use === 'value';
    return !RUNS_TO_ITS_END.test(around.name);
}

/** `loop.run_until_complete(...)`, `self.run_loop(...)`; `run_coroutine_threadsafe` does not wait. */
const RUNS_TO_ITS_END = /^_?(run(_(until_complete|sync|loop|in_loop|async|coro|and_wait))?|shield)$/;

function withoutBet(site: SleepSite): SleepSite {
    const absent = site.observed !== undefined && assertionOf(site.observed) === 'absence';
    return { ...site, bets: false, intent: absent ? 'wait-for-absence' : site.intent };
}

/** An assertion stands among the next statements. */
function assertsSoon({ body, index }: Step): boolean {
    return body.steps.slice(index + 1, index + 3).some(s => assertionOf(s) !== undefined);
}

function yieldsValues(steps: readonly Step[]): boolean {
    return steps.some(s => s.stmt.kind === 'expr' && s.stmt.value.kind === 'yield');
}

/** The name of what a delay calls, as written: `time.sleep`. */
export function delayName(call: Call): string {
    return dottedName(call.expr.func) ?? lastName(call.expr.func) ?? 'sleep';
}

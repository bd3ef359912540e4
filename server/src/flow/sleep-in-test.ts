/** Straight-line sleeps in tests, fixtures and their helpers. */

import { lastName } from '../syntax/walk.ts';
import { type AssertionKind, assertionOf } from './assertions.ts';
import { clockCue } from './clock-cues.ts';
import { commentsNear, OPPORTUNITY_CUE, WAIT_CUE, WORK_CUE, YIELD_CUE } from './comments.ts';
import { type Intent, makeSite, type SleepQuestion, type SleepSite } from './sleep-site.ts';
import { loopsAround, type Step } from './timeline.ts';
import { connects, effectOfStep, isObservation, type Started, startedBefore } from './work.ts';

/** Green threads that a short cooperative sleep lets run are not waited for. */
const SHORT_COOPERATIVE_SECONDS = 0.05;
/** Nothing takes so little that this could be a wait for it. */
const NEGLIGIBLE_SECONDS = 0.005;
/** An `await` shorter than this, with nothing started, only lets the loop turn. */
const SHORT_AWAIT_SECONDS = 0.1;
const HOW_FAR_AHEAD = 8;

export function classifyInTest(question: SleepQuestion): SleepSite {
    const { step, body, timeline, facts, seconds, isAsync, cooperative, comments } = question;
    const started = startedBefore(step, timeline, facts);
    const after = stepsAfter(step);
    const next = after[0];
    const observed = after.slice(0, HOW_FAR_AHEAD).find(isObservation);
    const waitCue = WAIT_CUE.test(comments);
    // What is said above the start and above what follows often explains the sleep between them.
    const around = [
        comments,
        started?.strong ? commentsAt(started.call.step, question) : '',
        next ? commentsAt(next, question) : '',
    ].join('\n');
    const chance = OPPORTUNITY_CUE.test(around) && !/\b(hopefully|until|make sure)\b/i.test(comments);
    const absence =
        assertsAbsence(next, comments) || (chance && next !== undefined && assertionOf(next) !== undefined);
    const site = (intent: Intent, bets: boolean, reason: string): SleepSite =>
        makeSite(question, intent, bets, reason, { started, observed: absence ? next : observed });

    if (YIELD_CUE.test(comments) && !/\b(wait|give|allow)/i.test(comments)) {
        return site('yield', false, 'its comment says that it lets others run');
    }
    const clock = clockCue(body.steps.slice(0, step.index), after, comments, [timeline.unit.name, body.name]);
    const isSure = started?.strong && started.kind !== 'external';
    if (clock && !(started && (waitCue || isSure)) && !(waitCue && isWait(comments))) {
        return site('elapse-time', false, clock);
    }
    if (WORK_CUE.test(comments))
        return site('simulated-work', false, 'its comment says that it stands for work');
    if (isCoroutineOfADuration(question, after))
        return site('simulated-work', false, 'a coroutine that takes a given time');
    if (started && absence)
        return site('wait-for-absence', false, 'what follows asserts that nothing happened');
    if (isAsync && isClientStart(step, after)) {
        return site('wait-for-effect', true, 'a client that waits for its server before it connects');
    }
    if (
        isAsync &&
        !waitCue &&
        (seconds ?? 1) < SHORT_AWAIT_SECONDS &&
        (!started || started.kind === 'task')
    ) {
        return site('yield', false, 'a short await that lets the loop turn');
    }
    if (isForkedChild(step)) return site('simulated-work', false, 'the forked child stays alive');
    if (isAsync && !waitCue && started?.kind === 'task' && !after.slice(0, 2).some(isObservation)) {
        return site('yield', false, 'lets the tasks that it started run');
    }
    if (started && stopsStress(next, step))
        return site('simulated-work', false, 'lets the work run for a fixed time, then stops it');
    if (started && (observed || waitCue || started.strong)) {
        const harmless = bettingIsHarmless(question, started, next, chance);
        const goesOn = observed
            ? 'and what it does is observed after'
            : 'and the test goes on as if it were done';
        return site(
            'wait-for-effect',
            harmless === undefined,
            `${started.label} before, ${harmless ?? goesOn}`,
        );
    }
    if (next && (connects(next) || effectOfStep(next)?.kind === 'request')) {
        return site('wait-for-effect', true, 'waits for a server to be ready before connecting');
    }
    if (waitCue) return site('wait-for-effect', true, 'its comment says that it waits for something');
    if (isAsync) return site('yield', false, 'an await that lets other tasks run');
    if (started && !cooperative) return site('wait-for-effect', false, 'something was started before');
    if (cooperative && (seconds ?? 1) <= SHORT_COOPERATIVE_SECONDS)
        return site('yield', false, 'lets green threads run');
    return site('elapse-time', false, 'nothing concurrent was started: only the clock moves');
}

function commentsAt(step: Step, { timeline }: SleepQuestion): string {
    return commentsNear(timeline.unit.text, timeline.unit.comments(), step.start, step.end);
}

/** Why the test passes even if the sleep is too short, or `undefined` if it may not. */
function bettingIsHarmless(
    { seconds, cooperative }: SleepQuestion,
    started: Started,
    next: Step | undefined,
    chance: boolean,
): string | undefined {
    if (seconds !== undefined && seconds < NEGLIGIBLE_SECONDS)
        return 'but so short a sleep waits for nothing';
    if (chance) return 'but the test passes either way: it only gives a chance';
    if (cooperative && started.kind === 'greenlet' && (seconds ?? 1) <= SHORT_COOPERATIVE_SECONDS)
        return 'but it only lets green threads run';
    const effect = next && effectOfStep(next);
    if (effect?.kind === 'wait' && effect.what === 'end' && next?.calls.length === 1)
        return 'but the test waits for its end right after';
    if (next?.calls.some(c => c.name === 'join' || c.name === 'wait_for_finished'))
        return 'but the test waits for its end right after';
    return undefined;
}

function isWait(comments: string): boolean {
    return /\b(give|allow|let|wait for)\b/i.test(comments);
}

/** Steps of the same body behind a step; inside a loop, those of the loop. */
function stepsAfter(step: Step): Step[] {
    const inLoop = loopsAround(step)[0];
    return step.body.steps.slice(step.index + 1).filter(s => !inLoop || s.start < inLoop.end);
}

function assertsAbsence(next: Step | undefined, comments: string): boolean {
    if (!next) return false;
    const kind: AssertionKind | undefined = assertionOf(next);
    if (kind === 'absence') return true;
    return (
        kind === 'presence' &&
        /\b(no|not|never|none|nothing|n't|shouldn't)\b/i.test(comments) &&
        !WAIT_CUE.test(comments)
    );
}

/** An inner coroutine whose whole work is the sleep: what runs it decides what it is for. */
function isCoroutineOfADuration({ body, isAsync, step }: SleepQuestion, after: readonly Step[]): boolean {
    if (!isAsync || !body.parent || body.node.kind !== 'function') return false;
    const others = [...body.steps.slice(0, step.index), ...after].filter(
        s =>
            s.stmt.kind !== 'return' &&
            s.stmt.kind !== 'nonlocal' &&
            s.stmt.kind !== 'raise' &&
            s.stmt.kind !== 'try',
    );
    return others.every(
        s =>
            s.stmt.kind === 'expr' &&
            s.calls.every(c => c.name === 'append' || c.name === 'print') &&
            !s.calls.some(c => c.awaited),
    );
}

/** `async def client(): await sleep(0.5); ...create_connection(...)`. */
function isClientStart(step: Step, after: readonly Step[]): boolean {
    return step.index === 0 && step.body.parent !== undefined && after.some(connects);
}

/** `if pid == 0:` after a fork. */
function isForkedChild(step: Step): boolean {
    return step.frames.some(
        f =>
            f.kind === 'if' &&
            f.stmt.kind === 'if' &&
            f.stmt.test.kind === 'compare' &&
            f.stmt.test.left.kind === 'name' &&
            /pid/.test(f.stmt.test.left.id) &&
            f.stmt.test.comparators[0]?.kind === 'number',
    );
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
function stopsStress(next: Step | undefined, step: Step): boolean {
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

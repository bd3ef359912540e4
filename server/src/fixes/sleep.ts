/** What to offer for a sleep that stands for waiting: what the test already has, before something new. */

import type { FileFacts } from '../flow/context.ts';
import { isRival, stopsTheWait } from '../flow/sleep-rivals.ts';
import type { SleepSite } from '../flow/sleeps.ts';
import { isUpperBound } from '../flow/stays.ts';
import { loopsAround, type Step } from '../flow/timeline.ts';
import { receiverName } from '../syntax/walk.ts';
import type { FixPlan } from './edits.ts';
import { elapsedAssertion } from './elapsed.ts';
import { existingEvent, newEvent, waitOnExisting } from './event-wait.ts';
import {
    askFuture,
    awaitTask,
    exitingProcess,
    getFromQueue,
    isStable,
    joinThread,
    killedById,
    waitForProcess,
} from './finish.ts';
import { joinAll } from './join-all.ts';
import { type FixOptions, type Place, placeOf } from './place.ts';
import { boundedPoll, conditionAfter, pollWithHelper } from './poll.ts';
import { retryConnect } from './retry-connect.ts';
import {
    dominates,
    endsByItself,
    holdsLockOf,
    isAwaitedBetween,
    runsOnce,
    type Spawn,
    signalledBefore,
    startsBefore,
} from './workers.ts';

/** More than this is a menu, not a choice. */
const MOST_FIXES = 3;

/** The fixes for one sleep, the best first; none where the test measures time or the sleep is no statement. */
export function sleepFixes(site: SleepSite, facts: FileFacts, options: FixOptions): readonly FixPlan[] {
    const { call, timeline } = site;
    const { stmt } = call.step;
    const isStatement =
        stmt.kind === 'expr' &&
        (stmt.value === call.expr || (stmt.value.kind === 'await' && stmt.value.value === call.expr));
    // Without the timer the loop that it stops would run for ever.
    if (stopsTheWait(call)) return [];
    // Waiting for the end of work that is to be half done would change what is tested.
    if (site.reasons.some(isRival)) return [];
    if (!isStatement || site.role.kind !== 'main' || elapsedAssertion(timeline)) return [];
    const place = placeOf(timeline, facts, options);
    if (!place) return [];
    // What holds from the beginning would be waited for no time at all.
    const next = call.step.body.steps[call.step.index + 1];
    const condition = next && !isUpperBound(next) ? conditionAfter(call.step, place) : undefined;
    const found = [
        getFromQueue(call.step, place),
        ...finishFixes(site, place),
        retryConnect(site, place),
        condition && pollWithHelper(site, condition, place),
        condition && boundedPoll(site, condition, place),
    ];
    return found.filter(fix => fix !== undefined).slice(0, MOST_FIXES);
}

/** Waiting for the end of what was started. */
function finishFixes(site: SleepSite, place: Place): (FixPlan | undefined)[] {
    const sleep = site.call.step;
    const isAsyncSleep = site.call.effect?.kind === 'delay' && site.call.effect.isAsync;
    const process = isAsyncSleep ? undefined : (exitingProcess(sleep) ?? killedById(sleep, place));
    if (process?.kind === 'popen') return [waitForProcess(process.handle, sleep, place)];
    if (process?.kind === 'process') return [joinThread(process.handle, sleep, place)];
    const running = startsBefore(sleep, place).filter(s => !s.spawn || !isAwaitedBetween(s.spawn, sleep));
    const spawn = running[0]?.spawn;
    // With several at work, the end of one of them says little.
    if (!spawn || running.length > 1 || loopsAround(spawn.start.step).length > 0)
        return [isAsyncSleep ? undefined : joinAll(running, sleep, place)];
    if (!comesToAnEnd(spawn, sleep, place) || isStoppedBelow(spawn, sleep)) return [];
    const handle = spawn.handle !== undefined && isStable(spawn.handle, sleep) ? spawn.handle : undefined;
    switch (spawn.what) {
        case 'thread':
        case 'timer': {
            if (isAsyncSleep || !spawn.worker) return [];
            const event = existingEvent(spawn.worker, sleep, place);
            return [
                event === undefined
                    ? newEvent(spawn, sleep, place)
                    : waitOnExisting(event, spawn.worker, sleep, place),
                handle === undefined ? undefined : joinThread(handle, sleep, place),
            ];
        }
        case 'process':
            return [handle === undefined || isAsyncSleep ? undefined : joinThread(handle, sleep, place)];
        case 'job':
            return [isAsyncSleep || !isFuture(spawn) ? undefined : askFuture(spawn, sleep, place)];
        case 'task':
            return [isAsyncSleep && isTask(spawn) ? awaitTask(spawn, sleep, place) : undefined];
        default:
            return [];
    }
}

/** Whether waiting for the end of the spawn ends: its function is known, runs once, and needs nobody. */
function comesToAnEnd(spawn: Spawn, sleep: Step, place: Place): boolean {
    const { worker, start, create } = spawn;
    return (
        worker !== undefined &&
        runsOnce(spawn, place) &&
        dominates(start.step, sleep) &&
        (create.step === start.step || dominates(create.step, start.step)) &&
        endsByItself(worker, signalledBefore(sleep)) &&
        !holdsLockOf(worker, sleep, place)
    );
}

/** `task.cancel()` below: the test wants it while it is at work. */
function isStoppedBelow({ handle }: Spawn, sleep: Step): boolean {
    return sleep.body.steps
        .slice(sleep.index + 1)
        .some(s => s.calls.some(c => c.effect?.kind === 'stop' && receiverName(c.expr) === handle));
}

function isFuture({ start }: Spawn): boolean {
    return /^concurrent\.futures\.\w+\(\)\.submit$/.test(start.origin ?? '');
}

function isTask({ start }: Spawn): boolean {
    return /^asyncio\.(create_task|ensure_future|TaskGroup\(\)\.create_task)$/.test(start.origin ?? '');
}

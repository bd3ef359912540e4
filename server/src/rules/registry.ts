/** All rules. */
import { checkThenAct } from './concurrency/check-then-act.ts';
import { completionOrder } from './concurrency/completion-order.ts';
import { danglingTask } from './concurrency/dangling-task.ts';
import { eventPulse } from './concurrency/event-pulse.ts';
import { exactCountOfProducer } from './concurrency/exact-count-of-producer.ts';
import { globalPrimitiveMock } from './concurrency/global-primitive-mock.ts';
import { intentionalRace } from './concurrency/intentional-race.ts';
import { leakedThread } from './concurrency/leaked-thread.ts';
import { lockNotReleased } from './concurrency/lock-not-released.ts';
import { missingAwait } from './concurrency/missing-await.ts';
import { missingWait } from './concurrency/missing-wait.ts';
import { nonAtomicUpdate } from './concurrency/non-atomic-update.ts';
import { readBeforeJoin } from './concurrency/read-before-join.ts';
import { unsynchronizedSharedState } from './concurrency/unsynchronized-shared-state.ts';
import { waitWithoutPredicate } from './concurrency/wait-without-predicate.ts';
import { unknownSuppression } from './hygiene/unknown-suppression.ts';
import { unusedSuppression } from './hygiene/unused-suppression.ts';
import { adminContext } from './privilege/admin-context.ts';
import { disabledCheck } from './privilege/disabled-check.ts';
import { embeddedSecret } from './privilege/embedded-secret.ts';
import { hostPrivilege } from './privilege/host-privilege.ts';
import { superuserAccount } from './privilege/superuser-account.ts';
import type { Rule, RuleMeta } from './rule.ts';
import { blockingSleepInAsync } from './timing/blocking-sleep-in-async.ts';
import { elapsedTime } from './timing/elapsed-time.ts';
import { frozenClockAsync } from './timing/frozen-clock-async.ts';
import { ignoredJoinTimeout } from './timing/ignored-join-timeout.ts';
import { ignoredWaitResult } from './timing/ignored-wait-result.ts';
import { injectedDelay } from './timing/injected-delay.ts';
import { mtimeSleep } from './timing/mtime-sleep.ts';
import { retryMask } from './timing/retry-mask.ts';
import { sideEffectingPoll } from './timing/side-effecting-poll.ts';
import { silentPoll } from './timing/silent-poll.ts';
import { simulatedWork } from './timing/simulated-work.ts';
import { sleepAsSync } from './timing/sleep-as-sync.ts';
import { sleepBeforeAbsence } from './timing/sleep-before-absence.ts';
import { sleepBeforePoller } from './timing/sleep-before-poller.ts';
import { subprocessReadiness } from './timing/subprocess-readiness.ts';
import { uiSleep } from './timing/ui-sleep.ts';
import { unboundedPoll } from './timing/unbounded-poll.ts';
import { unboundedWait } from './timing/unbounded-wait.ts';
import { wallClockBound } from './timing/wall-clock-bound.ts';

const TIMING: readonly Rule[] = [
    sleepAsSync,
    sleepBeforeAbsence,
    injectedDelay,
    simulatedWork,
    elapsedTime,
    mtimeSleep,
    unboundedPoll,
    silentPoll,
    sleepBeforePoller,
    blockingSleepInAsync,
    ignoredWaitResult,
    ignoredJoinTimeout,
    unboundedWait,
    wallClockBound,
    uiSleep,
    subprocessReadiness,
    retryMask,
    sideEffectingPoll,
    frozenClockAsync,
];

const CONCURRENCY: readonly Rule[] = [
    readBeforeJoin,
    nonAtomicUpdate,
    unsynchronizedSharedState,
    intentionalRace,
    leakedThread,
    danglingTask,
    missingAwait,
    missingWait,
    completionOrder,
    exactCountOfProducer,
    eventPulse,
    waitWithoutPredicate,
    checkThenAct,
    globalPrimitiveMock,
    lockNotReleased,
];

const PRIVILEGE: readonly Rule[] = [
    adminContext,
    superuserAccount,
    disabledCheck,
    hostPrivilege,
    embeddedSecret,
];

const HYGIENE: readonly Rule[] = [unusedSuppression, unknownSuppression];

/** In the order in which pages list them. */
export const RULES: readonly Rule[] = [...TIMING, ...CONCURRENCY, ...PRIVILEGE, ...HYGIENE];

/** The documentation of every rule, in the order in which pages list them. */
export function listRules(): readonly RuleMeta[] {
    return RULES.map(rule => rule.meta);
}

/** The vocabulary of sleep classification: what is asked, what is answered. */
import type { FileFacts } from './context.ts';
import type { BodyRole } from './roles.ts';
import type { Body, Call, Step, Timeline } from './timeline.ts';
import type { Started } from './work.ts';

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

/** One sleep with everything that the decision needs. */
export interface SleepQuestion {
    readonly call: Call;
    readonly step: Step;
    readonly body: Body;
    readonly timeline: Timeline;
    readonly facts: FileFacts;
    readonly seconds: number | undefined;
    readonly role: BodyRole;
    readonly isAsync: boolean;
    /** Lets green threads or tasks run. */
    readonly cooperative: boolean;
    /** The comments on its line and directly above. */
    readonly comments: string;
}

/** Nobody waits this long for an effect: such a sleep keeps something alive until it is stopped. */
export const KEEPS_ALIVE_SECONDS = 10;

export function makeSite(
    { call, body, timeline, seconds, role }: SleepQuestion,
    intent: Intent,
    bets: boolean,
    reason: string,
    more: { readonly started?: Started | undefined; readonly observed?: Step | undefined } = {},
): SleepSite {
    return {
        call,
        body,
        timeline,
        seconds,
        intent,
        bets,
        reasons: [reason],
        role,
        started: more.started,
        observed: more.observed,
    };
}

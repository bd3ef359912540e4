/** Waiting for the end of a thread or process, and asserting that it has come. */
import type { Body } from '../flow/timeline.ts';
import { assertion, type Place } from './place.ts';

/**
 * The assertion that what was joined has ended, in the test's own style.
 *
 * @param limit how long the join waits, such as `10 s`; left out where that is not known
 * @param at where it will stand, relative to the unit
 */
export function assertEnded(
    handle: string,
    limit: string | undefined,
    body: Body,
    at: number,
    place: Place,
): string {
    const message = `${handle} did not finish in ${limit ?? 'time'}`;
    return assertion(place, body, { condition: `${handle}.is_alive()`, negated: true, message }, at);
}

/** `thread.join(timeout=10)` with the check that it has ended, as lines. */
export function joinLines(handle: string, body: Body, at: number, place: Place): string[] {
    const { timeout } = place;
    const ended = assertEnded(handle, `${timeout} s`, body, at, place);
    return [`${handle}.join(timeout=${timeout})`, ...ended.split('\n')];
}

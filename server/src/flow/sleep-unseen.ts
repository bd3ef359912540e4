/** Awaited sleeps right before an assertion, in tests that start nothing that one could see. */
import { anyExpr, ownExprs } from '../syntax/walk.ts';
import { assertionOf } from './assertions.ts';
import type { SleepQuestion } from './sleep-site.ts';
import type { Step } from './timeline.ts';

/** An await shorter than this only lets the loop turn. */
const LONG_ENOUGH_SECONDS = 0.1;
const REASON = 'nothing is seen to be started, but what follows asserts what has happened meanwhile';
/** What is done by the clock alone, by the names that tests have for it. */
const BY_CLOCK =
    /ttl|expir|time_?out|recycl|life_?time|interval|max_?age|idle|keep_?alive|stale|evict|duration|throttl|rate_?limit|lapse|inactive/i;

/**
 * `await subject.open(); await asyncio.sleep(0.5); assert subject.ready`: an event loop that only has this test to run
 * would have nothing to do meanwhile. Less than certain: the code under test may have timers.
 *
 * @returns the reason, or `undefined`
 */
export function waitsForUnseen(
    { isAsync, body, timeline, seconds, step }: SleepQuestion,
    next: Step | undefined,
): string | undefined {
    if (!isAsync || body.parent || timeline.unit.role !== 'test' || (seconds ?? 0) < LONG_ENOUGH_SECONDS)
        return undefined;
    if (!next || assertionOf(next) !== 'presence' || asksAnew(next) || BY_CLOCK.test(timeline.unit.text))
        return undefined;
    return body.steps.slice(0, step.index).some(s => s.calls.length > 0) ? REASON : undefined;
}

export function isUnseen(reason: string): boolean {
    return reason === REASON;
}

/** `assert await client.get(1)`: who is asked after a pause may only want to be asked more slowly. */
function asksAnew({ stmt }: Step): boolean {
    return ownExprs(stmt).some(own => anyExpr(own, e => e.kind === 'await'));
}

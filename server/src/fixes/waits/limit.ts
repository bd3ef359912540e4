/** How long a wait lasts, and how long it must last when its outcome is asserted. */
import { argumentAt, type Call } from '../../flow/timeline.ts';
import { foldNumber } from '../../model/constants.ts';
import type { SpanEdit } from '../edits.ts';
import { absolute, type Place } from '../place.ts';

/** An assertion on a shorter wait is a bet on the machine, in seconds. */
const SHORTEST = 1;

export interface Limit {
    /** `5 s`, or nothing where it is not known. */
    readonly shown: string | undefined;
    /** Makes the wait longer where an assertion on it would fail on a loaded machine. */
    readonly raised: SpanEdit | undefined;
}

/** The limit of a wait that has one, or `undefined` if it only asks (`wait(0)`). */
export function limitOf({ expr, effect, step }: Call, place: Place): Limit | undefined {
    const timeout = effect?.kind === 'wait' && effect.timeout ? argumentAt(expr, effect.timeout) : undefined;
    if (!timeout) return undefined;
    const seconds = foldNumber(timeout, step.body.scope, place.facts.resolver);
    if (seconds === undefined) return { shown: undefined, raised: undefined };
    if (seconds <= 0) return undefined;
    return seconds < SHORTEST
        ? { shown: `${place.timeout} s`, raised: { ...absolute(place, timeout), newText: place.timeout } }
        : { shown: `${seconds} s`, raised: undefined };
}

/** What a title adds where the limit was raised. */
export function raisedTo({ raised }: Limit): string {
    return raised ? `, and wait up to ${raised.newText} s for it` : '';
}

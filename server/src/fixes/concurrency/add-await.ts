/** `await` in front of a coroutine that nobody runs. */
import type { FileFacts } from '../../flow/context.ts';
import type { Call, Timeline } from '../../flow/timeline.ts';
import { type FixPlan, makeFix } from '../edits.ts';
import { absolute, type FixOptions, placeOf } from '../place.ts';

/** Only where `await` is allowed. */
export function awaitFixes(
    call: Call,
    timeline: Timeline,
    facts: FileFacts,
    options: FixOptions,
): readonly FixPlan[] {
    const place = placeOf(timeline, facts, options);
    if (!place || !call.step.body.isAsync) return [];
    const { start } = absolute(place, call.expr);
    const fix = makeFix('add-await', 'Await it', [{ start, end: start, newText: 'await ' }], 'safe');
    return fix ? [fix] : [];
}

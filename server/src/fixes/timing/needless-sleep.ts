/** A sleep before something that waits by itself goes. */
import type { FileFacts } from '../../flow/context.ts';
import type { SleepSite } from '../../flow/sleep-site.ts';
import type { Call } from '../../flow/timeline.ts';
import { type FixPlan, makeFix } from '../edits.ts';
import { type FixOptions, placeOf } from '../place.ts';
import { isStatement, removeSleep } from './statement.ts';

/** @param waits the call behind the sleep that waits as long as it has to */
export function withoutSleep(
    site: SleepSite,
    waits: Call,
    facts: FileFacts,
    options: FixOptions,
): readonly FixPlan[] {
    const place = placeOf(site.timeline, facts, options);
    if (!place || !isStatement(site.call)) return [];
    const fix = makeFix(
        'delete-sleep',
        `Delete the sleep (unsafe: \`${waits.name}\` may see the state from before)`,
        [removeSleep(site.call.step, place)],
    );
    return fix ? [fix] : [];
}

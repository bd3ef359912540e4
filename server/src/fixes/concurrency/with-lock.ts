/** `with lock:` around what stands between `acquire()` and `release()`. */
import type { FileFacts } from '../../flow/context.ts';
import type { HeldRegion } from '../../flow/races/held.ts';
import type { Timeline } from '../../flow/timeline.ts';
import { type FixPlan, makeFix } from '../edits.ts';
import { absolute, type FixOptions, placeOf } from '../place.ts';
import { indentLines, lineStart, nextLine, ownsLines, stringsIn } from '../source.ts';

export function withLockFixes(
    held: HeldRegion,
    lock: string,
    timeline: Timeline,
    facts: FileFacts,
    options: FixOptions,
): readonly FixPlan[] {
    const place = placeOf(timeline, facts, options);
    if (!place) return [];
    const { text, style, unit } = place;
    const acquire = absolute(place, held.acquire.step);
    const release = absolute(place, held.release);
    if (!ownsLines(text, acquire) || !ownsLines(text, release)) return [];
    const inside = { start: nextLine(text, acquire.end), end: lineStart(text, release.start) };
    const strings = stringsIn(held.inside, unit.start);
    const tail = text.slice(acquire.end, inside.start);
    const fix = makeFix(
        'with-lock',
        `Hold \`${lock}\` with \`with\` (unsafe: also releases it when something raises)`,
        [
            {
                start: acquire.start,
                end: nextLine(text, release.end),
                newText: `with ${lock}:${tail}${indentLines(text, inside, style.indent, strings)}`,
            },
        ],
    );
    return fix ? [fix] : [];
}

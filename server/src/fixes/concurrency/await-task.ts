/** A task that was thrown away is kept, and awaited before the test looks at what it did. */
import { assertionOf } from '../../flow/assertions.ts';
import type { FileFacts } from '../../flow/context.ts';
import type { Call, Step, Timeline } from '../../flow/timeline.ts';
import { type FixPlan, makeFix, type SpanEdit } from '../edits.ts';
import { freshName } from '../names.ts';
import { absolute, type FixOptions, type Place, placeOf, refer } from '../place.ts';
import { endsLine, indentAt, lineEnd, lineStart, startsLine } from '../source.ts';

/** @param name how the test calls the task, if it does */
export function awaitTaskFixes(
    call: Call,
    name: string | undefined,
    timeline: Timeline,
    facts: FileFacts,
    options: FixOptions,
): readonly FixPlan[] {
    const place = placeOf(timeline, facts, options);
    if (!place || call.step.frames.some(f => f.kind === 'for' || f.kind === 'while')) return [];
    const { start } = absolute(place, call.step);
    const task = name ?? freshName('task', new Set(place.taken));
    const waitFor = refer(place, call.step.body, call.step.start, 'asyncio', 'wait_for');
    const awaited =
        waitFor && awaitBehind(call.step, `await ${waitFor.text}(${task}, timeout=${place.timeout})`, place);
    const fix = makeFix(
        'await-task',
        `Await \`${task}\` (unsafe: waits for its end and raises what it raised, ${place.timeout} s at most)`,
        [name === undefined ? { start, end: start, newText: `${task} = ` } : [], waitFor?.edits, awaited],
    );
    return fix ? [fix] : [];
}

/** Before the first assertion below, else at the end of the block. */
function awaitBehind(step: Step, line: string, place: Place): SpanEdit | undefined {
    const { text, style } = place;
    const below = step.body.steps.slice(step.index + 1).filter(s => s.frames.length === step.frames.length);
    const assertion = below.find(s => assertionOf(s) !== undefined);
    const indent = indentAt(text, absolute(place, step).start);
    if (assertion) {
        const { start } = absolute(place, assertion);
        if (!startsLine(text, start)) return undefined;
        const at = lineStart(text, start);
        return { start: at, end: at, newText: indent + line + style.newline };
    }
    const last = below.at(-1) ?? step;
    const { end } = absolute(place, last.stmt);
    if (!endsLine(text, end)) return undefined;
    const at = lineEnd(text, end);
    return { start: at, end: at, newText: style.newline + indent + line };
}

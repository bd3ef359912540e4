/** Ends what a test has started, whatever happens in between: `addCleanup`, or `finally` around the rest. */
import type { FileFacts } from '../../flow/context.ts';
import type { Leak } from '../../flow/races/leaks.ts';
import type { Step, Timeline } from '../../flow/timeline.ts';
import { type FixPlan, makeFix } from '../edits.ts';
import { absolute, type FixOptions, type Place, placeOf, unittestSelf } from '../place.ts';
import { blockOf, endsLine, indentAt, lineEnd, wrapInFinally } from '../source.ts';
import { endsByItself, signalledBefore, workerOf } from '../workers.ts';

/**
 * None for what has no name, nor for a worker that does not come to its end: joining it would only wait. One that
 * is asked to stop is joined behind that.
 */
export function cleanupFixes(
    leak: Leak,
    timeline: Timeline,
    facts: FileFacts,
    options: FixOptions,
): readonly FixPlan[] {
    const { name, create, what, end } = leak;
    const place = placeOf(timeline, facts, options);
    if (place && name !== undefined && leak.asked) return joinBehind(leak, name, place);
    if (!place || name === undefined || leak.many || create.step.frames.length > 0 || !comesBack(leak, place))
        return [];
    const started = what === 'executor' || what === 'pool' ? create.step : startOf(name, timeline);
    if (!started || started.frames.length > 0) return [];
    const { text, style, unit, timeout } = place;
    const joins = end === 'join';
    const ends = joins
        ? { call: `${name}.join(timeout=${timeout})`, reference: `${name}.join, timeout=${timeout}` }
        : { call: `${name}.${end}()`, reference: `${name}.${end}` };
    const title = `End \`${name}\` in any case (unsafe: waits for its end${joins ? `, ${timeout} s at most` : ''})`;
    const self = unittestSelf(place, timeline.root);
    const behind = absolute(place, started.stmt).end;
    if (self !== undefined) {
        if (!endsLine(text, behind)) return [];
        const at = lineEnd(text, behind);
        const line = `${indentAt(text, absolute(place, started).start)}${self}.addCleanup(${ends.reference})`;
        const fix = makeFix('cleanup', title, [{ start: at, end: at, newText: style.newline + line }]);
        return fix ? [fix] : [];
    }
    const block = blockOf(started.stmt, timeline.fn.body);
    const from = block ? block.indexOf(started.stmt) + 1 : 0;
    if (!block || from >= block.length) return [];
    const fix = makeFix('cleanup', title, [
        wrapInFinally(text, block, from, unit.start, [ends.call], style, style.indent),
    ]);
    return fix ? [fix] : [];
}

function startOf(name: string, { root }: Timeline): Step | undefined {
    return root.steps.find(s =>
        s.calls.some(
            c =>
                c.name === 'start' &&
                c.expr.func.kind === 'attribute' &&
                c.expr.func.value.kind === 'name' &&
                c.expr.func.value.id === name,
        ),
    );
}

/** `observer.join(timeout=10)` behind `observer.stop()`. */
function joinBehind({ end, asked }: Leak, name: string, place: Place): readonly FixPlan[] {
    const { text, style, timeout } = place;
    const { stmt } = asked?.step ?? {};
    const span =
        asked && stmt?.kind === 'expr' && stmt.value === asked.expr ? absolute(place, asked.step) : undefined;
    if (end !== 'join' || !span || !endsLine(text, span.end)) return [];
    const at = lineEnd(text, span.end);
    const line = `${indentAt(text, span.start)}${name}.join(timeout=${timeout})`;
    const fix = makeFix('cleanup', `Join \`${name}\` (unsafe: waits for its end, ${timeout} s at most)`, [
        { start: at, end: at, newText: style.newline + line },
    ]);
    return fix ? [fix] : [];
}

function comesBack({ create, what }: Leak, place: Place): boolean {
    if (what !== 'thread' && what !== 'process') return true;
    const target = create.expr.keywords.find(k => k.name === 'target')?.value;
    const worker = target && workerOf(target, create.step.body, place);
    return (
        worker !== undefined &&
        endsByItself(worker, signalledBefore(place.timeline.root.steps.at(-1) ?? create.step))
    );
}

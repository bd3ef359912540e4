/** Ends what a test has started, whatever happens in between: `addCleanup`, or `finally` around the rest. */
import type { FileFacts } from '../../flow/context.ts';
import type { Leak } from '../../flow/races/leaks.ts';
import type { Step, Timeline } from '../../flow/timeline.ts';
import { type FixPlan, makeFix } from '../edits.ts';
import { absolute, type FixOptions, type Place, placeOf, unittestSelf } from '../place.ts';
import { blockOf, endsLine, indentAt, lineEnd, wrapInFinally } from '../source.ts';
import { endsByItself, signalledBefore, workerOf } from '../workers.ts';

/** None for what has no name, nor for a worker that does not come to its end: joining it would only wait. */
export function cleanupFixes(
    leak: Leak,
    timeline: Timeline,
    facts: FileFacts,
    options: FixOptions,
): readonly FixPlan[] {
    const { name, create, what } = leak;
    const place = placeOf(timeline, facts, options);
    if (!place || name === undefined || create.step.frames.length > 0 || !comesBack(leak, place)) return [];
    const started = what === 'executor' ? create.step : startOf(name, timeline);
    if (!started || started.frames.length > 0) return [];
    const { text, style, unit, timeout } = place;
    const ends = {
        thread: { call: `${name}.join(timeout=${timeout})`, reference: `${name}.join, timeout=${timeout}` },
        process: { call: `${name}.join(timeout=${timeout})`, reference: `${name}.join, timeout=${timeout}` },
        timer: { call: `${name}.cancel()`, reference: `${name}.cancel` },
        executor: { call: `${name}.shutdown()`, reference: `${name}.shutdown` },
    }[what];
    const title = `End \`${name}\` in any case (unsafe: waits for its end${what === 'executor' || what === 'timer' ? '' : `, ${timeout} s at most`})`;
    const self = unittestSelf(place, timeline.root);
    const { end } = absolute(place, started.stmt);
    if (self !== undefined) {
        if (!endsLine(text, end)) return [];
        const at = lineEnd(text, end);
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

function comesBack({ create, what }: Leak, place: Place): boolean {
    if (what === 'executor' || what === 'timer') return true;
    const target = create.expr.keywords.find(k => k.name === 'target')?.value;
    const worker = target && workerOf(target, create.step.body, place);
    return (
        worker !== undefined &&
        endsByItself(worker, signalledBefore(place.timeline.root.steps.at(-1) ?? create.step))
    );
}

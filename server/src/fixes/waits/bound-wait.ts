/** A wait for ever gets a limit, in the way in which the call itself takes one. */
import type { FileFacts } from '../../flow/context.ts';
import { argumentAt, type Call, type Timeline } from '../../flow/timeline.ts';
import { type FixPlan, makeFix, type SpanEdit } from '../edits.ts';
import { joinLines } from '../ended.ts';
import { absolute, type FixOptions, type Place, placeOf, sourceOf } from '../place.ts';
import { replaceStatement } from '../source.ts';
import { assertWait } from './assert-result.ts';

/** `reports.get(timeout=10)`, which raises, or `assert reported.wait(timeout=10)`, which says by its result. */
export function boundWaitFixes(
    call: Call,
    timeline: Timeline,
    facts: FileFacts,
    options: FixOptions,
): readonly FixPlan[] {
    const place = placeOf(timeline, facts, options);
    if (place && isJoin(call)) return boundJoin(call, place);
    const limited = place && withLimit(call, place);
    if (!place || !limited || (!isKnown(call) && !isEventLike(call, place))) return [];
    const { effect, step, expr } = call;
    const raises = effect?.kind === 'wait' && effect.onTimeout === 'raises';
    const isDropped = step.stmt.kind === 'expr' && step.stmt.value === expr;
    const asserts = isDropped && !raises;
    const fix = makeFix(
        'bound-wait',
        `Wait ${place.timeout} s at most in \`${sourceOf(place, expr.func)}\`${asserts ? ', and assert the result' : ''} (unsafe: ${raises ? 'raises' : 'gives up'} when the time is up)`,
        [asserts ? assertWait(call, limited, `${place.timeout} s`, place) : limited],
    );
    return fix ? [fix] : [];
}

/** A join that takes a limit, and whose outcome can be asked for. */
export function isJoin({ origin }: Call): boolean {
    return /^(threading\.(Thread|Timer)|multiprocessing\.Process)\(\)\.join$/.test(origin ?? '');
}

/** `thread.join(timeout=10)`, and the assertion that it has ended. */
function boundJoin({ expr, step }: Call, place: Place): readonly FixPlan[] {
    const { func } = expr;
    if (func.kind !== 'attribute' || step.stmt.kind !== 'expr' || step.stmt.value !== expr) return [];
    const handle = sourceOf(place, func.value);
    const lines = joinLines(handle, step.body, step.start, place);
    const fix = makeFix(
        'bound-wait',
        `Wait ${place.timeout} s at most for the end of \`${handle}\`, and assert it (unsafe: fails when the time is up)`,
        [replaceStatement(place.text, absolute(place, step), lines, place.style)],
    );
    return fix ? [fix] : [];
}

/** The argument behind those that there are. */
function withLimit({ expr, effect }: Call, place: Place): SpanEdit | undefined {
    if (effect?.kind === 'wait' && effect.timeout && argumentAt(expr, effect.timeout)) return undefined;
    const last = [...expr.args, ...expr.keywords].sort((a, b) => a.end - b.end).at(-1);
    const { end } = absolute(place, last ?? expr);
    if (last) return { start: end, end, newText: `, timeout=${place.timeout}` };
    const open = /\(\s*\)$/.exec(sourceOf(place, expr));
    if (!open) return undefined;
    return { start: end - open[0].length + 1, end: end - 1, newText: `timeout=${place.timeout}` };
}

function isKnown({ origin }: Call): boolean {
    return origin !== undefined && !/^(self|param:)/.test(origin);
}

/** What is known by its name only: not an Event of eventlet, whose wait gives what was sent, nor one that gives a future. */
function isEventLike({ step, use }: Call, { module }: Place): boolean {
    return (
        step.stmt.kind !== 'assign' && use !== 'value' && !/^\s*(import|from)\s+eventlet\b/m.test(module.text)
    );
}

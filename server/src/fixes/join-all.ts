/** Several threads or processes at work: the sleep that stands for their end becomes a join of each. */
import { argumentAt, loopsAround, type Step } from '../flow/timeline.ts';
import { dottedName } from '../syntax/walk.ts';
import { type FixPlan, makeFix } from './edits.ts';
import { removeUnusedImport } from './imports.ts';
import { absolute, type Place } from './place.ts';
import { replaceStatement } from './source.ts';
import { type Ending, endOf } from './started.ts';
import { endsByItself, holdsLockOf, type Start, signalledBefore, workerOf } from './workers.ts';

/** `undefined` unless every one of them is known to end by itself, and can be named. */
export function joinAll(starts: readonly Start[], sleep: Step, place: Place): FixPlan | undefined {
    const canJoin = starts.every(
        ({ call: { effect, step } }) =>
            effect?.kind === 'spawn' &&
            /^(thread|timer|process)$/.test(effect.what) &&
            isReached(step, sleep),
    );
    if (starts.length === 0 || !canJoin || !allEnd(sleep, place)) return undefined;
    const taken = new Set(place.taken);
    const endings: Ending[] = [];
    for (const start of starts) {
        const ending = endOf(start.call, sleep, place, taken);
        if (!ending || !isMadeHere(ending, start, sleep)) return undefined;
        if (!endings.some(e => e.name === ending.name)) endings.push(ending);
    }
    const lines = endings.flatMap(e => e.lines);
    const isCompound = lines.some(l => l.startsWith('for '));
    const names = endings.map(e => `\`${e.name}\``).join(' and ');
    return makeFix('join', `Join ${names} (unsafe: waits for the end of each, ${place.timeout} s at most)`, [
        replaceStatement(place.text, absolute(place, sleep), lines, place.style, isCompound),
        ...endings.map(e => e.edits),
        removeUnusedImport(place.module, 'time', [absolute(place, sleep)]),
    ]);
}

/** Whether what leads to the sleep has led through the start, or through the loop that starts. */
function isReached(start: Step, sleep: Step): boolean {
    const shared = new Set(loopsAround(sleep));
    const own = start.frames.findIndex(f => /^(for|while)$/.test(f.kind) && !shared.has(f.stmt));
    const outside = own === -1 ? start.frames : start.frames.slice(0, own);
    const inside = own === -1 ? [] : start.frames.slice(own + 1);
    return (
        inside.length === 0 &&
        outside.every((f, i) => sleep.frames[i]?.stmt === f.stmt && sleep.frames[i]?.kind === f.kind)
    );
}

/** Whether everything that was made above comes to an end without more help from the test. */
function allEnd(sleep: Step, place: Place): boolean {
    const given = signalledBefore(sleep);
    const made = sleep.body.steps
        .slice(0, sleep.index)
        .flatMap(step => step.calls)
        .flatMap(({ expr, effect }) => (effect?.kind === 'create' ? [argumentAt(expr, effect.target)] : []));
    const workers = made.map(target => target && workerOf(target, sleep.body, place));
    return (
        workers.length > 0 &&
        workers.every(w => w !== undefined && endsByItself(w, given) && !holdsLockOf(w, sleep, place))
    );
}

/** Whether the name stands for one thread or list of threads, and the test has made it itself. */
function isMadeHere({ name, edits }: Ending, { spawn }: Start, sleep: Step): boolean {
    if (edits.length > 0) return true;
    const values = sleep.body.steps.flatMap(({ stmt }) =>
        stmt.kind === 'assign' && stmt.targets.some(t => dottedName(t) === name) ? [stmt.value] : [],
    );
    const isOne = values.length === 1;
    return isOne && (spawn !== undefined || /^(list|tuple|comprehension)$/.test(values[0]?.kind ?? ''));
}

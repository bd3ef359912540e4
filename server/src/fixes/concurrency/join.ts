/** Waits for the workers before the test reads what they write, and asserts that they have ended. */
import type { FileFacts } from '../../flow/context.ts';
import type { Root } from '../../flow/races/program.ts';
import type { Race, RaceReport } from '../../flow/races/races.ts';
import { argumentAt, loopsAround, type Step, type Timeline } from '../../flow/timeline.ts';
import { dottedName } from '../../syntax/walk.ts';
import { type FixPlan, makeFix, type SpanEdit } from '../edits.ts';
import { joinLines } from '../ended.ts';
import { freshName } from '../names.ts';
import { absolute, type FixOptions, type Place, placeOf, sourceOf } from '../place.ts';
import { deleteLines, indentAt, lineStart, ownsLines, startsLine } from '../source.ts';
import { assignedTo, endsByItself, receiverOf, signalledBefore, workerOf } from '../workers.ts';

/** None where a worker that must be waited for has no name, is started elsewhere, or may wait for the test itself. */
export function joinFixes(
    race: Race,
    report: RaceReport | undefined,
    facts: FileFacts,
    options: FixOptions,
): readonly FixPlan[] {
    const { unit, step: read } = race.here.access;
    const timeline = facts.timeline(unit);
    const place = timeline && placeOf(timeline, facts, options);
    if (!timeline || !place || !report || read.body !== timeline.root) return [];
    const waits: { lines: readonly string[]; name: string; edits: readonly SpanEdit[] }[] = [];
    for (const root of racing(race, report)) {
        const wait = waitFor(root, read, timeline, place);
        if (!wait) return [];
        if (!waits.some(w => w.name === wait.name)) waits.push(wait);
    }
    const { start } = absolute(place, read);
    if (!startsLine(place.text, start) || waits.length === 0) return [];
    const indent = indentAt(place.text, start);
    const at = lineStart(place.text, start);
    const lines = waits.flatMap(w => w.lines).map(l => indent + l + place.style.newline);
    const names = waits.map(w => `\`${w.name}\``).join(' and ');
    const isFuture = waits.every(w => w.lines.some(l => l.includes('.result(')));
    const fix = makeFix(
        isFuture ? 'future-result' : 'join',
        `${isFuture ? 'Ask' : 'Join'} ${names} first (unsafe: waits for the end, ${place.timeout} s at most)`,
        [{ start: at, end: at, newText: lines.join('') }, ...waits.map(w => w.edits)],
    );
    return fix ? [fix] : [];
}

/** All roots whose writes nothing orders before the read. */
function racing({ here, variable }: Race, { program, order }: RaceReport): Root[] {
    return program.roots.filter(
        root =>
            root !== here.root &&
            root.actions.some(
                a =>
                    a.kind === 'access' &&
                    a.variable === variable &&
                    a.mode !== 'read' &&
                    order.concurrent(a, here.access),
            ),
    );
}

function waitFor(
    { spawnedAt, origin }: Root,
    read: Step,
    timeline: Timeline,
    place: Place,
): { lines: readonly string[]; name: string; edits: readonly SpanEdit[] } | undefined {
    const made = timeline.calls.find(c => c.expr === spawnedAt?.span);
    const start = made?.effect?.kind === 'create' ? made.step.calls.find(c => c.name === 'start') : made;
    if (!start || start.step.body !== read.body || !comesBack(origin, read, place)) return undefined;
    const { timeout, text } = place;
    if (start.effect?.kind === 'spawn' && start.effect.what === 'job') {
        const future = assignedTo(start, place);
        return future === undefined || start.awaited || read.body.isAsync
            ? undefined
            : { lines: [`${future}.result(timeout=${timeout})`], name: future, edits: [] };
    }
    const { func } = start.expr;
    if (start.name !== 'start' || func.kind !== 'attribute') return undefined;
    const join = (name: string) => joinLines(name, read.body, read.start, place);
    if (func.value.kind === 'call') {
        // `Thread(target=f).start()` gets a name.
        const span = absolute(place, start.step);
        if (start.step.stmt.kind !== 'expr' || start.step.stmt.value !== start.expr || !ownsLines(text, span))
            return undefined;
        const name = freshName('thread', new Set(place.taken));
        const lines = [`${name} = ${sourceOf(place, func.value)}`, `${name}.start()`];
        return {
            lines: join(name),
            name,
            edits: [{ ...span, newText: lines.join(place.style.newline + indentAt(text, span.start)) }],
        };
    }
    const name = sourceOf(place, func.value);
    const [loop] = loopsAround(start.step);
    if (loop === undefined) return { lines: join(name), name, edits: laterJoin(name, read, place) };
    if (loop.kind !== 'for' || dottedName(loop.target) !== name || dottedName(loop.iter) === undefined)
        return undefined;
    const all = sourceOf(place, loop.iter);
    return {
        lines: [`for ${name} in ${all}:`, ...join(name).map(l => place.style.indent + l)],
        name: all,
        edits: [],
    };
}

/** The join that stands too late is no longer needed. */
function laterJoin(name: string, read: Step, place: Place): SpanEdit[] {
    const later = read.body.steps
        .slice(read.index + 1)
        .find(
            s =>
                s.frames.length === read.frames.length &&
                s.stmt.kind === 'expr' &&
                s.calls.length === 1 &&
                s.calls[0]?.name === 'join' &&
                receiverOf(s.calls[0].expr) === name,
        );
    const edit = later && deleteLines(place.text, absolute(place, later));
    return edit ? [edit] : [];
}

/** A worker that waits for something which the test does later would keep the join waiting. */
function comesBack(origin: object | undefined, read: Step, place: Place): boolean {
    const { timeline } = place;
    const given = signalledBefore(read);
    const targets = timeline.calls.flatMap(({ effect, expr }) =>
        effect?.kind === 'create' || effect?.kind === 'spawn'
            ? [effect.target && argumentAt(expr, effect.target)]
            : [],
    );
    // `target=results.append`: one call, which returns.
    if (targets.some(t => t === origin && t?.kind === 'attribute')) return true;
    const workers = targets.flatMap(t => (t && workerOf(t, read.body, place)) ?? []);
    const worker = workers.find(w => w.body.node === origin);
    return worker !== undefined && endsByItself(worker, given);
}

/** Waits for the workers before the test reads what they write, and asserts that they have ended. */
import type { Span } from '../../base/text.ts';
import type { FileFacts } from '../../flow/context.ts';
import { ASYNCIO_TASKS } from '../../flow/libraries/concurrency.ts';
import type { Root } from '../../flow/races/program.ts';
import type { Race, RaceReport } from '../../flow/races/races.ts';
import { argumentAt, type Call, loopsAround, type Step, type Timeline } from '../../flow/timeline.ts';
import { type FixPlan, makeFix } from '../edits.ts';
import { freshName } from '../names.ts';
import { absolute, type FixOptions, type Place, placeOf, refer } from '../place.ts';
import { deleteLines, indentAt, lineStart, startsLine } from '../source.ts';
import { type Ending, endOf, laterJoins } from '../started.ts';
import { assignedTo, endsByItself, signalledBefore, workerOf } from '../workers.ts';

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
    const waits: Ending[] = [];
    const taken = new Set(place.taken);
    const starts = new Set<Span | undefined>();
    for (const root of racing(race, report)) {
        // A loop starts many, and one wait is for all of them.
        const start = root.spawnedAt?.span;
        if (starts.has(start)) continue;
        starts.add(start);
        const wait = waitFor(root, read, timeline, place, taken);
        if (!wait) return [];
        if (!waits.some(w => w.name === wait.name)) waits.push(wait);
    }
    const { start } = absolute(place, read);
    if (!startsLine(place.text, start) || waits.length === 0) return [];
    const indent = indentAt(place.text, start);
    const at = lineStart(place.text, start);
    const lines = waits.flatMap(w => w.lines).map(l => indent + l + place.style.newline);
    const names = waits.map(w => `\`${w.name}\``).join(' and ');
    const says = (word: string) => waits.every(w => w.lines.some(l => l.includes(word)));
    const [kind, verb] = says('.result(')
        ? (['future-result', 'Ask'] as const)
        : says('await ')
          ? (['await-task', 'Await'] as const)
          : (['join', 'Join'] as const);
    const fix = makeFix(
        kind,
        `${verb} ${names} first (unsafe: waits for the end, ${place.timeout} s at most)`,
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
    taken: Set<string>,
): Ending | undefined {
    const made = timeline.calls.find(c => c.expr === spawnedAt?.span);
    const start = made?.effect?.kind === 'create' ? made.step.calls.find(c => c.name === 'start') : made;
    if (!start || start.step.body !== read.body || !comesBack(origin, read, place)) return undefined;
    if (start.effect?.kind === 'spawn' && start.effect.what === 'task')
        return endOfTask(start, read, place, taken);
    if (start.effect?.kind === 'spawn' && start.effect.what === 'job') {
        const future = assignedTo(start, place);
        return future === undefined || start.awaited || read.body.isAsync
            ? undefined
            : { lines: [`${future}.result(timeout=${place.timeout})`], name: future, edits: [] };
    }
    const end = endOf(start, read, place, taken);
    if (!end) return undefined;
    // The joins that stand too late are no longer needed.
    const late = laterJoins(end.name, read).slice(0, 1);
    return {
        ...end,
        edits: [...end.edits, ...late.flatMap(s => deleteLines(place.text, absolute(place, s)) ?? [])],
    };
}

/** `await asyncio.wait_for(task, timeout=10)`; a task that was thrown away gets a name. */
function endOfTask(start: Call, read: Step, place: Place, taken: Set<string>): Ending | undefined {
    if (!ASYNCIO_TASKS.test(start.origin ?? '') || !read.body.isAsync || start.awaited) return undefined;
    const waitFor = refer(place, read.body, read.start, 'asyncio', 'wait_for');
    const { stmt } = start.step;
    const isDropped = stmt.kind === 'expr' && stmt.value === start.expr;
    const known = isDropped ? undefined : assignedTo(start, place);
    if (!waitFor || (!isDropped && known === undefined) || loopsAround(start.step).length > 0)
        return undefined;
    const name = known ?? freshName('task', taken);
    const { start: at } = absolute(place, start.step);
    return {
        lines: [`await ${waitFor.text}(${name}, timeout=${place.timeout})`],
        name,
        edits: [...(isDropped ? [{ start: at, end: at, newText: `${name} = ` }] : []), ...waitFor.edits],
    };
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

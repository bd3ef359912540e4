/** Joins the first of two workers before the second is started: what the second one writes is what is left. */

import { assertionOf } from '../../flow/assertions.ts';
import type { FileFacts } from '../../flow/context.ts';
import type { Root } from '../../flow/races/program.ts';
import type { Race, RaceSide } from '../../flow/races/races.ts';
import type { Step, Timeline } from '../../flow/timeline.ts';
import { dottedName } from '../../syntax/walk.ts';
import { type FixPlan, makeFix } from '../edits.ts';
import { absolute, assertion, type FixOptions, type Place, placeOf, sourceOf } from '../place.ts';
import { indentAt, lineStart, startsLine } from '../source.ts';
import { endsByItself, signalledBefore, workerOf } from '../workers.ts';

/** Only for threads with names, and where the test asserts what the second one writes. */
export function inTurnFixes(race: Race, facts: FileFacts, options: FixOptions): readonly FixPlan[] {
    const timeline = facts.timeline(race.here.access.unit);
    const place = timeline && placeOf(timeline, facts, options);
    if (!timeline || !place || race.there.access.unit !== place.unit) return [];
    const started = [race.here, race.there].map(side => startOf(side, timeline));
    const [a, b] = started;
    if (!a || !b || a.start.index === b.start.index) return [];
    const [first, second] = a.start.index < b.start.index ? [a, b] : [b, a];
    if (first.start.frames.length > 0 || second.start.frames.length > 0) return [];
    const { stmt } = second.side.access.step;
    const value = stmt.kind === 'assign' && stmt.value ? sourceOf(place, stmt.value) : undefined;
    const asserted = timeline.root.steps.some(
        s =>
            s.index > second.start.index &&
            assertionOf(s) !== undefined &&
            value !== undefined &&
            sourceOf(place, s).includes(value),
    );
    if (!asserted || !comesBack(first.side.root, second.start, place)) return [];
    const { start } = absolute(place, second.start);
    if (!startsLine(place.text, start)) return [];
    const indent = indentAt(place.text, start);
    const at = lineStart(place.text, start);
    const { name } = first;
    const lines = [
        `${name}.join(timeout=${place.timeout})`,
        ...assertion(
            place,
            timeline.root,
            {
                condition: `${name}.is_alive()`,
                negated: true,
                message: `${name} did not finish in ${place.timeout} s`,
            },
            second.start.start,
        ).split('\n'),
    ];
    const fix = makeFix(
        'in-turn',
        `Join \`${name}\` before \`${second.name}\` is started (unsafe: they no longer run at the same time)`,
        [{ start: at, end: at, newText: lines.map(l => indent + l + place.style.newline).join('') }],
    );
    return fix ? [fix] : [];
}

interface Started {
    readonly side: RaceSide;
    readonly name: string;
    readonly start: Step;
}

/** Where the test starts the worker, and how it calls it. */
function startOf(side: RaceSide, { root, calls }: Timeline): Started | undefined {
    const made = calls.find(c => c.expr === side.root.spawnedAt?.span);
    if (!made || made.step.body !== root) return undefined;
    const { stmt } = made.step;
    const target = stmt.kind === 'assign' && stmt.value === made.expr ? stmt.targets[0] : undefined;
    const receiver =
        made.expr.func.kind === 'attribute' && made.name === 'start' ? made.expr.func.value : undefined;
    const handle = target ?? receiver;
    const name = handle && dottedName(handle);
    if (name === undefined) return undefined;
    const start = root.steps.find(s =>
        s.calls.some(
            c =>
                c.name === 'start' &&
                c.expr.func.kind === 'attribute' &&
                dottedName(c.expr.func.value) === name,
        ),
    );
    return start && { side, name, start };
}

function comesBack({ origin }: Root, step: Step, place: Place): boolean {
    const body = place.timeline.bodies.find(b => b.node === origin);
    const worker =
        body?.node.kind === 'function'
            ? workerOf({ kind: 'name', id: body.name, start: 0, end: 0 }, step.body, place)
            : undefined;
    return worker !== undefined && endsByItself(worker, signalledBefore(step));
}

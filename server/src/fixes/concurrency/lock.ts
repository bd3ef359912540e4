/** One lock around every update of a shared variable: the one in scope, or a new one. */
import type { FileFacts } from '../../flow/context.ts';
import type { Race } from '../../flow/races/races.ts';
import type { Step } from '../../flow/timeline.ts';
import { type FixPlan, makeFix, type SpanEdit } from '../edits.ts';
import { freshName } from '../names.ts';
import { absolute, type FixOptions, type Place, placeOf, refer } from '../place.ts';
import { blockOf, insertBefore, replaceStatement } from '../source.ts';

/** Only where the workers are functions inside the test: there a lock can be seen by all of them. */
export function lockFixes(race: Race, facts: FileFacts, options: FixOptions): readonly FixPlan[] {
    const { here, there } = race;
    const timeline = facts.timeline(here.access.unit);
    const place = timeline && placeOf(timeline, facts, options);
    if (!timeline || !place || there.access.unit !== here.access.unit) return [];
    // A lock around the write alone would not help an update that takes two steps, nor may a task hold a thread's lock.
    if ([here, there].some(({ access, root }) => access.since || access.waits || root.what === 'task'))
        return [];
    const updates = [...new Set([here.access.step, there.access.step])];
    const inWorkers = updates.filter(s => s.body.parent === timeline.root && s.body.node.kind === 'function');
    if (inWorkers.length !== updates.length) return [];
    const known = lockInScope(place);
    const name = known ?? freshName('lock', new Set(place.taken));
    const wrapped = updates.map(step => hold(name, step, place));
    const declared = known === undefined ? declare(name, updates, place) : [];
    const fix = makeFix(
        'lock',
        known === undefined
            ? `Hold a new lock around the update of \`${race.name}\` (unsafe: serialises the workers)`
            : `Hold \`${known}\` around the update of \`${race.name}\` (unsafe: serialises the workers)`,
        [declared, ...wrapped],
    );
    return fix ? [fix] : [];
}

/** A lock that the test made before the workers. */
function lockInScope({ timeline, facts }: Place): string | undefined {
    for (const { stmt } of timeline.root.steps) {
        if (stmt.kind !== 'assign' || stmt.value?.kind !== 'call') continue;
        const [target] = stmt.targets;
        const origin = facts.resolver.origin(stmt.value, timeline.root.scope);
        if (target?.kind === 'name' && /^threading\.R?Lock\(\)$/.test(origin ?? '')) return target.id;
    }
    return undefined;
}

function hold(lock: string, step: Step, place: Place): SpanEdit | undefined {
    const span = absolute(place, step.stmt);
    const source = place.text.slice(span.start, span.end);
    if (source.includes('\n')) return undefined;
    return replaceStatement(
        place.text,
        span,
        [`with ${lock}:`, place.style.indent + source],
        place.style,
        true,
    );
}

function declare(name: string, updates: readonly Step[], place: Place): SpanEdit[] | undefined {
    const { text, style, unit, timeline } = place;
    const [first] = updates.map(s => s.body.node).sort((a, b) => a.start - b.start);
    if (first?.kind !== 'function') return undefined;
    const made = refer(place, timeline.root, first.start, 'threading', 'Lock');
    const block = blockOf(first, timeline.fn.body);
    const edit =
        made && block && insertBefore(text, block, first, unit.start, [`${name} = ${made.text}()`], style);
    return edit && [edit, ...made.edits];
}

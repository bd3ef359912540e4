/** One lock around every update of a shared variable: the one in scope, or a new one. */
import type { FileFacts } from '../../flow/context.ts';
import type { Access, Root } from '../../flow/races/program.ts';
import type { Race, RaceSide } from '../../flow/races/races.ts';
import type { Body, Step } from '../../flow/timeline.ts';
import type { Block, FunctionStmt, Stmt } from '../../syntax/ast.ts';
import { childBlocks } from '../../syntax/walk.ts';
import { type FixPlan, makeFix, type SpanEdit } from '../edits.ts';
import { freshName } from '../names.ts';
import { absolute, type FixOptions, type Place, placeOf, refer } from '../place.ts';
import {
    blockOf,
    indentAt,
    indentLines,
    insertBefore,
    lineEnd,
    lineStart,
    ownsLines,
    stringsIn,
} from '../source.ts';

/** What has to be done in one go: neighbours in one block of a worker. */
interface Section {
    readonly body: Body;
    readonly stmts: readonly Stmt[];
}

/** Threads and tasks have locks of their own. */
type LockModule = 'threading' | 'asyncio';

/**
 * Only where the workers are functions inside the test: there a lock can be seen by all of them. An update that takes
 * two steps is held from the first to the last.
 */
export function lockFixes(race: Race, facts: FileFacts, options: FixOptions): readonly FixPlan[] {
    const { here, there } = race;
    const timeline = facts.timeline(here.access.unit);
    const place = timeline && placeOf(timeline, facts, options);
    const from = moduleOf([here.root, there.root]);
    if (!timeline || !place || !from || there.access.unit !== here.access.unit) return [];
    const sections = sectionsOf([here, there]);
    if (!sections?.every(s => isInWorker(s, from, timeline.root) && !waitsForOthers(s))) return [];
    const known = lockInScope(place, from);
    const name = known ?? freshName('lock', new Set(place.taken));
    const declared = known === undefined ? declare(name, sections, from, place) : [];
    const fix = makeFix(
        'lock',
        known === undefined
            ? `Hold a new lock around the update of \`${race.name}\` (unsafe: serialises the workers)`
            : `Hold \`${known}\` around the update of \`${race.name}\` (unsafe: serialises the workers)`,
        [declared, ...sections.map(section => hold(name, section, from, place))],
    );
    return fix ? [fix] : [];
}

/** A task may not hold a thread's lock; other libraries' tasks have locks that are not known here. */
function moduleOf(roots: readonly Root[]): LockModule | undefined {
    if (roots.every(r => r.what !== 'task' && r.scheduling.by === 'os' && !r.scheduling.apart))
        return 'threading';
    return roots.every(r => r.what === 'task' && r.scheduling.by === 'loop' && r.scheduling.fifo)
        ? 'asyncio'
        : undefined;
}

/** What both sides do, each place once; `undefined` where the two halves of an update have no block in common. */
function sectionsOf(sides: readonly RaceSide[]): Section[] | undefined {
    const sections: Section[] = [];
    for (const { access } of sides) {
        const section = sectionOf(access);
        if (!section) return undefined;
        const isKnown = sections.some(s => s.stmts.some(stmt => section.stmts.includes(stmt)));
        if (!isKnown) sections.push(section);
    }
    return sections;
}

function sectionOf({ step, since }: Access): Section | undefined {
    const { body } = step;
    if (!since) return { body, stmts: [step.stmt] };
    if (since.step.body !== body || body.node.kind !== 'function') return undefined;
    const block = innermost(body.node.body, since.step, step);
    const first = block.findIndex(s => holds(s, since.step));
    const last = block.findIndex(s => holds(s, step));
    return first === -1 || last < first ? undefined : { body, stmts: block.slice(first, last + 1) };
}

/** The innermost block that holds both. */
function innermost(block: Block, a: Step, b: Step): Block {
    const shared = block.find(s => holds(s, a) && holds(s, b));
    const inner =
        shared && childBlocks(shared).find(c => c.some(s => holds(s, a)) && c.some(s => holds(s, b)));
    return inner ? innermost(inner, a, b) : block;
}

function holds(stmt: Stmt, { start, end }: Step): boolean {
    return stmt.start <= start && end <= stmt.end;
}

function isInWorker({ body }: Section, from: LockModule, test: Body): boolean {
    return body.parent === test && body.node.kind === 'function' && body.isAsync === (from === 'asyncio');
}

/** Who waits for another worker, or takes a lock once more, while it holds the lock may wait for ever. */
function waitsForOthers({ body, stmts }: Section): boolean {
    return body.steps.some(
        step =>
            stmts.some(s => holds(s, step)) &&
            (step.stmt.kind === 'with' ||
                step.calls.some(
                    c =>
                        c.effect?.kind === 'wait' ||
                        /^(wait\w*|join|acquire|get|put|result|recv\w*|accept)$/.test(c.name),
                )),
    );
}

/** A lock that the test made before the workers. */
function lockInScope({ timeline, facts }: Place, from: LockModule): string | undefined {
    const made = from === 'asyncio' ? /^asyncio\.Lock\(\)$/ : /^threading\.R?Lock\(\)$/;
    for (const { stmt } of timeline.root.steps) {
        if (stmt.kind !== 'assign' || stmt.value?.kind !== 'call') continue;
        const [target] = stmt.targets;
        const origin = facts.resolver.origin(stmt.value, timeline.root.scope);
        if (target?.kind === 'name' && made.test(origin ?? '')) return target.id;
    }
    return undefined;
}

function hold(lock: string, { stmts }: Section, from: LockModule, place: Place): SpanEdit | undefined {
    const { text, style, unit } = place;
    const [first] = stmts;
    const last = stmts.at(-1);
    if (!first || !last) return undefined;
    const [head, tail] = [absolute(place, first), absolute(place, last)];
    if (!ownsLines(text, head) || !ownsLines(text, tail)) return undefined;
    // A block may end behind the `\r` of its last comment.
    const inside = { start: lineStart(text, head.start), end: lineEnd(text, tail.end - 1) };
    const indented = indentLines(text, inside, style.indent, stringsIn(stmts, unit.start));
    const opening = `${from === 'asyncio' ? 'async with' : 'with'} ${lock}:`;
    return { ...inside, newText: indentAt(text, head.start) + opening + style.newline + indented };
}

function declare(
    name: string,
    sections: readonly Section[],
    from: LockModule,
    place: Place,
): SpanEdit[] | undefined {
    const { text, style, unit, timeline } = place;
    const [first] = sections
        .map(s => s.body.node)
        .filter((node): node is FunctionStmt => node.kind === 'function')
        .sort((a, b) => a.start - b.start);
    if (!first) return undefined;
    const made = refer(place, timeline.root, first.start, from, 'Lock');
    const block = blockOf(first, timeline.fn.body);
    const edit =
        made && block && insertBefore(text, block, first, unit.start, [`${name} = ${made.text}()`], style);
    return edit && [edit, ...made.edits];
}

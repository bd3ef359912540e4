/** Time that a test lets pass is moved by the fake clock that its file knows already. */
import type { FileFacts } from '../../flow/context.ts';
import type { SleepSite } from '../../flow/sleep-site.ts';
import type { Call, Step } from '../../flow/timeline.ts';
import type { FunctionUnit } from '../../model/module.ts';
import type { FunctionStmt } from '../../syntax/ast.ts';
import { type FixPlan, makeFix, type SpanEdit } from '../edits.ts';
import { removeUnusedImport } from '../imports.ts';
import { libraryMember } from '../library-import.ts';
import { freshName } from '../names.ts';
import { absolute, type FixOptions, type Place, placeOf, refer, sourceOf, unittestSelf } from '../place.ts';
import { lineEnd, lineStart, nextLine, startsLine, stringsIn } from '../source.ts';
import { isStatement } from './statement.ts';

/** Which fake clock a file has. */
export type FakeClock = 'freezer' | 'freezegun' | 'time-machine';

/** The clock that other tests of the file use, or that it imports. */
export function fakeClockOf({ module }: FileFacts): FakeClock | undefined {
    if (module.functions.some(usesFreezer)) return 'freezer';
    const roots = new Set([...module.imports].map(name => name.split('.', 1)[0]));
    if (roots.has('freezegun')) return 'freezegun';
    return roots.has('time_machine') ? 'time-machine' : undefined;
}

/** The fixture of pytest-freezer. */
function usesFreezer({ text, fn }: FunctionUnit): boolean {
    return text.includes('freezer') && fn()?.params.some(p => p.name === 'freezer') === true;
}

/** Nothing in coroutines, where a frozen clock stops the loop, nor where something else sleeps too. */
export function fakeClockFixes(
    site: SleepSite,
    clock: FakeClock,
    facts: FileFacts,
    options: FixOptions,
): readonly FixPlan[] {
    const { timeline, body } = site;
    const place = placeOf(timeline, facts, options);
    const sleeps = timeline.calls.filter(c => c.effect?.kind === 'delay');
    const fine = sleeps.every(c => c.origin === 'time.sleep' && c.step.body === body && isStatement(c));
    if (!place || !fine || body.parent || body.isAsync) return [];
    if (timeline.calls.some(c => c.effect?.kind === 'spawn' || c.effect?.kind === 'create')) return [];
    const isCase = unittestSelf(place, body) !== undefined;
    const fix = clock === 'freezer' && !isCase ? withFixture(sleeps, place) : inBlock(sleeps, clock, place);
    return fix ? [fix] : [];
}

const RISK = 'unsafe: only what reads the clock in Python sees the time pass';

/** `freezer.tick(1.5)`, and the fixture among the parameters. */
function withFixture(sleeps: readonly Call[], place: Place): FixPlan | undefined {
    const { text, timeline, unit, module } = place;
    const { fn } = timeline;
    const open = text.indexOf('(', fn.nameSpan.end + unit.start) + 1;
    const last = fn.params.at(-1);
    if (open === 0 || fn.params.some(p => p.kind !== 'plain' || p.default)) return undefined;
    const at = last ? last.end + unit.start : open;
    return makeFix('fake-clock', `Move the clock with \`freezer\` (${RISK})`, [
        { start: at, end: at, newText: last ? ', freezer' : 'freezer' },
        ...sleeps.map(s => ({ ...absolute(place, s.step), newText: `freezer.tick(${lengthOf(s, place)})` })),
        removeUnusedImport(
            module,
            'time',
            sleeps.map(s => absolute(place, s.step)),
        ),
    ]);
}

/** The body in `with freeze_time() as frozen:`, and `frozen.tick(delta=…)` in the place of each sleep. */
function inBlock(sleeps: readonly Call[], clock: FakeClock, place: Place): FixPlan | undefined {
    const { timeline, module } = place;
    const first = timeline.root.steps.find(s => !isDocstring(s));
    if (!first) return undefined;
    const taken = new Set(place.taken);
    const isMachine = clock === 'time-machine';
    const name = freshName(isMachine ? 'traveller' : 'frozen', taken);
    const enter = isMachine ? traveller(first, place) : freezing(place);
    const indented = enter && indentBody(timeline.fn, first, `with ${enter.text} as ${name}:`, place);
    if (!enter) return undefined;
    const moved = sleeps.map(s => ({
        ...absolute(place, s.step),
        newText: isMachine
            ? `${name}.shift(${lengthOf(s, place)})`
            : `${name}.tick(delta=${lengthOf(s, place)})`,
    }));
    const library = isMachine ? 'time-machine' : 'freezegun';
    const spans = sleeps.map(s => absolute(place, s.step));
    return makeFix('fake-clock', `Move the clock with ${library} (${RISK})`, [
        indented,
        moved,
        enter.edits,
        enter.text.includes('time()') && isMachine ? [] : removeUnusedImport(module, 'time', spans),
    ]);
}

function freezing(place: Place) {
    const freeze = refer(place, place.timeline.root, place.timeline.fn.end, 'freezegun', 'freeze_time');
    return freeze && { text: `${freeze.text}()`, edits: freeze.edits };
}

/** Begins now, and stands still until it is moved. */
function traveller(first: Step, place: Place) {
    const { root } = place.timeline;
    const now = refer(place, root, first.start, 'time', 'time');
    const travel = place.module.imports.has('time_machine.travel')
        ? libraryMember(place, root, 'time_machine', 'travel')
        : refer(place, root, first.start, 'time_machine', 'travel');
    if (!now || !travel) return undefined;
    return { text: `${travel.text}(${now.text}(), tick=False)`, edits: [...now.edits, ...travel.edits] };
}

function isDocstring({ stmt }: Step): boolean {
    return stmt.kind === 'expr' && stmt.value.kind === 'string';
}

function lengthOf({ expr }: Call, place: Place): string {
    return expr.args.map(a => sourceOf(place, a)).join(', ');
}

/** Puts a head above a statement and indents everything from there to the end of the function, line by line. */
function indentBody(fn: FunctionStmt, first: Step, head: string, place: Place): SpanEdit[] | undefined {
    const { text, unit, style } = place;
    const start = first.start + unit.start;
    const end = lineEnd(text, (fn.body.at(-1)?.end ?? first.end) + unit.start);
    if (!startsLine(text, start)) return undefined;
    const strings = stringsIn(fn.body, unit.start);
    const from = lineStart(text, start);
    const edits: SpanEdit[] = [
        { start: from, end: from, newText: text.slice(from, start) + head + style.newline },
    ];
    for (let at = from; at < end; at = nextLine(text, at)) {
        const isBlank = text.slice(at, lineEnd(text, at)).trim() === '';
        const inString = strings.some(s => s.start < at && at < s.end);
        if (!isBlank && !inString) edits.push({ start: at, end: at, newText: style.indent });
        if (nextLine(text, at) <= at) break;
    }
    return edits;
}

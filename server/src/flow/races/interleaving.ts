/** The failing interleaving as a picture: two columns, the code's own lines, in a fixed-width block. */
import type { Action, ActionPlace, Root } from './program.ts';
import type { Race, RaceReport } from './races.ts';

/** What the first of the two does wrong. */
const MARKS: Readonly<Record<Race['kind'], string>> = {
    read: 'reads before the write',
    update: 'is overtaken',
    shared: 'written over below',
    iteration: 'still going over the items',
};
/** Of both columns together; the hover of VS Code breaks lines at about 88. */
const MOST_WIDTH = 80;
/** More lines than these do not help. */
const MOST_ROWS = 9;

/**
 * Draws a schedule that the order allows and in which the reading side runs first.
 *
 * @example
 *  test                                           | worker
 * ------------------------------------------------+---------------------
 *  t.start()                                      |
 *                                                 | (not scheduled yet)
 *  assert results == [1]   <-- reads before the write |
 *                                                 | results.append(1)
 */
export function drawInterleaving(race: Race, report: RaceReport | undefined): string {
    if (race.kind === 'update') return drawLostUpdate(race);
    const { here, there } = race;
    const [left, right] = namesOf(race);
    const rows: [string, string][] = [[left, right]];
    for (const { root, action } of schedule(race, report)) {
        const line = lineOf(action);
        const row: [string, string] = root === there.root ? ['', line] : [line, ''];
        if (rows.at(-1)?.[0] !== row[0] || rows.at(-1)?.[1] !== row[1]) rows.push(row);
        if (action.kind === 'spawn' && action.root === there.root.id) rows.push(['', '(not scheduled yet)']);
    }
    const mark = MARKS[race.kind];
    const kept =
        rows.length > MOST_ROWS ? [...rows.slice(0, 1), ...rows.slice(rows.length - MOST_ROWS + 1)] : rows;
    kept.push([`${lineOf(here.access)}   <-- ${mark}`, '']);
    kept.push(['', lineOf(there.access)]);
    return diagram(kept);
}

/** What has to happen before the first access, and then before the second, of the two roots; the accesses left out. */
function schedule({ here, there }: Race, report: RaceReport | undefined): { root: Root; action: Action }[] {
    const spawn = there.root.spawnedAt;
    const spawner = report?.program.roots.find(r =>
        r.actions.some(a => a.kind === 'spawn' && a.root === there.root.id),
    );
    const rows: { root: Root; action: Action }[] = [];
    if (!report || !spawn || !spawner) return rows;
    const shown = (root: Root, until: Action) => {
        for (const action of root.actions) {
            if (action === until) return;
            if (action.kind === 'access' || (action.kind === 'spawn' && action.root !== there.root.id))
                continue;
            if (report.order.before(action, until)) rows.push({ root, action });
        }
    };
    shown(there.root.id === here.root.id ? there.root : here.root, here.access);
    // What the worker must have done for the test to come so far.
    for (const action of there.root.actions) {
        if (action.kind === 'access' || !report.order.before(action, here.access)) continue;
        const wait = rows.findIndex(r => r.root !== there.root && report.order.before(action, r.action));
        if (wait !== -1) rows.splice(wait, 0, { root: there.root, action });
    }
    return rows;
}

/** The other one comes between reading and writing; what it writes is overwritten. */
function drawLostUpdate(race: Race): string {
    const [first, second] = namesOf(race);
    const { here, there } = race;
    if (here.access.since) {
        const theirs = there.access.since ? [lineOf(there.access.since)] : [];
        return diagram([
            [first, second],
            [lineOf(here.access.since), ''],
            ...[...theirs, lineOf(there.access)].map((line): [string, string] => ['', line]),
            [`${lineOf(here.access)}   <-- knows nothing of it`, ''],
        ]);
    }
    return diagram([
        [first, second],
        [`reads ${race.name}`, ''],
        ['', `reads ${race.name}   (the same value)`],
        [`writes ${race.name}`, ''],
        ['', `writes ${race.name}   <-- one update is lost`],
    ]);
}

function namesOf({ here, there }: Race): [string, string] {
    return here.root.name === there.root.name
        ? [`${here.root.name} #1`, `${there.root.name} #2`]
        : [here.root.name, there.root.name];
}

function lineOf({ unit, step }: ActionPlace): string {
    const source = unit.text.slice(step.start, step.end).split('\n', 1)[0] ?? '';
    return source.trim();
}

/**
 * Rows of two columns, the first row their names, as a fixed-width block of Markdown; narrow enough that no
 * editor's hover breaks its lines.
 */
export function diagram(rows: readonly (readonly [string, string])[]): string {
    const widest = (column: 0 | 1) => Math.max(...rows.map(row => row[column].length));
    const rightWidth = Math.min(widest(1), Math.max(MOST_WIDTH - widest(0), MOST_WIDTH / 2));
    const leftWidth = Math.min(widest(0), MOST_WIDTH - rightWidth);
    const lines = rows.map(([left, right]) =>
        ` ${cut(left, leftWidth).padEnd(leftWidth)} | ${cut(right, rightWidth)}`.trimEnd(),
    );
    const rule = `${'-'.repeat(leftWidth + 2)}+${'-'.repeat(rightWidth + 2)}`;
    return ['```text', ...lines.slice(0, 1), rule, ...lines.slice(1), '```'].join('\n');
}

/** Cuts the code, not the remark behind it. */
function cut(text: string, width: number): string {
    if (text.length <= width) return text;
    const remark = /\s+(<--|\().*$/.exec(text)?.[0] ?? '';
    const code = text.slice(0, text.length - remark.length);
    const room = width - remark.length - 1;
    return room < 8 ? `${text.slice(0, width - 1)}…` : `${code.slice(0, room)}…${remark}`;
}

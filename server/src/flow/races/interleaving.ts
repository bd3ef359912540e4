/** The failing interleaving as a picture: two columns, the code's own lines, in a fixed-width block. */
import type { ActionPlace } from './program.ts';
import type { Race } from './races.ts';

const LEFT_WIDTH = 44;
const RIGHT_WIDTH = 46;

/**
 * Draws a schedule in which the reading side runs first.
 *
 * @example
 *  test                                         worker
 *  t.start()
 *                                               (not scheduled yet)
 *  assert results == [1]   <-- reads first
 *                                               results.append(1)
 */
export function drawInterleaving(race: Race): string {
    const rows: [string, string][] = [[race.here.root.name, race.there.root.name]];
    if (race.kind === 'update') return drawLostUpdate(race);
    const spawn = race.there.root.spawnedAt;
    if (spawn) {
        rows.push([lineOf(spawn), '']);
        rows.push(['', '(not scheduled yet)']);
    }
    rows.push([`${lineOf(race.here.access)}   <-- reads before the write`, '']);
    rows.push(['', lineOf(race.there.access)]);
    return table(rows);
}

/** Two instances read the same value; one update is lost. */
function drawLostUpdate(race: Race): string {
    const [first, second] =
        race.here.root === race.there.root
            ? [`${race.here.root.name} #1`, `${race.here.root.name} #2`]
            : [race.here.root.name, race.there.root.name];
    return table([
        [first, second],
        [`read ${race.name}`, ''],
        ['', `read ${race.name}   (the same value)`],
        [`write ${race.name}`, ''],
        ['', `write ${race.name}   <-- one update is lost`],
    ]);
}

function lineOf({ unit, step }: ActionPlace): string {
    const source = unit.text.slice(step.start, step.end).split('\n', 1)[0] ?? '';
    return source.trim();
}

function table(rows: readonly (readonly [string, string])[]): string {
    const width = Math.min(LEFT_WIDTH, Math.max(...rows.map(([left]) => left.length))) + 2;
    const lines = rows.map(([left, right]) =>
        ` ${cut(left, LEFT_WIDTH + 20).padEnd(width)}${cut(right, RIGHT_WIDTH)}`.trimEnd(),
    );
    return ['```text', ...lines, '```'].join('\n');
}

function cut(text: string, width: number): string {
    return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}

/** What the calls of a team's own libraries do: rows of the configuration become rows of a table. */
import type { Effect } from './effects.ts';

/** A row of the configuration's schema: what a call does, and which argument says how long (sleep, wait) or what runs (spawn). */
export interface CallRow {
    readonly does: 'sleep' | 'spawn' | 'wait' | 'signal' | 'stop' | 'request';
    /** Counted from 0, without `self`. */
    readonly position?: number | undefined;
    readonly keyword?: string | undefined;
    /** How many of a sleep's units make a second: 1000 for milliseconds. */
    readonly 'per-second'?: number | undefined;
}

/** From a call's origin, see `model/resolve.ts`, to what it does. */
export type TeamCalls = ReadonlyMap<string, Effect>;

export const NO_TEAM_CALLS: TeamCalls = new Map();

/** Tables by the rows that they were made of: all files of a project share one. */
const tables = new WeakMap<Readonly<Record<string, CallRow>>, TeamCalls>();

/**
 * The table of a configuration's rows.
 *
 * @param rows by qualified name: `acme.clock.nap`, `acme.jobs.Job().wait` for a method of an instance,
 *   `self.nap` for a method that tests inherit
 */
export function teamCalls(rows: Readonly<Record<string, CallRow>>): TeamCalls {
    let table = tables.get(rows);
    if (!table) {
        table = new Map(Object.entries(rows).map(([name, row]) => [name, effectOfRow(row)]));
        tables.set(rows, table);
    }
    return table;
}

/** The words without which none of the calls can stand in a text. */
export function teamWords(rows: Readonly<Record<string, CallRow>>): string[] {
    return Object.keys(rows).map(name => name.split('.').at(-1) ?? name);
}

function effectOfRow({ does, position = 0, keyword, 'per-second': perSecond = 1 }: CallRow): Effect {
    const at = (usual: string) => ({ index: position, keyword: keyword ?? usual });
    switch (does) {
        case 'sleep':
            return {
                kind: 'delay',
                seconds: at('seconds'),
                perSecond,
                isAsync: false,
                cooperative: false,
            };
        case 'spawn':
            return { kind: 'spawn', what: 'job', target: at('target') };
        case 'wait':
            return { kind: 'wait', what: 'event', timeout: at('timeout'), onTimeout: 'raises' };
        case 'signal':
        case 'stop':
        case 'request':
            return { kind: does };
        default:
            return does satisfies never;
    }
}

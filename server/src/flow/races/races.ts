/** Conflicting accesses that nothing orders. */
import type { FileFacts } from '../context.ts';
import type { Timeline } from '../timeline.ts';
import { buildProgram } from './build.ts';
import { lockedApart, Order } from './order.ts';
import type { Access, Program, Root } from './program.ts';

export interface RaceSide {
    readonly root: Root;
    readonly access: Access;
}

/** Two accesses, one of them a write, that can happen in either order. */
export interface Race {
    readonly variable: string;
    /** How the test calls it. */
    readonly name: string;
    /** In the test if one of them is: the read or the assertion. */
    readonly here: RaceSide;
    readonly there: RaceSide;
    /** `read`: the test reads what a worker writes; `update`: workers lose updates; `shared`: anything else. */
    readonly kind: 'read' | 'update' | 'shared';
}

/** Threads share memory and can be interrupted anywhere; tasks and green threads only where they wait. */
const PREEMPTIVE = new Set(['main', 'thread', 'job', 'timer', 'unknown']);

/** The races of a test, at most one for a variable and a kind. */
export function racesIn(
    timeline: Timeline,
    facts: FileFacts,
): { races: readonly Race[]; program: Program } | undefined {
    const built = buildProgram(timeline, facts);
    if (!built) return undefined;
    const { program } = built;
    const order = new Order(program);
    const races = new Map<string, Race>();
    const sides = program.roots
        .filter(root => PREEMPTIVE.has(root.what) && (root.what === 'main' || root.spawnedAt !== undefined))
        .flatMap(root =>
            root.actions.flatMap(access => (access.kind === 'access' ? [{ root, access }] : [])),
        );
    const byVariable = new Map<string, RaceSide[]>();
    for (const side of sides) {
        const known = byVariable.get(side.access.variable) ?? [];
        known.push(side);
        byVariable.set(side.access.variable, known);
    }
    for (const [variable, all] of byVariable) {
        if (!all.some(s => s.access.mode !== 'read')) continue;
        if (built.variables.isLocalTo(variable, all)) continue;
        for (const [i, a] of all.entries()) {
            for (const b of all.slice(i)) {
                const race = raceOf(a, b, order, program.names.get(variable) ?? variable);
                if (race && !races.has(`${race.kind} ${variable}`))
                    races.set(`${race.kind} ${variable}`, race);
            }
        }
    }
    return { races: [...races.values()], program };
}

function raceOf(a: RaceSide, b: RaceSide, order: Order, name: string): Race | undefined {
    const same = a.root === b.root;
    if (same && !(a.root.many && a.access === b.access)) return undefined;
    if (a.access.mode === 'read' && b.access.mode === 'read') return undefined;
    if (lockedApart(a.access, b.access)) return undefined;
    if (same) {
        // Two instances of one worker: only an update that is not atomic can be lost.
        return a.access.mode === 'update' ? race('update', a, b, name) : undefined;
    }
    const left = { root: a.root, action: a.access };
    const right = { root: b.root, action: b.access };
    if (order.before(left, right) || order.before(right, left)) return undefined;
    const main = a.root.what === 'main' ? a : b.root.what === 'main' ? b : undefined;
    const other = main === a ? b : a;
    if (main && main.access.mode === 'read' && other.access.mode !== 'read') {
        return main.access.asserted ? race('read', main, other, name) : undefined;
    }
    if (a.access.mode === 'update' || b.access.mode === 'update') {
        const update = a.access.mode === 'update' ? a : b;
        const against = update === a ? b : a;
        // An update against a read of another worker loses nothing by itself.
        return against.access.mode === 'read' ? undefined : race('update', update, against, name);
    }
    if (main && main.access.mode !== 'read' && other.access.mode === 'read') return undefined;
    return undefined;
}

function race(kind: Race['kind'], here: RaceSide, there: RaceSide, name: string): Race {
    return { kind, here, there, variable: here.access.variable, name };
}

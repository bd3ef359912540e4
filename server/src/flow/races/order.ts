/** Happens-before: which actions of a program are ordered whatever the scheduler does. */
import { graphOf, type Node } from './graph.ts';
import type { Access, Action, Program } from './program.ts';

/** Beyond this the answer is not worth the time; nobody gets a finding from it. */
const MAX_NODES = 900;

/**
 * The order of a program. Program order within a root; a spawn before everything in what it starts; everything in
 * a root before a join of it; as many signals before a wait as it needs. Everything else can happen in any order.
 *
 * Each action gets the set of actions that happened before it in every run, as the least solution of these rules:
 * an action is before a wait for one of several signals only if it is before each of them.
 */
export class Order {
    readonly #program: Program;
    readonly #strict: boolean;
    /** Solved when first asked: in most programs no two accesses conflict. */
    #solution: Solution | undefined;

    /** @param strict whether a wait that may run into its timeout orders nothing */
    constructor(program: Program, strict = false) {
        this.#program = program;
        this.#strict = strict;
    }

    /** Whether action `a` always comes before action `b`. */
    before(a: Action, b: Action): boolean {
        this.#solution ??= solutionOf(this.#program, this.#strict);
        const { ids, before } = this.#solution;
        const from = ids.get(a);
        const to = ids.get(b);
        return from !== undefined && to !== undefined && has(before[to], from);
    }

    /** Whether nothing orders the two. */
    concurrent(a: Action, b: Action): boolean {
        return a !== b && !this.before(a, b) && !this.before(b, a);
    }

    /** Whether `other` can come after `update` has read and before it has written. */
    between(update: Access, other: Access): boolean {
        const read = update.since?.read ?? update;
        return update !== other && !this.before(other, read) && !this.before(update, other);
    }
}

interface Solution {
    readonly ids: ReadonlyMap<Action, number>;
    /** For each action the set of those before it. */
    readonly before: readonly Uint32Array[];
}

function solutionOf(program: Program, strict: boolean): Solution {
    const { nodes, ids } = graphOf(program, strict);
    return { ids, before: solve(nodes) };
}

/** Whether a program is small enough to be ordered. */
export function isTractable(program: Program): boolean {
    return program.roots.reduce((n, root) => n + root.actions.length + 2, 0) <= MAX_NODES;
}

/** The least solution, node by node until nothing changes. */
function solve(nodes: readonly Node[]): Uint32Array[] {
    const words = Math.ceil(nodes.length / 32);
    const before = nodes.map(() => new Uint32Array(words));
    for (let changed = true; changed; ) {
        changed = false;
        for (const [id, { all, some }] of nodes.entries()) {
            const mine = before[id];
            if (!mine) continue;
            for (const source of all) if (take(mine, before[source], source)) changed = true;
            if (some && takeCommon(mine, some.sites, some.need, before, nodes.length)) changed = true;
        }
    }
    return before;
}

function take(mine: Uint32Array, theirs: Uint32Array | undefined, source: number): boolean {
    let changed = set(mine, source);
    for (let i = 0; theirs && i < mine.length; i++) {
        const joined = ((mine[i] ?? 0) | (theirs[i] ?? 0)) >>> 0;
        if (joined !== mine[i]) {
            mine[i] = joined;
            changed = true;
        }
    }
    return changed;
}

/** Of `need` signals that happened, at least one is behind whatever all but `need - 1` of the sites are behind. */
function takeCommon(
    mine: Uint32Array,
    sites: readonly number[],
    need: number,
    before: readonly Uint32Array[],
    size: number,
): boolean {
    let changed = false;
    for (let a = 0; a < size; a++) {
        if (has(mine, a)) continue;
        let without = 0;
        for (const site of sites) if (site !== a && !has(before[site], a)) without++;
        if (without < need && without < sites.length) changed = set(mine, a) || changed;
    }
    return changed;
}

function has(bits: Uint32Array | undefined, index: number): boolean {
    return bits !== undefined && (((bits[index >>> 5] ?? 0) >>> (index & 31)) & 1) === 1;
}

function set(bits: Uint32Array, index: number): boolean {
    if (has(bits, index)) return false;
    bits[index >>> 5] = ((bits[index >>> 5] ?? 0) | (1 << (index & 31))) >>> 0;
    return true;
}

/** Whether a common lock keeps two accesses apart. */
export function lockedApart(a: Access, b: Access): boolean {
    for (const lock of a.locks) if (b.locks.has(lock)) return true;
    return false;
}

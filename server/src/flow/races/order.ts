/** Happens-before: which actions of a program are ordered whatever the scheduler does. */
import type { Access, Action, Program } from './program.ts';

/** Beyond this the answer is not worth the time; nobody gets a finding from it. */
const MAX_NODES = 900;

interface Node {
    /** What surely happened before: always all of these. */
    readonly all: number[];
    /** At least `need` of these happened. */
    some: { readonly sites: readonly number[]; readonly need: number } | undefined;
}

/**
 * The order of a program. Program order within a root; a spawn before everything in what it starts; everything in
 * a root before a join of it; as many signals before a wait as it needs. Everything else can happen in any order.
 *
 * Each action gets the set of actions that happened before it in every run, as the least solution of these rules:
 * an action is before a wait for one of several signals only if it is before each of them.
 */
export class Order {
    readonly #ids = new Map<Action, number>();
    readonly #before: readonly Uint32Array[];

    /** @param strict whether a wait that may run into its timeout orders nothing */
    constructor(program: Program, strict = false) {
        const nodes: Node[] = [];
        const add = (previous: number | undefined): number =>
            nodes.push({ all: previous === undefined ? [] : [previous], some: undefined }) - 1;
        const spawner = new Map<number, number>();
        for (const root of program.roots)
            for (const action of root.actions) if (action.kind === 'spawn') spawner.set(action.root, root.id);
        const begins: number[] = [];
        const ends: number[] = [];
        const signals = new Map<string, number[]>();
        const meetings = new Map<string, number[]>();
        for (const root of program.roots) {
            let last = add(undefined);
            begins.push(last);
            for (const action of root.actions) {
                last = add(last);
                this.#ids.set(action, last);
                if (action.kind === 'signal') push(signals, action.object, last);
                if (action.kind === 'meet') push(meetings, action.object, last);
            }
            ends.push(add(last));
        }
        for (const root of program.roots) {
            const first = begins[root.id];
            const previous = root.after === undefined ? undefined : ends[root.after];
            if (first !== undefined && previous !== undefined) nodes[first]?.all.push(previous);
            const started = new Set<number>();
            const told = new Map<string, number>();
            for (const action of root.actions) {
                const node = nodes[this.#ids.get(action) ?? -1];
                if (!node) continue;
                switch (action.kind) {
                    case 'spawn': {
                        started.add(action.root);
                        const begin = begins[action.root];
                        if (begin !== undefined) nodes[begin]?.all.push(this.#ids.get(action) ?? 0);
                        break;
                    }
                    case 'join':
                        if (strict && !action.sure) break;
                        waitForEnds(node, action.roots, root.id, started);
                        break;
                    case 'await': {
                        // What was taken before is gone: the third `get` needs three `put`.
                        const taken = action.need === 'all' ? 0 : (told.get(action.object) ?? 0);
                        if (action.need !== 'all') told.set(action.object, taken + action.need);
                        if (strict && !action.sure) break;
                        const sites = signals.get(action.object) ?? [];
                        if (sites.length === 0 || program.open.has(action.object))
                            waitForEnds(node, undefined, root.id, started);
                        else if (action.need === 'all') node.all.push(...sites);
                        else
                            node.some = {
                                sites,
                                need: isConsumed(action.object) ? taken + action.need : action.need,
                            };
                        break;
                    }
                    case 'meet':
                        // A barrier at which nobody else is seen: whoever comes there is unknown.
                        if ((meetings.get(action.object)?.length ?? 0) < 2)
                            waitForEnds(node, undefined, root.id, started);
                        for (const other of meetings.get(action.object) ?? [])
                            if (other !== this.#ids.get(action)) node.all.push(...(nodes[other]?.all ?? []));
                        break;
                    default:
                        break;
                }
            }
        }
        this.#before = solve(nodes);

        function waitForEnds(
            node: Node,
            roots: ReadonlySet<number> | undefined,
            self: number,
            started: ReadonlySet<number>,
        ): void {
            for (const other of program.roots) {
                if (other.id === self || other.id === 0 || isLater(other.id, self, started)) continue;
                const end = ends[other.id];
                if ((roots?.has(other.id) ?? true) && end !== undefined) node.all.push(end);
            }
        }

        /** Nobody waits for what it has not started yet, nor for what that will start. */
        function isLater(id: number, self: number, started: ReadonlySet<number>): boolean {
            for (let at: number | undefined = id, by = spawner.get(id); ; at = by, by = spawner.get(by)) {
                if (by === undefined || at === undefined) return at !== 0 && by === undefined;
                if (by === self) return !started.has(at);
                if (by === at) return true;
            }
        }
    }

    /** Whether action `a` always comes before action `b`. */
    before(a: Action, b: Action): boolean {
        const from = this.#ids.get(a);
        const to = this.#ids.get(b);
        return from !== undefined && to !== undefined && has(this.#before[to], from);
    }

    /** Whether nothing orders the two. */
    concurrent(a: Action, b: Action): boolean {
        return a !== b && !this.before(a, b) && !this.before(b, a);
    }
}

/** Queue items and permits are used up by who takes them; an Event stays set, a poll takes nothing away. */
function isConsumed(object: string): boolean {
    return object.startsWith('item:');
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

function push<K, V>(map: Map<K, V[]>, at: K, value: V): void {
    const known = map.get(at);
    if (known) known.push(value);
    else map.set(at, [value]);
}

/** Whether a common lock keeps two accesses apart. */
export function lockedApart(a: Access, b: Access): boolean {
    for (const lock of a.locks) if (b.locks.has(lock)) return true;
    return false;
}

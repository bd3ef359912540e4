/** Happens-before: which actions of a program are ordered whatever the scheduler does. */
import type { Access, Action, Program, Root } from './program.ts';

interface Node {
    readonly root: number;
    readonly index: number;
}

/**
 * The order of a program. Program order within a root; a spawn before everything in what it starts; everything
 * in a root before a join of it; a signal before the wait that it ends. What is unknown orders everything: no
 * finding is better than a wrong one.
 */
export class Order {
    readonly #program: Program;
    readonly #successors = new Map<string, Node[]>();
    readonly #reached = new Map<string, Set<string>>();

    constructor(program: Program) {
        this.#program = program;
        const signals = new Map<string, Node[]>();
        const awaits = new Map<string, Node[]>();
        for (const root of program.roots) {
            root.actions.forEach((action, index) => {
                const node = { root: root.id, index };
                if (action.kind === 'signal') push(signals, action.object, node);
                else if (action.kind === 'await') push(awaits, action.object, node);
                else if (action.kind === 'spawn') this.#edge(node, { root: action.root, index: -1 });
                else if (action.kind === 'join' || action.kind === 'barrier') {
                    const joined = action.kind === 'join' ? action.roots : undefined;
                    for (const other of program.roots) {
                        if (other !== root && (joined?.has(other.id) ?? other.id !== 0))
                            this.#edge(lastOf(other), node);
                    }
                }
            });
        }
        for (const [object, waits] of awaits) {
            for (const wait of waits)
                for (const signal of signals.get(object) ?? [])
                    if (signal.root !== wait.root) this.#edge(signal, wait);
        }
    }

    /** Whether action `a` always comes before action `b`. */
    before(a: { root: Root; action: Action }, b: { root: Root; action: Action }): boolean {
        const from = { root: a.root.id, index: a.root.actions.indexOf(a.action) };
        const to = { root: b.root.id, index: b.root.actions.indexOf(b.action) };
        if (from.root === to.root) return from.index < to.index;
        // Two instances of a root that is started several times: what one signals says nothing of the others.
        return this.#reaches(from, to);
    }

    #reaches(from: Node, to: Node): boolean {
        const start = key(from);
        let seen = this.#reached.get(start);
        if (!seen) {
            seen = new Set();
            const queue = [from];
            for (let node = queue.pop(); node; node = queue.pop()) {
                const root = this.#program.roots[node.root];
                if (!root) continue;
                // Everything later in the same root follows, with the edges that leave there.
                for (let index = node.index; index <= root.actions.length; index++) {
                    const here = { root: node.root, index };
                    const id = key(here);
                    if (seen.has(id) && index !== node.index) break;
                    seen.add(id);
                    for (const next of this.#successors.get(id) ?? [])
                        if (!seen.has(key(next))) queue.push(next);
                }
            }
            this.#reached.set(start, seen);
        }
        return seen.has(key(to));
    }

    #edge(from: Node, to: Node): void {
        push(this.#successors, key(from), to);
    }
}

/** The end of a root stands one behind its last action, its beginning one before the first. */
function lastOf(root: Root): Node {
    return { root: root.id, index: root.actions.length };
}

function key(node: Node): string {
    return `${node.root}:${node.index}`;
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

/** What must come before what, edge by edge: the rules of happens-before as a graph of a program's actions. */
import type { Action, Program, Root } from './program.ts';
import { takeTurns } from './schedulers.ts';

export interface Node {
    /** What surely happened before: always all of these. */
    readonly all: number[];
    /** At least `need` of these happened. */
    some: { readonly sites: readonly number[]; readonly need: number } | undefined;
}

export interface Graph {
    readonly nodes: readonly Node[];
    readonly ids: ReadonlyMap<Action, number>;
}

interface Signal {
    readonly id: number;
    readonly by: Root;
    /** Where the one who tells waits the next time, or ends. */
    readonly turnEnd: number;
}

/** Where the actions of each root stand. */
interface Places {
    readonly nodes: Node[];
    readonly ids: Map<Action, number>;
    readonly begins: number[];
    readonly ends: number[];
    /** The end of what a root does before it waits for the first time. */
    readonly firstWaits: number[];
    readonly signals: Map<string, Signal[]>;
    readonly meetings: Map<string, number[]>;
    /** Who starts a root. */
    readonly spawner: ReadonlyMap<number, Root>;
}

/** Where somebody else may have a turn. */
const WAITS = /^(yield|join|await|meet)$/;

/** @param strict whether a wait that may run into its timeout orders nothing */
export function graphOf(program: Program, strict: boolean): Graph {
    const places = layOut(program);
    const { nodes, ids, begins, ends, signals, meetings } = places;
    for (const root of program.roots) {
        const first = begins[root.id];
        const previous = root.after === undefined ? undefined : ends[root.after];
        if (first !== undefined && previous !== undefined) nodes[first]?.all.push(previous);
        const started = new Set<number>();
        const told = new Map<string, number>();
        for (const [index, action] of root.actions.entries()) {
            const id = ids.get(action) ?? -1;
            const node = nodes[id];
            if (!node) continue;
            switch (action.kind) {
                case 'spawn':
                    started.add(action.root);
                    beginAfter(action.root, id, root, index);
                    break;
                case 'join':
                    if (strict && !action.sure) break;
                    waitForEnds(node, action.roots, root.id, started);
                    break;
                case 'await': {
                    // What was taken before is gone: the third `get` needs three `put`.
                    const taken = action.need === 'all' ? 0 : (told.get(action.object) ?? 0);
                    if (action.need !== 'all') told.set(action.object, taken + action.need);
                    if (strict && !action.sure) break;
                    // Whoever takes turns with the one who tells goes on when that one waits or ends.
                    const sites = (signals.get(action.object) ?? []).map(s =>
                        takeTurns(s.by.scheduling, root.scheduling) ? s.turnEnd : s.id,
                    );
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
                    // Each once: a barrier that is met over and over would otherwise double the list each time.
                    addMissing(
                        node.all,
                        (meetings.get(action.object) ?? []).flatMap(other => nodes[other]?.all ?? []),
                    );
                    break;
                default:
                    break;
            }
        }
    }
    return { nodes, ids };

    /** A thread may begin at once; a task only when the one who starts it waits. */
    function beginAfter(started: number, spawn: number, root: Root, index: number): void {
        const begin = nodes[begins[started] ?? -1];
        const other = program.roots[started];
        if (!begin || !other) return;
        begin.all.push(spawn);
        if (!takeTurns(root.scheduling, other.scheduling)) return;
        const later = root.actions.slice(index + 1);
        const wait = later.find(a => WAITS.test(a.kind));
        const at = wait && (ids.get(wait) ?? 0);
        begin.all.push(at === undefined ? (ends[root.id] ?? spawn) : wait?.kind === 'yield' ? at : at - 1);
        if (!other.scheduling.fifo) return;
        // First come, first served, up to where each waits for the first time.
        const earlier = root.actions
            .slice(0, index)
            .findLast(a => a.kind === 'spawn' && isFirstCome(a.root, root));
        if (earlier?.kind === 'spawn') begin.all.push(places.firstWaits[earlier.root] ?? spawn);
        const sure = later.find(a => a.kind === 'yield' && a.sure);
        const resumed = sure && nodes[(ids.get(sure) ?? -2) + 1];
        resumed?.all.push(places.firstWaits[started] ?? spawn);
    }

    function isFirstCome(id: number, root: Root): boolean {
        const scheduling = program.roots[id]?.scheduling;
        return scheduling?.fifo === true && takeTurns(root.scheduling, scheduling);
    }

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
        const by = (of: number) => places.spawner.get(of)?.id;
        for (let at: number | undefined = id, from = by(id); ; at = from, from = by(from)) {
            if (from === undefined || at === undefined) return at !== 0 && from === undefined;
            if (from === self) return !started.has(at);
            if (from === at) return true;
        }
    }
}

/** A node for each action, and one for the begin and the end of each root; behind a wait one for going on. */
function layOut(program: Program): Places {
    const nodes: Node[] = [];
    const add = (previous: number | undefined): number =>
        nodes.push({ all: previous === undefined ? [] : [previous], some: undefined }) - 1;
    const spawner = new Map<number, Root>();
    const places: Places = {
        nodes,
        ids: new Map(),
        begins: [],
        ends: [],
        firstWaits: [],
        signals: new Map(),
        meetings: new Map(),
        spawner,
    };
    for (const root of program.roots) {
        let last = add(undefined);
        let firstWait: number | undefined;
        places.begins.push(last);
        const told: { object: string; id: number }[] = [];
        /** What was told in this turn is heard at its end. */
        const endTurn = (turnEnd: number) => {
            for (const { object, id } of told.splice(0))
                push(places.signals, object, { id, by: root, turnEnd });
        };
        for (const action of root.actions) {
            const before = last;
            last = add(last);
            places.ids.set(action, last);
            if (WAITS.test(action.kind)) endTurn(action.kind === 'yield' ? last : before);
            if (action.kind === 'spawn') spawner.set(action.root, root);
            if (action.kind === 'signal') told.push({ object: action.object, id: last });
            if (action.kind === 'meet') push(places.meetings, action.object, last);
            if (action.kind === 'yield') {
                firstWait ??= last;
                last = add(last);
            }
        }
        places.ends.push(add(last));
        endTurn(places.ends[root.id] ?? last);
        places.firstWaits.push(firstWait ?? places.ends[root.id] ?? last);
    }
    return places;
}

/** Queue items and permits are used up by who takes them; an Event stays set, a poll takes nothing away. */
function isConsumed(object: string): boolean {
    return object.startsWith('item:');
}

function push<K, V>(map: Map<K, V[]>, at: K, value: V): void {
    const known = map.get(at);
    if (known) known.push(value);
    else map.set(at, [value]);
}

function addMissing(to: number[], more: readonly number[]): void {
    const known = new Set(to);
    for (const one of more) {
        if (known.has(one)) continue;
        known.add(one);
        to.push(one);
    }
}

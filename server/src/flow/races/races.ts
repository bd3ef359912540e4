/** Conflicting accesses that nothing orders. */
import type { FileFacts } from '../context.ts';
import type { Step, Timeline } from '../timeline.ts';
import { isMadeAgain } from './asserted.ts';
import { buildProgram } from './build/build.ts';
import { isLeftOut, keyOf } from './left-out.ts';
import { isTractable, lockedApart, Order } from './order.ts';
import type { Access, Program, Root } from './program.ts';
import { mayInterrupt, takeTurns } from './schedulers.ts';
import { hasHadItsTurn, isDecidedByLoop, isExpectedLater, isStopped } from './turns.ts';

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
    /**
     * `read`: the test reads what a worker writes; `update`: workers lose updates; `shared`: the last one wins;
     * `iteration`: one goes over a container that another changes, without a GIL to keep them apart.
     */
    readonly kind: 'read' | 'update' | 'shared' | 'iteration';
    /** Only a wait with a timeout, whose outcome nobody checks, stands between the two. */
    readonly unlessTimeout: boolean;
}

/** What was found out about a test. */
export interface RaceReport {
    readonly program: Program;
    readonly order: Order;
    readonly races: readonly Race[];
}

/** For which builds of Python the tests are judged. */
interface Builds {
    /** Without a global interpreter lock. */
    readonly freeThreaded: boolean;
}

/** The races of a test, at most one for a variable and a kind; `undefined` if it starts nothing that is known. */
export function racesIn(
    timeline: Timeline,
    facts: FileFacts,
    { freeThreaded }: Builds = { freeThreaded: false },
): RaceReport | undefined {
    const program = buildProgram(timeline, facts);
    if (!program || !isTractable(program)) return undefined;
    const order = new Order(program);
    const strict = program.roots.some(r =>
        r.actions.some(a => (a.kind === 'join' || a.kind === 'await') && !a.sure),
    )
        ? new Order(program, true)
        : undefined;
    const found = new Map<string, Race>();
    for (const [variable, sides] of sidesByVariable(program)) {
        if (!sides.some(s => s.access.mode !== 'read')) continue;
        for (const [i, a] of sides.entries()) {
            for (const b of sides.slice(i + 1)) {
                if (a.root === b.root || isEitherOr(a, b)) continue;
                const kind = conflictOf(a, b) ?? (freeThreaded ? iterationOf(a, b) : undefined);
                if (!kind || isDecidedByLoop(kind, a, b, program)) continue;
                if (kind === 'read' && (isStopped(a, b, sides, order) || hasHadItsTurn(a, b, order)))
                    continue;
                const concurrent = isOpen(kind, a, b, order);
                if (!concurrent && !(strict && isOpen(kind, a, b, strict))) continue;
                const race = {
                    ...sidesOf(kind, a, b),
                    variable,
                    kind,
                    name: program.names.get(variable) ?? variable,
                    unlessTimeout: !concurrent,
                };
                const key = `${kind} ${variable} ${kind === 'read' ? race.here.access.step.start : ''}`;
                const known = found.get(key);
                if (!known || (known.unlessTimeout && !race.unlessTimeout)) found.set(key, race);
            }
        }
    }
    // Who comes last matters only to an assertion.
    const asserted = new Set(
        (program.roots[0]?.actions ?? []).flatMap(a =>
            a.kind === 'access' && a.asserted ? [a.variable] : [],
        ),
    );
    return {
        program,
        order,
        races: [...found.values()].filter(r => r.kind !== 'shared' || asserted.has(r.variable)),
    };
}

function sidesByVariable(program: Program): Map<string, RaceSide[]> {
    const byVariable = new Map<string, RaceSide[]>();
    for (const root of program.roots) {
        if (root.what !== 'main' && root.spawnedAt === undefined) continue;
        for (const access of root.actions) {
            if (access.kind !== 'access') continue;
            const known = byVariable.get(access.variable) ?? [];
            known.push({ root, access });
            byVariable.set(access.variable, known);
        }
    }
    return byVariable;
}

/** What goes wrong if the two happen in the other order. */
function conflictOf(a: RaceSide, b: RaceSide): Race['kind'] | undefined {
    if (a.access.mode === 'read' && b.access.mode === 'read') return undefined;
    if (a.access.locks.has('guard') && b.access.locks.has('guard')) return undefined;
    const [reader, writer] = a.access.mode === 'read' ? [a, b] : [b, a];
    if (reader.access.mode === 'read') {
        // A lock keeps the two apart, but says nothing about which of them comes first.
        if (reader.root.what !== 'main' || !reader.access.asserted) return undefined;
        // That nothing has happened yet holds as long as the worker may still wait for something.
        const { access } = reader;
        if (writer.access.afterUnknown && (access.asserted === 'absence' || isMadeAgain(access)))
            return undefined;
        if (isLeftOut(reader.access, writer.access)) return undefined;
        if (takeTurns(reader.root.scheduling, writer.root.scheduling) && isExpectedLater(reader, writer))
            return undefined;
        return 'read';
    }
    if (lockedApart(a.access, b.access)) return undefined;
    if (isBroken(a, b) || isBroken(b, a)) return 'update';
    return a.root.what !== 'main' && b.root.what !== 'main' && lastWins(a, b) ? 'shared' : undefined;
}

/** Whether the other can come between the two halves of an update. */
function isBroken(update: RaceSide, other: RaceSide): boolean {
    const { access, root } = update;
    if (access.mode !== 'update') return false;
    return mayInterrupt(other.root.scheduling, root.scheduling) || waitsBetween(root, access);
}

/** A task, or the test beside tasks, is interrupted only where it waits. */
function waitsBetween({ actions }: Root, access: Access): boolean {
    if (access.waits) return true;
    if (!access.since) return false;
    const from = actions.indexOf(access.since.read);
    return actions.slice(from, actions.indexOf(access)).some(a => a.kind === 'yield');
}

function isOpen(kind: Race['kind'], a: RaceSide, b: RaceSide, order: Order): boolean {
    if (kind !== 'update') return order.concurrent(a.access, b.access);
    return (
        (isBroken(a, b) && order.between(a.access, b.access)) ||
        (isBroken(b, a) && order.between(b.access, a.access))
    );
}

/** Both assign, and not the same: `winner = 'a'` and `winner = 'b'`. */
function lastWins(a: RaceSide, b: RaceSide): boolean {
    const [x, y] = [assigned(a.access), assigned(b.access)];
    return x !== undefined && y !== undefined && x !== y && !a.access.afterUnknown && !b.access.afterUnknown;
}

/** The constant that an assignment gives to a variable itself. */
function assigned({ step }: Access): string | undefined {
    const { stmt } = step;
    if (
        stmt.kind !== 'assign' ||
        !stmt.value ||
        stmt.targets.length !== 1 ||
        stmt.targets[0]?.kind === 'subscript'
    )
        return undefined;
    const { value } = stmt;
    if (value.kind === 'string') return keyOf(value) ?? `"${value.start}"`;
    return value.kind === 'constant' && value.value === null ? undefined : keyOf(value);
}

/** One goes over a container that the other changes; with a GIL each of the two is done before the other begins. */
function iterationOf(a: RaceSide, b: RaceSide): 'iteration' | undefined {
    const [reader, writer] = a.access.mode === 'read' ? [a, b] : [b, a];
    if (!reader.access.iterates || writer.access.mode === 'read' || !changesItems(writer.access))
        return undefined;
    if (lockedApart(reader.access, writer.access)) return undefined;
    return mayInterrupt(writer.root.scheduling, reader.root.scheduling) ? 'iteration' : undefined;
}

/** `results.append(1)`, `state['k'] = 1`, not `results = []`. */
function changesItems({ step }: Access): boolean {
    const { stmt } = step;
    return (
        stmt.kind === 'expr' ||
        ((stmt.kind === 'assign' || stmt.kind === 'delete') && stmt.targets.some(t => t.kind === 'subscript'))
    );
}

function sidesOf(kind: Race['kind'], a: RaceSide, b: RaceSide): { here: RaceSide; there: RaceSide } {
    if (kind === 'update' && !isBroken(a, b)) return { here: b, there: a };
    if (kind === 'iteration') return a.access.iterates ? { here: a, there: b } : { here: b, there: a };
    const main = b.root.what === 'main' && kind === 'read';
    return main ? { here: b, there: a } : { here: a, there: b };
}

/** In the two branches of one `if`: only one of them ever happens. */
function isEitherOr(a: RaceSide, b: RaceSide): boolean {
    const places = (side: RaceSide): Step[] => [
        side.access.step,
        ...(side.root.spawnedAt ? [side.root.spawnedAt.step] : []),
    ];
    return places(a).some(x => places(b).some(y => areExclusive(x, y)));
}

function areExclusive(x: Step, y: Step): boolean {
    return x.frames.some(f =>
        y.frames.some(g => g.stmt === f.stmt && g.kind !== f.kind && isBranch(f.kind) && isBranch(g.kind)),
    );
}

function isBranch(kind: string): boolean {
    return kind === 'if' || kind === 'else' || kind === 'except' || kind === 'try-else' || kind === 'case';
}

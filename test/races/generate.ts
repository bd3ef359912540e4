/** Thousands of small tests: ways to start × ways to share × ways to wait, one or two workers. */
import type { Abstract, Op } from './abstract.ts';
import { THREADS } from './flavours.ts';
import { print, SHARINGS, type Sharing, SPAWNS, type Spawn } from './print.ts';

export interface Case {
    readonly name: string;
    readonly program: Abstract;
    readonly text: string;
}

/** What stands around the worker's write and before and after the test's read. */
interface Sync {
    readonly name: string;
    readonly before?: readonly Op[];
    readonly after?: readonly Op[];
    readonly wait?: (workers: number) => readonly Op[];
    /** What the test does behind its read, before it waits for the end. */
    readonly late?: (workers: number) => readonly Op[];
    readonly permits?: Readonly<Record<string, number>>;
    /** Holds for the last worker only; the others do nothing but write. */
    readonly onlyLast?: true;
    readonly around?: (worker: number) => readonly [Op, Op];
    readonly aroundRead?: readonly [Op, Op];
    readonly spawns?: readonly Spawn['name'][];
}

const done = 'done';
const locked = (lock: string, style: 'with' | 'acquire'): [Op, Op] => [
    { op: 'lock', lock, style },
    { op: 'unlock', lock, style },
];

const SYNCS: readonly Sync[] = [
    { name: 'nothing' },
    { name: 'sleep', wait: () => [{ op: 'sleep' }] },
    { name: 'join', wait: () => [{ op: 'join' }] },
    { name: 'join in a helper', wait: () => [{ op: 'join', how: 'helper' }] },
    {
        name: 'end of the pool',
        wait: () => [{ op: 'join', how: 'exit' }],
        spawns: ['pool', 'map', 'task group', 'nursery'],
    },
    { name: 'join with a timeout, unchecked', wait: () => [{ op: 'join', timed: 'unchecked' }] },
    { name: 'join with a timeout, checked', wait: () => [{ op: 'join', timed: 'checked' }] },
    {
        name: 'event after the write',
        after: [{ op: 'set', object: done }],
        wait: () => [{ op: 'wait', object: done }],
    },
    {
        name: 'event before the write',
        before: [{ op: 'set', object: done }],
        wait: () => [{ op: 'wait', object: done }],
    },
    {
        name: 'event by the last worker only',
        after: [{ op: 'set', object: done }],
        wait: () => [{ op: 'wait', object: done }],
        onlyLast: true,
    },
    {
        name: 'event with a timeout, unchecked',
        after: [{ op: 'set', object: done }],
        wait: () => [{ op: 'wait', object: done, timed: 'unchecked' }],
    },
    {
        name: 'event with a timeout, asserted',
        after: [{ op: 'set', object: done }],
        wait: () => [{ op: 'wait', object: done, timed: 'checked' }],
    },
    {
        name: 'worker held until after the read',
        before: [{ op: 'wait', object: 'go' }],
        late: () => [{ op: 'set', object: 'go' }],
    },
    {
        name: 'worker held until before the read',
        before: [{ op: 'wait', object: 'go' }],
        wait: () => [{ op: 'set', object: 'go' }],
    },
    {
        name: 'condition, wait_for',
        after: [{ op: 'notify' }],
        wait: () => [{ op: 'predicate', how: 'wait_for' }],
    },
    { name: 'condition, while', after: [{ op: 'notify' }], wait: () => [{ op: 'predicate', how: 'while' }] },
    {
        name: 'condition before the write',
        before: [{ op: 'notify' }],
        wait: () => [{ op: 'predicate', how: 'wait_for' }],
    },
    { name: 'barrier after the write', after: [{ op: 'meet' }], wait: () => [{ op: 'meet' }] },
    { name: 'barrier before the write', before: [{ op: 'meet' }], wait: () => [{ op: 'meet' }] },
    {
        name: 'semaphore for each',
        after: [{ op: 'release', object: 'ready' }],
        wait: n => [{ op: 'acquire', object: 'ready', times: n }],
    },
    {
        name: 'semaphore once',
        after: [{ op: 'release', object: 'ready' }],
        wait: () => [{ op: 'acquire', object: 'ready', times: 1 }],
    },
    {
        name: 'semaphore before the write',
        before: [{ op: 'release', object: 'ready' }],
        wait: n => [{ op: 'acquire', object: 'ready', times: n }],
    },
    {
        name: 'queue item for each',
        after: [{ op: 'put', object: 'queue' }],
        wait: n => [{ op: 'get', object: 'queue', times: n }],
    },
    {
        name: 'one queue item',
        after: [{ op: 'put', object: 'queue' }],
        wait: () => [{ op: 'get', object: 'queue', times: 1 }],
    },
    {
        name: 'queue item before the write',
        before: [{ op: 'put', object: 'queue' }],
        wait: n => [{ op: 'get', object: 'queue', times: n }],
    },
    {
        name: 'queue join',
        after: [{ op: 'task-done', object: 'queue' }],
        wait: () => [{ op: 'drain', object: 'queue' }],
    },
    { name: 'lock on both sides', around: () => locked('lock', 'with'), aroundRead: locked('lock', 'with') },
    { name: 'poll for all', wait: n => [{ op: 'poll', writes: n, bounded: false }] },
    { name: 'bounded poll for all', wait: n => [{ op: 'poll', writes: n, bounded: true }] },
    { name: 'lock and join', around: () => locked('lock', 'with'), wait: () => [{ op: 'join' }] },
    {
        name: 'lock, acquired and released, and join',
        around: () => locked('lock', 'acquire'),
        wait: () => [{ op: 'join' }],
    },
    {
        name: 'a lock for each and join',
        around: i => locked(`lock_${i}`, 'with'),
        wait: () => [{ op: 'join' }],
    },
];

/** Where a worker that takes turns waits for a while. */
const PAUSES = ['nowhere', 'at the beginning', 'before the write'] as const;
type Pause = (typeof PAUSES)[number];

/** Of what can be shared, enough for those whose difference lies in how they run. */
const SHARED_IN_TURNS =
    /^(a list in a closure|nonlocal|an attribute of self|the record of a mock|a nonlocal counter|a counter by way of a copy|a list as argument)$/;
const SHARED_BY_PROCESSES =
    /^(a list in a closure|nonlocal|a counter of the module|a value of all processes)$/;

export function* cases(): Generator<Case> {
    for (const spawn of SPAWNS)
        for (const sharing of SHARINGS.filter(s => isShareable(s, spawn)))
            for (const sync of SYNCS)
                for (const workers of [1, 2])
                    for (const pause of spawn.flavour?.turns ? PAUSES : PAUSES.slice(0, 1)) {
                        const made = one(spawn, sharing, sync, workers, pause);
                        if (made) yield made;
                    }
}

function isShareable({ name, only }: Sharing, { flavour = THREADS }: Spawn): boolean {
    if (only && !only.includes(flavour.name)) return false;
    if (flavour.turns) return SHARED_IN_TURNS.test(name);
    return flavour.apart ? SHARED_BY_PROCESSES.test(name) : true;
}

function one(spawn: Spawn, sharing: Sharing, sync: Sync, workers: number, pause: Pause): Case | undefined {
    if (sync.spawns && !sync.spawns.includes(spawn.name)) return undefined;
    if (sync.onlyLast && workers === 1) return undefined;
    const program = build(sharing, sync, workers, spawn, pause);
    // One thread cannot meet itself at a barrier.
    if (program.sequential && workers > 1 && sync.after?.[0]?.op === 'meet') return undefined;
    if (program.sequential && workers > 1 && sync.before?.[0]?.op === 'meet') return undefined;
    const text = print(program, spawn, sharing);
    if (text === undefined) return undefined;
    return {
        name: `${spawn.name}, ${sharing.name}, ${sync.name}, ${workers} worker${workers > 1 ? 's' : ''}, waits ${pause}`,
        program,
        text,
    };
}

function build(sharing: Sharing, sync: Sync, count: number, spawn: Spawn, pause: Pause): Abstract {
    const { turns, apart } = spawn.flavour ?? THREADS;
    const first: readonly Op[] = pause === 'at the beginning' ? [{ op: 'pause' }] : [];
    const middle: readonly Op[] = pause === 'before the write' ? [{ op: 'pause' }] : [];
    const workers = Array.from({ length: count }, (_, i): Op[] => {
        const plain = sync.onlyLast && i < count - 1;
        const access: Op = { op: sharing.splits ? 'split' : sharing.updates ? 'update' : 'write' };
        const around = sync.around?.(i);
        const held = around ? [around[0], access, around[1]] : [access];
        return plain
            ? [...first, ...middle, ...held]
            : [...first, ...(sync.before ?? []), ...middle, ...held, ...(sync.after ?? [])];
    });
    const read: Op[] = sync.aroundRead
        ? [sync.aroundRead[0], { op: 'read' }, sync.aroundRead[1]]
        : [{ op: 'read' }];
    const wait = sync.wait?.(count) ?? [];
    const joined = wait.some(op => op.op === 'join' && op.timed === undefined);
    return {
        main: [
            { op: 'spawn' },
            ...wait,
            ...read,
            ...(sync.late?.(count) ?? []),
            ...(joined ? [] : [{ op: 'join' } as const]),
        ],
        workers,
        sequential: spawn.name === 'single pool',
        permits: sync.permits ?? {},
        ...(turns && { turns }),
        ...(apart && !sharing.only && { apart }),
    };
}

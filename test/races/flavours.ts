/** The same steps for threads, processes, tasks and green threads: how each waits, tells and holds. */

export interface Flavour {
    readonly name: 'thread' | 'process' | 'asyncio' | 'trio' | 'eventlet' | 'gevent';
    /** Workers take turns: one runs until it waits. `shuffled`: who begins first is not said. */
    readonly turns?: 'first-come' | 'shuffled';
    /** Each worker has a memory of its own. */
    readonly apart?: true;
    /** Stands before whatever waits, and before `def` and `with`. */
    readonly wait: '' | 'await ';
    readonly block: '' | 'async ';
    /** Lets others run. */
    readonly pause?: string;
    /** How synchronisers are made; what is left out cannot be used. */
    readonly objects: Readonly<Partial<Record<ObjectKind, string>>>;
    readonly set: 'set' | 'send';
    readonly imports: readonly string[];
}

export type ObjectKind = 'event' | 'condition' | 'queue' | 'semaphore' | 'barrier' | 'lock';

export const THREADS: Flavour = {
    name: 'thread',
    wait: '',
    block: '',
    objects: {
        event: 'threading.Event()',
        condition: 'threading.Condition()',
        queue: 'queue.Queue()',
        semaphore: 'threading.Semaphore(0)',
        barrier: 'threading.Barrier(PARTIES)',
        lock: 'threading.Lock()',
    },
    set: 'set',
    imports: [],
};

export const PROCESSES: Flavour = {
    name: 'process',
    apart: true,
    wait: '',
    block: '',
    objects: {
        event: 'multiprocessing.Event()',
        queue: 'multiprocessing.Queue()',
        semaphore: 'multiprocessing.Semaphore(0)',
        barrier: 'multiprocessing.Barrier(PARTIES)',
        lock: 'multiprocessing.Lock()',
    },
    set: 'set',
    imports: ['import multiprocessing'],
};

export const TASKS: Flavour = {
    name: 'asyncio',
    turns: 'first-come',
    wait: 'await ',
    block: 'async ',
    pause: 'await asyncio.sleep(0.01)',
    objects: {
        event: 'asyncio.Event()',
        queue: 'asyncio.Queue()',
        semaphore: 'asyncio.Semaphore(0)',
        barrier: 'asyncio.Barrier(PARTIES)',
        lock: 'asyncio.Lock()',
    },
    set: 'set',
    imports: [],
};

export const TRIO: Flavour = {
    name: 'trio',
    turns: 'shuffled',
    wait: 'await ',
    block: 'async ',
    pause: 'await trio.sleep(0.01)',
    objects: { event: 'trio.Event()', lock: 'trio.Lock()' },
    set: 'set',
    imports: ['import trio'],
};

export const EVENTLET: Flavour = {
    name: 'eventlet',
    turns: 'first-come',
    wait: '',
    block: '',
    pause: 'eventlet.sleep(0.01)',
    objects: { event: 'event.Event()', queue: 'eventlet.Queue()', semaphore: 'eventlet.Semaphore(0)' },
    set: 'send',
    imports: ['import eventlet', 'from eventlet import event'],
};

export const GEVENT: Flavour = {
    name: 'gevent',
    turns: 'first-come',
    wait: '',
    block: '',
    pause: 'gevent.sleep(0.01)',
    objects: { event: 'Event()', queue: 'Queue()', lock: 'RLock()' },
    set: 'set',
    imports: [
        'import gevent',
        'from gevent.event import Event',
        'from gevent.lock import RLock',
        'from gevent.queue import Queue',
    ],
};

/**
 * Who runs a root, and so where others may come between two of its actions. The system's scheduler interrupts
 * anywhere; an event loop and a hub of green threads only where the running one waits.
 */
import type { SpawnKind } from '../effects.ts';
import type { Call } from '../timeline.ts';

export interface Scheduling {
    /**
     * `main` is the test's own thread: it runs the test, its event loop and its green threads. `remote` is an
     * event loop in another thread. A signal handler runs in the main thread between two bytecodes.
     */
    readonly by: 'main' | 'os' | 'loop' | 'remote' | 'hub' | 'signal';
    /** What was started first runs first, up to where it waits for the first time. */
    readonly fifo: boolean;
    /** Another process: nothing is shared but what is made for it. */
    readonly apart: boolean;
}

export const MAIN: Scheduling = { by: 'main', fifo: true, apart: false };
const THREAD: Scheduling = { by: 'os', fifo: false, apart: false };
const PROCESS: Scheduling = { by: 'os', fifo: false, apart: true };
/** A green thread that starts in the order of the others. */
export const GREEN: Scheduling = { by: 'hub', fifo: true, apart: false };
export const SIGNAL: Scheduling = { by: 'signal', fifo: false, apart: false };

const OTHER_PROCESS = /^(multiprocessing\.Pool|concurrent\.futures\.ProcessPoolExecutor)\(\)/;
const THREADSAFE = /^(run_coroutine_threadsafe|call_soon_threadsafe)$/;
const LATER = /^(call_later|call_at|spawn_after|spawn_after_local|spawn_later|start_later)$/;
/** trio shuffles what can run, so that nobody relies on an order. */
const SHUFFLED = /^start_soon$/;

/** @param inTest whether the test itself makes the call, not a worker */
export function schedulingOf(call: Call, what: SpawnKind, inTest: boolean): Scheduling {
    const { name, origin } = call;
    const isGreen = /^(eventlet|gevent)\./.test(origin ?? '');
    const fifo = !LATER.test(name) && !SHUFFLED.test(name);
    if (isGreen || what === 'greenlet') return { by: 'hub', fifo, apart: false };
    if (THREADSAFE.test(name)) return { by: inTest ? 'remote' : 'loop', fifo, apart: false };
    if (what === 'task' || name === 'call_later' || name === 'call_at')
        return { by: 'loop', fifo, apart: false };
    if (what === 'process' || OTHER_PROCESS.test(origin ?? '')) return PROCESS;
    return THREAD;
}

/** Whether the two take turns: each runs until it waits. */
export function takeTurns(a: Scheduling, b: Scheduling): boolean {
    if (a.by === 'main') return b.by === 'loop' || b.by === 'hub';
    if (b.by === 'main') return takeTurns(b, a);
    return a.by === b.by && a.by !== 'os' && a.by !== 'signal';
}

/** Whether a step of `other` can come between two bytecodes of `one`, at whatever place. */
export function mayInterrupt(other: Scheduling, one: Scheduling): boolean {
    if (takeTurns(one, other)) return false;
    // A handler runs to its end before the main thread goes on.
    return one.by !== 'signal' || other.by === 'os' || other.by === 'remote';
}

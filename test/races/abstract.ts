/** Small concurrent programs as data: what the oracle runs and what the printer prints. */

/** One step of a thread. Objects and variables are named; threads are numbered, 0 is the test. */
export type Op =
    | { readonly op: 'spawn' }
    /** Waits for one worker, or for all; `timed` may give up and `checked` says that the test then fails. */
    | { readonly op: 'join'; readonly timed?: 'checked' | 'unchecked'; readonly how?: 'helper' | 'exit' }
    | { readonly op: 'read' }
    | { readonly op: 'write' }
    /** Reads, changes and writes back: two steps that others may come between. */
    | { readonly op: 'update' }
    /** The same in two statements, with a wait between them if workers take turns. */
    | { readonly op: 'split' }
    /** Lets others run, for a time that a clock decides. */
    | { readonly op: 'pause' }
    | { readonly op: 'set'; readonly object: string }
    | { readonly op: 'wait'; readonly object: string; readonly timed?: 'checked' | 'unchecked' }
    | { readonly op: 'notify' }
    | { readonly op: 'predicate'; readonly how: 'wait_for' | 'while' }
    | { readonly op: 'put'; readonly object: string }
    | { readonly op: 'get'; readonly object: string; readonly times: number }
    | { readonly op: 'task-done'; readonly object: string }
    | { readonly op: 'drain'; readonly object: string }
    | { readonly op: 'release'; readonly object: string }
    | { readonly op: 'acquire'; readonly object: string; readonly times: number }
    | { readonly op: 'meet' }
    /** Asks again and again until so many workers have written. */
    | { readonly op: 'poll'; readonly writes: number; readonly bounded: boolean }
    | { readonly op: 'lock'; readonly lock: string; readonly style: 'with' | 'acquire' }
    | { readonly op: 'unlock'; readonly lock: string; readonly style: 'with' | 'acquire' }
    | { readonly op: 'sleep' };

export interface Abstract {
    readonly main: readonly Op[];
    /** One list for each worker. */
    readonly workers: readonly (readonly Op[])[];
    /** A worker starts only when the one before it has ended. */
    readonly sequential: boolean;
    /** Objects that start with permits. */
    readonly permits: Readonly<Record<string, number>>;
    /** One runs until it waits, and then another; left out: they run at the same time. */
    readonly turns?: 'first-come' | 'shuffled';
    /** Nothing that a worker writes is seen by anybody else. */
    readonly apart?: true;
}

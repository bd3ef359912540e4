/** What a call does to time and order. The rows of `libraries/` say which call has which effect. */

/** What runs concurrently with the test after a call. */
export type SpawnKind =
    | 'thread'
    | 'process'
    | 'task'
    | 'greenlet'
    | 'job'
    | 'timer'
    | 'server'
    | 'external'
    | 'unknown';

/** Where an argument stands: by position (counted without `self`), by keyword, or either. */
export interface ArgumentAt {
    readonly index?: number;
    readonly keyword?: string;
}

export type Effect =
    /** Lets time pass. */
    | {
          readonly kind: 'delay';
          readonly seconds: ArgumentAt;
          /** How many of the argument's units make a second. */
          readonly perSecond: number;
          readonly isAsync: boolean;
          /** Lets other green threads or tasks run. */
          readonly cooperative: boolean;
      }
    /** Starts concurrent work; `target` is the callable or coroutine, if it is an argument. */
    | { readonly kind: 'spawn'; readonly what: SpawnKind; readonly target?: ArgumentAt }
    /** Makes a thread or process that is not running yet. */
    | { readonly kind: 'create'; readonly what: SpawnKind; readonly target: ArgumentAt }
    /** Waits for something to happen or to end. */
    | {
          readonly kind: 'wait';
          readonly what: 'event' | 'end' | 'result' | 'item' | 'lock' | 'condition' | 'ui' | 'poll';
          readonly timeout: ArgumentAt | undefined;
          /** What is returned when the time is up. */
          readonly onTimeout: 'raises' | 'returns-false' | 'silent' | 'fails-test';
      }
    /** Tells others that something happened. */
    | { readonly kind: 'signal' }
    /** Ends or disturbs concurrent work: kill, terminate, cancel, close. */
    | { readonly kind: 'stop' }
    /** Asks another thread, process or machine to do something. */
    | { readonly kind: 'request' }
    /** Replaces something for the time of the test; where the target and the replacement stand. */
    | {
          readonly kind: 'patch';
          readonly style: 'dotted' | 'object';
          readonly replacement: ArgumentAt;
      }
    /** Reads a clock. */
    | { readonly kind: 'clock' };

export type EffectTable = Readonly<Record<string, Effect>>;

/** Libraries that call what they are given from a thread of their own. One row a call. */
import type { ArgumentAt } from '../effects.ts';

export interface CallbackRow {
    /** Where the callable, or the object that handles, stands. */
    readonly at: ArgumentAt;
    /** Which methods of the object are called; left out: the argument itself is. */
    readonly methods?: RegExp;
    /** Nothing is called before the receiver's `start()`. */
    readonly startsLater?: true;
}

const WATCHDOG: CallbackRow = {
    at: { index: 0, keyword: 'event_handler' },
    methods: /^(on_\w+|dispatch)$/,
    startsLater: true,
};
const JOB: CallbackRow = { at: { index: 0, keyword: 'func' }, startsLater: true };

export const CALLBACKS: Readonly<Record<string, CallbackRow>> = {
    'watchdog.observers.Observer().schedule': WATCHDOG,
    'watchdog.observers.polling.PollingObserver().schedule': WATCHDOG,
    'apscheduler.schedulers.background.BackgroundScheduler().add_job': JOB,
    'kazoo.client.KazooClient().add_listener': { at: { index: 0, keyword: 'listener' } },
};

/** Keywords of pools whose value a thread of the pool calls when a job has ended. */
export const JOB_CALLBACKS = ['callback', 'error_callback'] as const;

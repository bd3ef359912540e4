/** Calls that take objects or functions of the test and call them from several threads of their own. One row a call. */
import type { ArgumentAt } from '../effects.ts';

export interface ThreadedCaller {
    /** The origin of the callee, see `model/resolve.ts`. */
    readonly call: RegExp;
    /** Where the object or function stands. */
    readonly argument: ArgumentAt;
    /** Which methods of an object are called; all if left out. */
    readonly methods?: RegExp;
    /** Who calls, for a sentence. */
    readonly who: string;
}

export const THREADED_CALLERS: readonly ThreadedCaller[] = [
    {
        call: /^oslo[._]messaging(\.notify)?(\.listener)?\.get_(batch_)?notification_listener$/,
        argument: { index: 2, keyword: 'endpoints' },
        methods: /^(audit|debug|info|warn|error|critical|sample)$/,
        who: 'the threads of the notification listener',
    },
    {
        call: /^oslo[._]messaging(\.rpc)?(\.server)?\.get_rpc_server$/,
        argument: { index: 2, keyword: 'endpoints' },
        who: 'the threads of the RPC server',
    },
    {
        call: /^concurrent\.futures\.ThreadPoolExecutor\(\)\.submit\(\)\.add_done_callback$/,
        argument: { index: 0, keyword: 'fn' },
        who: "the pool's threads",
    },
    {
        call: /^apscheduler\.schedulers\.background\.BackgroundScheduler\(\)\.add_job$/,
        argument: { index: 0, keyword: 'func' },
        who: "the scheduler's threads",
    },
    {
        call: /^twisted\.internet\.reactor\.callInThread$/,
        argument: { index: 0 },
        who: "the reactor's threads",
    },
    {
        call: /^twisted\.internet\.threads\.deferToThread$/,
        argument: { index: 0 },
        who: "the reactor's threads",
    },
];

/** Words without one of which a file holds none of these calls. */
export const CALLERS = [
    'notification_listener',
    'get_rpc_server',
    'add_done_callback',
    'BackgroundScheduler',
    'callInThread',
    'deferToThread',
] as const;
export const CALLER_WORDS = new RegExp(CALLERS.join('|'));

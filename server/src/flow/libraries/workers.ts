/** Types whose instances run beside the test, and the calls that end them. One row a type. */

export interface WorkerType {
    /** The qualified name of the class. */
    readonly type: RegExp;
    readonly what: 'thread' | 'timer' | 'executor' | 'process' | 'pool' | 'observer' | 'scheduler';
    /** From when on something runs: `start()`, or the first use of any kind. */
    readonly runs: 'start' | 'use';
    /** Methods after which nothing runs any more. */
    readonly ends: RegExp;
    /** The one of them for a cleanup. */
    readonly end: string;
    /** Methods that only ask it to end, and return at once. */
    readonly asks?: RegExp;
    /** All other methods and attributes are known not to end it. */
    readonly closed?: true;
    /** Only one that is asked to end is looked at: most others come to their end by themselves. */
    readonly told?: true;
    /** It does not keep the interpreter from exiting. */
    readonly daemon?: true;
}

export const WORKER_TYPES: readonly WorkerType[] = [
    { type: /^threading\.Thread$/, what: 'thread', runs: 'start', ends: /^join$/, end: 'join' },
    { type: /^threading\.Timer$/, what: 'timer', runs: 'start', ends: /^(cancel|join)$/, end: 'cancel' },
    {
        type: /^multiprocessing\.Process$/,
        what: 'process',
        runs: 'start',
        ends: /^(join|close)$/,
        end: 'join',
        asks: /^(terminate|kill)$/,
    },
    {
        type: /^subprocess\.Popen$/,
        what: 'process',
        runs: 'use',
        ends: /^(wait|communicate)$/,
        end: 'wait',
        asks: /^(terminate|kill|send_signal)$/,
        closed: true,
        told: true,
    },
    {
        type: /^concurrent\.futures\.(Thread|Process)PoolExecutor$/,
        what: 'executor',
        runs: 'use',
        ends: /^shutdown$/,
        end: 'shutdown',
    },
    {
        type: /^multiprocessing\.(Thread)?Pool$/,
        what: 'pool',
        runs: 'use',
        ends: /^(close|terminate|join)$/,
        end: 'terminate',
        closed: true,
    },
    // gevent, celery, twisted: pools of threads
    {
        type: /^gevent\.threadpool\.ThreadPool$/,
        what: 'pool',
        runs: 'use',
        ends: /^(kill|join)$/,
        end: 'kill',
    },
    {
        type: /^celery\.concurrency\.thread\.TaskPool$/,
        what: 'pool',
        runs: 'use',
        ends: /^(on_)?(stop|terminate)$/,
        end: 'stop',
        closed: true,
    },
    {
        type: /^twisted\.python\.threadpool\.ThreadPool$/,
        what: 'pool',
        runs: 'start',
        ends: /^stop$/,
        end: 'stop',
    },
    // watchdog: threads whose `stop` only sets a flag
    {
        type: /^watchdog\.observers(\.\w+)*\.\w*(Observer|Emitter|EventDispatcher)(VFS)?$/,
        what: 'observer',
        runs: 'start',
        ends: /^join$/,
        end: 'join',
        asks: /^stop$/,
        closed: true,
        daemon: true,
    },
    {
        type: /^apscheduler\.schedulers\.background\.BackgroundScheduler$/,
        what: 'scheduler',
        runs: 'start',
        ends: /^shutdown$/,
        end: 'shutdown',
        closed: true,
        daemon: true,
    },
    {
        type: /^(oslo_service\.loopingcall|futurist\.periodics)\.(FixedInterval|Dynamic)?(LoopingCall|PeriodicWorker)$/,
        what: 'scheduler',
        runs: 'start',
        ends: /^(stop|wait)$/,
        end: 'stop',
    },
    {
        type: /^logging\.handlers\.QueueListener$/,
        what: 'thread',
        runs: 'start',
        ends: /^stop$/,
        end: 'stop',
        daemon: true,
        closed: true,
    },
    {
        type: /^zmq\.auth\.thread\.ThreadAuthenticator$/,
        what: 'thread',
        runs: 'start',
        ends: /^stop$/,
        end: 'stop',
    },
];

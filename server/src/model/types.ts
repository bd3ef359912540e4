/**
 * Names under which the standard library's concurrency types are also known. Rows, to be read at a glance.
 * Left: a qualified name as code may spell it; right: the name that the tables of `flow/libraries` use.
 */
export const CANONICAL_NAMES: Readonly<Record<string, string>> = {
    'multiprocessing.pool.ThreadPool': 'multiprocessing.ThreadPool',
    'multiprocessing.pool.Pool': 'multiprocessing.Pool',
    'multiprocessing.context.Process': 'multiprocessing.Process',
    'multiprocessing.process.Process': 'multiprocessing.Process',
    'concurrent.futures.thread.ThreadPoolExecutor': 'concurrent.futures.ThreadPoolExecutor',
    'concurrent.futures.process.ProcessPoolExecutor': 'concurrent.futures.ProcessPoolExecutor',
    'futurist.ThreadPoolExecutor': 'concurrent.futures.ThreadPoolExecutor',
    'futurist.GreenThreadPoolExecutor': 'concurrent.futures.ThreadPoolExecutor',
    'eventlet.green.threading.Thread': 'threading.Thread',
    'eventlet.green.threading.Event': 'threading.Event',
    'eventlet.green.time.sleep': 'time.sleep',
    'eventlet.green.subprocess.Popen': 'subprocess.Popen',
    'eventlet.greenthread.sleep': 'eventlet.sleep',
    'eventlet.greenthread.spawn': 'eventlet.spawn',
    'eventlet.greenthread.spawn_n': 'eventlet.spawn_n',
    'eventlet.greenthread.spawn_after': 'eventlet.spawn_after',
    'eventlet.hubs.trampoline': 'eventlet.trampoline',
    'eventlet.greenpool.GreenPool': 'eventlet.GreenPool',
    'eventlet.event.Event': 'eventlet.Event',
    'gevent.event.Event': 'gevent.Event',
    'gevent.pool.Pool': 'gevent.Pool',
    'six.moves.queue.Queue': 'queue.Queue',
    'Queue.Queue': 'queue.Queue',
    'six.moves._thread.start_new_thread': '_thread.start_new_thread',
    'thread.start_new_thread': '_thread.start_new_thread',
    'asyncio.tasks.create_task': 'asyncio.create_task',
    'asyncio.tasks.sleep': 'asyncio.sleep',
    'asyncio.locks.Event': 'asyncio.Event',
    'unittest.mock.patch': 'mock.patch',
    'unittest.mock.patch.object': 'mock.patch.object',
    'unittest.mock.patch.multiple': 'mock.patch.multiple',
    'unittest.mock.patch.dict': 'mock.patch.dict',
    'unittest.mock.Mock': 'mock.Mock',
    'unittest.mock.MagicMock': 'mock.MagicMock',
    'unittest.mock.AsyncMock': 'mock.AsyncMock',
    'unittest.mock.create_autospec': 'mock.create_autospec',
};

/** Constructors that say what they make by their name alone, where the name's origin is unknown (`self.Process(...)`). */
export const TYPES_BY_NAME: Readonly<Record<string, string>> = {
    Thread: 'threading.Thread',
    Timer: 'threading.Timer',
    Process: 'multiprocessing.Process',
    Event: 'threading.Event',
    Condition: 'threading.Condition',
    Lock: 'threading.Lock',
    RLock: 'threading.RLock',
    Semaphore: 'threading.Semaphore',
    BoundedSemaphore: 'threading.Semaphore',
    Barrier: 'threading.Barrier',
    Queue: 'queue.Queue',
    SimpleQueue: 'queue.Queue',
    JoinableQueue: 'queue.Queue',
    Popen: 'subprocess.Popen',
    ThreadPoolExecutor: 'concurrent.futures.ThreadPoolExecutor',
    ProcessPoolExecutor: 'concurrent.futures.ProcessPoolExecutor',
};

/** Base classes that make an instance of a local subclass behave like the library's own type. */
export const SUBCLASSABLE: ReadonlySet<string> = new Set([
    'threading.Thread',
    'threading.Timer',
    'multiprocessing.Process',
    'threading.Event',
    'queue.Queue',
]);

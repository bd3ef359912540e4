/** The fixes of the concurrency family: what they write, and that it holds under bad luck. */
import { describe, expect, it } from 'vitest';
import { checkFix, kindsOf } from '../fixes/support.ts';
import { checkStress } from './stress.ts';

const READ = `import threading


def test_it():
    results = []

    def worker():
        results.append(1)

    thread = threading.Thread(target=worker)
    thread.start()
    assert results == [1]
    thread.join()
`;

const DROPPED = `import threading


def test_it():
    results = []
    threading.Thread(target=lambda: results.append(1)).start()
    assert results == [1]
`;

const LIST = `import threading


def test_it():
    results = []

    def worker():
        results.append(1)

    threads = [threading.Thread(target=worker) for _ in range(3)]
    for thread in threads:
        thread.start()
    assert len(results) == 3
`;

const FUTURE = `from concurrent.futures import ThreadPoolExecutor


def test_it():
    results = []

    def worker():
        results.append(1)

    with ThreadPoolExecutor() as pool:
        future = pool.submit(worker)
        assert results == [1]
`;

const COUNTER = `import threading


def test_it():
    count = 0

    def worker():
        nonlocal count
        count += 1

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count == 4
`;

const TWO_STEPS = `import threading


def test_it():
    count = 0

    def worker():
        nonlocal count
        value = count
        # What is read may be old by now.
        count = value + 1

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count == 4
`;

const CHECK = `import threading


def test_it():
    made = {}
    times = []

    def worker():
        if 'key' not in made:
            times.append(1)
            made['key'] = len(times)

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == {'key': 1}
`;

const TASKS = `import asyncio


async def test_it():
    count = 0

    async def worker():
        nonlocal count
        value = count
        await asyncio.sleep(0)
        count = value + 1

    await asyncio.gather(worker(), worker())
    assert count == 2
`;

const READ_OF_TASK = `import asyncio


async def test_it():
    seen = []

    async def work():
        await asyncio.sleep(0.001)
        seen.append(1)

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    assert seen == [1]
    task.cancel()
`;

const PRODUCER = `import threading


def test_it():
    items = []

    def produce():
        for n in range(3):
            items.append(n)

    thread = threading.Thread(target=produce)
    thread.start()
    assert len(items) == 3
    thread.join()
`;

const TASK = `import asyncio


async def test_it():
    seen = []

    async def work():
        await asyncio.sleep(0.001)
        seen.append(1)

    asyncio.create_task(work())
    await asyncio.sleep(0)
    assert seen == [1]
`;

describe('A read before the join', () => {
    it('becomes a join with an assertion that the thread has ended, and the late join goes', () => {
        checkFix(
            READ,
            READ.replace(
                '    assert results == [1]\n    thread.join()\n',
                '    thread.join(timeout=10)\n    assert not thread.is_alive()\n    assert results == [1]\n',
            ),
            { rule: 'read-before-join', kind: 'join' },
        );
    });

    it('gives a thread that was dropped a name', () => {
        checkFix(
            DROPPED,
            `import threading


def test_it():
    results = []
    thread = threading.Thread(target=lambda: results.append(1))
    thread.start()
    thread.join(timeout=10)
    assert not thread.is_alive()
    assert results == [1]
`,
            { rule: 'read-before-join', kind: 'join' },
        );
    });

    it('joins all threads of a list', () => {
        checkFix(
            LIST,
            LIST.replace(
                '    assert len',
                '    for thread in threads:\n        thread.join(timeout=10)\n        assert not thread.is_alive()\n    assert len',
            ),
            { rule: 'read-before-join', kind: 'join' },
        );
    });

    it('asks a future for its result', () => {
        checkFix(
            FUTURE,
            FUTURE.replace(
                '        assert results',
                '        future.result(timeout=10)\n        assert results',
            ),
            { rule: 'read-before-join', kind: 'future-result' },
        );
    });

    it('is not joined where the worker waits for what the test does later', () => {
        const text = READ.replace('results = []', 'results = []\n    go = threading.Event()')
            .replace('        results.append(1)', '        results.append(1)\n        go.wait()')
            .replace('    thread.join()', '    go.set()\n    thread.join()');
        expect(kindsOf(text, { rule: 'read-before-join' })).toEqual([]);
    });
});

describe('An update that workers lose', () => {
    it('holds a new lock that the test makes before the worker', () => {
        checkFix(
            COUNTER,
            COUNTER.replace('    count = 0\n', '    count = 0\n    lock = threading.Lock()\n').replace(
                '        count += 1',
                '        with lock:\n            count += 1',
            ),
            { rule: 'non-atomic-update', kind: 'lock' },
        );
    });

    it('holds the lock that is in scope', () => {
        const before = COUNTER.replace('    count = 0\n', '    count = 0\n    guard = threading.Lock()\n');
        checkFix(
            before,
            before.replace('        count += 1', '        with guard:\n            count += 1'),
            {
                rule: 'non-atomic-update',
                kind: 'lock',
            },
        );
    });
});

describe('An update that takes two steps', () => {
    it('holds the lock from the first to the last', () => {
        checkFix(
            TWO_STEPS,
            TWO_STEPS.replace('    count = 0\n', '    count = 0\n    lock = threading.Lock()\n').replace(
                '        value = count\n        # What is read may be old by now.\n        count = value + 1\n',
                '        with lock:\n            value = count\n            # What is read may be old by now.\n            count = value + 1\n',
            ),
            { rule: 'non-atomic-update', kind: 'lock' },
        );
    });

    it('holds it around the question and what follows from it', () => {
        checkFix(
            CHECK,
            CHECK.replace('    times = []\n', '    times = []\n    lock = threading.Lock()\n').replace(
                `        if 'key' not in made:
            times.append(1)
            made['key'] = len(times)
`,
                `        with lock:
            if 'key' not in made:
                times.append(1)
                made['key'] = len(times)
`,
            ),
            { rule: 'non-atomic-update', kind: 'lock' },
        );
    });

    it('holds a lock of the event loop in tasks', () => {
        checkFix(
            TASKS,
            TASKS.replace('    count = 0\n', '    count = 0\n    lock = asyncio.Lock()\n').replace(
                '        value = count\n        await asyncio.sleep(0)\n        count = value + 1\n',
                '        async with lock:\n            value = count\n            await asyncio.sleep(0)\n            count = value + 1\n',
            ),
            { rule: 'non-atomic-update', kind: 'lock' },
        );
    });

    it('holds none while it waits for another worker', () => {
        const text = TWO_STEPS.replace(
            '    count = 0\n',
            '    count = 0\n    both = threading.Barrier(4)\n',
        ).replace('        # What is read may be old by now.\n', '        both.wait()\n');
        expect(kindsOf(text, { rule: 'non-atomic-update' })).toEqual([]);
    });
});

describe('A read of what a task writes', () => {
    it('comes behind the end of the task', () => {
        checkFix(
            READ_OF_TASK,
            READ_OF_TASK.replace(
                '    assert seen',
                '    await asyncio.wait_for(task, timeout=10)\n    assert seen',
            ),
            { rule: 'read-before-join', kind: 'await-task' },
        );
    });
});

describe('A task that was thrown away', () => {
    it('gets a name and is awaited before the assertion', () => {
        checkFix(
            TASK,
            TASK.replace('    asyncio.create_task', '    task = asyncio.create_task').replace(
                '    assert seen',
                '    await asyncio.wait_for(task, timeout=10)\n    assert seen',
            ),
            { rule: 'dangling-task', kind: 'await-task' },
        );
    });
});

describe('A thread that is left behind', () => {
    const leaked = `import threading
import unittest


class TestIt(unittest.TestCase):
    def test_it(self):
        thread = threading.Thread(target=print)
        thread.start()
        self.assertTrue(thread.name)
`;

    it('is joined by a cleanup in a TestCase', () => {
        const before = leaked
            .replace('target=print', 'target=self.work')
            .replace('    def test_it', '    def work(self):\n        print()\n\n    def test_it');
        checkFix(
            before,
            before.replace(
                'thread.start()\n',
                'thread.start()\n        self.addCleanup(thread.join, timeout=10)\n',
            ),
            { rule: 'leaked-thread', kind: 'cleanup' },
        );
    });

    it('is joined in finally elsewhere', () => {
        const before = `import threading


def test_it():
    def work():
        print()

    thread = threading.Thread(target=work)
    thread.start()
    assert thread.name
`;
        checkFix(
            before,
            before.replace(
                '    assert thread.name\n',
                '    try:\n        assert thread.name\n    finally:\n        thread.join(timeout=10)\n',
            ),
            { rule: 'leaked-thread', kind: 'cleanup' },
        );
    });
});

describe('A lock that an exception leaves taken', () => {
    it('is held by with', () => {
        const before = `import threading


def test_it(store):
    lock = threading.Lock()
    store.share(lock)
    lock.acquire()
    # Under the lock.
    store.update('a', 1)
    assert store.get('a') == 1
    lock.release()
    assert store
`;
        const after = `import threading


def test_it(store):
    lock = threading.Lock()
    store.share(lock)
    with lock:
        # Under the lock.
        store.update('a', 1)
        assert store.get('a') == 1
    assert store
`;
        checkFix(before, after, { rule: 'lock-not-released', kind: 'with-lock' });
    });
});

describe('A coroutine that nobody runs', () => {
    it('is awaited where that is allowed', () => {
        const before = `import asyncio


async def test_it():
    async def fetch():
        await asyncio.sleep(0)
        return 1

    assert fetch()
`;
        checkFix(before, before.replace('assert fetch', 'assert await fetch'), {
            rule: 'missing-await',
            kind: 'add-await',
        });
    });
});

describe('Under real Python, with threads that switch often and racing lines that pause', () => {
    it.each([
        ['a thread', READ, 'read-before-join', 'join', ['results.append(1)']],
        [
            'a thread without a name',
            DROPPED,
            'read-before-join',
            'join',
            [
                'threading.Thread(target=lambda: results.append(1)).start()',
                'thread = threading.Thread(target=lambda: results.append(1))',
            ],
        ],
        ['threads in a list', LIST, 'read-before-join', 'join', ['results.append(1)']],
        ['a job of a pool', FUTURE, 'read-before-join', 'future-result', ['results.append(1)']],
        ['a counter', COUNTER, 'non-atomic-update', 'lock', ['count += 1']],
        ['an update in two steps', TWO_STEPS, 'non-atomic-update', 'lock', ['count = value + 1']],
        ['a question and an answer', CHECK, 'non-atomic-update', 'lock', ['times.append(1)']],
        ['a producer', PRODUCER, 'exact-count-of-producer', 'join', ['items.append(n)']],
        ['a task', TASK, 'dangling-task', 'await-task', ['seen.append(1)']],
        ['a task that is read', READ_OF_TASK, 'read-before-join', 'await-task', ['seen.append(1)']],
    ] as const)(
        'the test with %s fails before the fix, and passes 1,000 times after',
        (_, before, rule, kind, lines) => {
            checkStress(before, rule, kind, lines);
        },
        240_000,
    );
});

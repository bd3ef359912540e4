import { describe, expect, it } from 'vitest';
import { checkExecution, checkFix, crlf, fixed, kindsOf, tabs } from './support.ts';

const BEFORE = `import threading
import time


def test_worker_appends():
    results = []

    def worker():
        # The only result.
        results.append(1)

    thread = threading.Thread(target=worker)
    thread.start()
    time.sleep(0.2)  # give it time
    assert results == [1]
`;
const AFTER = `import threading


def test_worker_appends():
    results = []
    done = threading.Event()

    def worker():
        # The only result.
        try:
            results.append(1)
        finally:
            done.set()

    thread = threading.Thread(target=worker)
    thread.start()
    assert done.wait(timeout=10)  # give it time
    assert results == [1]
`;

describe('A sleep after a thread start', () => {
    it('becomes a wait on an Event that the worker sets in finally', () => {
        checkFix(BEFORE, AFTER, { kind: 'event-wait' });
    });

    it('keeps the line endings of Windows', () => {
        checkFix(crlf(BEFORE), crlf(AFTER), { kind: 'event-wait' });
    });

    it('keeps tabs', () => {
        checkFix(tabs(BEFORE), tabs(AFTER), { kind: 'event-wait' });
    });

    it('offers the Event first, then the join, then the poll', () => {
        expect(kindsOf(BEFORE)).toEqual(['event-wait', 'join', 'bounded-poll']);
    });

    it('asserts as unittest does in a TestCase, with a message', () => {
        const before = `import time
import unittest
from threading import Thread


class TestWorker(unittest.TestCase):
    def test_appends(self):
        results = []

        def worker():
            results.append(1)

        Thread(target=worker).start()
        time.sleep(0.2)
        self.assertEqual([1], results)
`;
        checkFix(
            before,
            `import unittest
from threading import Event, Thread


class TestWorker(unittest.TestCase):
    def test_appends(self):
        results = []
        done = Event()

        def worker():
            try:
                results.append(1)
            finally:
                done.set()

        Thread(target=worker).start()
        self.assertTrue(done.wait(timeout=10), 'worker did not finish in 10 s')
        self.assertEqual([1], results)
`,
            { kind: 'event-wait' },
        );
    });

    it('waits as long as the configuration says', () => {
        expect(fixed(BEFORE, { config: { timeout: 2.5 } })).toContain('done.wait(timeout=2.5)');
    });

    it('takes a name that is free', () => {
        const text = fixed(BEFORE.replace('results = []', 'results, done = [], False'));
        expect(text).toContain('done_2 = threading.Event()');
        expect(text).toContain('done_2.set()');
        expect(text).toContain('done_2.wait(timeout=10)');
    });

    it("uses the file's alias of threading", () => {
        const text = fixed(
            BEFORE.replace('import threading', 'import threading as thr').replace(
                'threading.Thread',
                'thr.Thread',
            ),
        );
        expect(text).toContain('done = thr.Event()');
        expect(text).not.toContain('import threading\n');
    });

    it('leaves text inside strings as it is', () => {
        const before = BEFORE.replace(
            'results.append(1)',
            'text = """one\n  two"""\n        results.append(len(text) and 1)',
        );
        expect(fixed(before)).toContain('            text = """one\n  two"""\n            results.append(');
    });

    it('keeps the docstring and nonlocal in front of the try', () => {
        const before = BEFORE.replace('results = []', 'results = None')
            .replace('        # The only result.\n', '        """Works."""\n        nonlocal results\n')
            .replace('results.append(1)', 'results = [1]');
        expect(fixed(before)).toContain(
            '        """Works."""\n        nonlocal results\n        try:\n            results = [1]\n        finally:',
        );
    });

    it('gives a worker on one line lines of its own', () => {
        const before = BEFORE.replace(
            '    def worker():\n        # The only result.\n        results.append(1)\n',
            '    def worker(): results.append(1)\n',
        );
        checkFix(before, AFTER.replace('        # The only result.\n', ''), { kind: 'event-wait' });
    });

    it('fits between semicolons', () => {
        const before = BEFORE.replace(
            'thread.start()\n    time.sleep(0.2)',
            'thread.start(); time.sleep(0.2)',
        );
        expect(fixed(before)).toContain('thread.start(); assert done.wait(timeout=10)');
    });

    it('keeps the import of time where something else uses it', () => {
        const before = `${BEFORE}    print(time.ctime())\n`;
        expect(fixed(before)).toContain('import time\n');
    });

    it('waits on the Event that the worker sets already', () => {
        const before = BEFORE.replace(
            'results = []',
            'results = []\n    finished = threading.Event()',
        ).replace('results.append(1)', 'results.append(1)\n        finished.set()');
        const text = fixed(before);
        expect(text).toContain('assert finished.wait(timeout=10)');
        expect(text).not.toContain('done');
    });

    it('does not take an Event that only has the same name in the worker', () => {
        const before = `import threading
import time


def worker(finished, results):
    results.append(1)
    finished.set()


def test_worker_appends():
    finished, results = threading.Event(), []
    thread = threading.Thread(target=worker, args=(threading.Event(), results))
    thread.start()
    time.sleep(0.2)
    assert results == [1]
`;
        expect(fixed(before)).not.toContain('finished.wait');
    });

    it('runs a worker that other tests share through a function that sets the Event', () => {
        const before = `import threading
import time

RESULTS = []


def worker(value):
    RESULTS.append(value)


def test_worker_appends():
    RESULTS.clear()

    thread = threading.Thread(target=worker, args=(7,))
    thread.start()
    time.sleep(0.2)
    assert RESULTS == [7]
`;
        checkFix(
            before,
            `import threading

RESULTS = []


def worker(value):
    RESULTS.append(value)


def test_worker_appends():
    RESULTS.clear()
    done = threading.Event()

    def run_worker(*args, **kwargs):
        try:
            worker(*args, **kwargs)
        finally:
            done.set()

    thread = threading.Thread(target=run_worker, args=(7,))
    thread.start()
    assert done.wait(timeout=10)
    assert RESULTS == [7]
`,
            { kind: 'event-wait' },
        );
    });
});

describe('No Event is offered', () => {
    const none = (before: string) => expect(kindsOf(before)).not.toContain('event-wait');

    it('for a worker that loops until it is stopped', () => {
        none(BEFORE.replace('results.append(1)', 'while not stopped:\n            results.append(1)'));
    });

    it('for a worker that waits for the test', () => {
        const before = BEFORE.replace('results.append(1)', 'go.wait()\n        results.append(1)')
            .replace('results = []', 'results = []\n    go = threading.Event()')
            .concat('    go.set()\n');
        none(before);
    });

    it('for a worker that is started more than once', () => {
        none(
            BEFORE.replace(
                '    thread = threading.Thread(target=worker)\n    thread.start()\n',
                '    for _ in range(3):\n        threading.Thread(target=worker).start()\n',
            ),
        );
    });

    it('for a worker that needs the lock that the test holds', () => {
        none(
            BEFORE.replace('results.append(1)', 'with lock:\n            results.append(1)')
                .replace('results = []', 'results = []\n    lock = threading.Lock()')
                .replace('    time.sleep(0.2)', '    with lock:\n        time.sleep(0.2)'),
        );
    });

    it('for a lambda: the thread is joined instead', () => {
        const before = BEFORE.replace('target=worker', 'target=lambda: results.append(1)');
        none(before);
        expect(kindsOf(before)[0]).toBe('join');
    });

    it('at all where the test asserts how long something took', () => {
        const before = BEFORE.replace(
            '    thread.start()',
            '    begin = time.monotonic()\n    thread.start()',
        ).concat('    assert time.monotonic() - begin < 5\n');
        expect(kindsOf(before)).toEqual([]);
    });

    it('where threading means something else', () => {
        none(
            BEFORE.replace('import threading', 'from threading import Thread')
                .replace('threading.Thread', 'Thread')
                .replace('results = []', 'results = []\n    threading = Event = None'),
        );
    });
});

describe('Run under pytest, a fixed test passes twenty times and fails if the worker is broken', {
    timeout: 60_000,
}, () => {
    it('with an Event that a function in the test sets', () => {
        checkExecution(BEFORE, { kind: 'event-wait', mutation: ['results.append(1)', 'results.append(2)'] });
    });

    it('with a worker that raises', () => {
        checkExecution(BEFORE, { kind: 'event-wait', mutation: ['results.append(1)', 'raise ValueError'] });
    });

    it('with the line endings of Windows and tabs', () => {
        checkExecution(crlf(tabs(BEFORE)), {
            kind: 'event-wait',
            mutation: ['results.append(1)', 'results.append(2)'],
        });
    });

    it('with a method of a TestCase as the worker', () => {
        const before = `import threading
import time
import unittest

import stock


class TestStock(unittest.TestCase):
    def setUp(self):
        self.store = stock.Store()

    def _sell(self):
        self.store.sell(1)

    def test_sale(self):
        thread = threading.Thread(target=self._sell)
        thread.start()
        time.sleep(0.2)
        self.assertEqual(4, self.store.count)
`;
        const store =
            'class Store:\n    def __init__(self):\n        self.count = 5\n\n    def sell(self, n):\n        self.count -= n\n';
        checkExecution(before, {
            kind: 'event-wait',
            files: { 'stock.py': store },
            mutation: ['self.count -= n', 'self.count += n'],
        });
    });
});

/** Waits whose outcome nobody looked at, or that lasted for ever. */
import { describe, expect, it } from 'vitest';
import {
    checkDistributed,
    checkExecutions,
    checkFix,
    crlf,
    type ExecutedCase,
    findingsOf,
    fixed,
    kindsOf,
    tabs,
} from './support.ts';

const EVENT = `import threading


def test_callback(bus):
    called = threading.Event()
    bus.subscribe(called.set)
    called.wait(timeout=5)  # the callback
    assert bus.delivered == 1
`;

describe('A wait whose result was dropped', () => {
    it('is asserted, and what stands beside it stays', () => {
        const after = EVENT.replace('    called.wait', '    assert called.wait');
        checkFix(EVENT, after, { kind: 'assert-wait' });
        checkFix(crlf(tabs(EVENT)), crlf(tabs(after)), { kind: 'assert-wait' });
    });

    it('gets more time where it would be a bet on the machine', () => {
        expect(fixed(EVENT.replace('timeout=5', '0.2'))).toContain('assert called.wait(10)');
    });

    it('waits in the assertion that asked the Event', () => {
        const asked = EVENT.replace('bus.delivered == 1', "called.is_set(), 'no callback'");
        // Where the comment would be lost, both stay.
        expect(fixed(asked)).toContain('    assert called.wait(timeout=5)  # the callback\n');
        expect(fixed(asked.replace('  # the callback', ''))).toContain(
            "    bus.subscribe(called.set)\n    assert called.wait(timeout=5), 'no callback'\n",
        );
    });

    it('stays where a short wait precedes the assertion that nothing has happened', () => {
        const before = EVENT.replace('timeout=5', '0.2').replace('bus.delivered == 1', 'not bus.delivered');
        expect(kindsOf(before)).toEqual([]);
        expect(findingsOf(before)[0]?.explanation.solution).toContain(
            'No fix is offered: `assert not bus.delivered` asserts that something did not happen',
        );
    });

    it('stays where it only asks', () => expect(kindsOf(EVENT.replace('timeout=5', '0'))).toEqual([]));
});

const JOIN = `import threading


def test_worker_stops(worker):
    thread = threading.Thread(target=worker.run)
    thread.start()
    thread.join(timeout=5)  # stopped by now
`;

describe('A join with a limit', () => {
    it('is followed by the assertion that the thread has ended', () => {
        const after = `${JOIN}    assert not thread.is_alive()\n`;
        checkFix(JOIN, after, { kind: 'assert-ended' });
        checkFix(crlf(tabs(JOIN)), crlf(tabs(after)), { kind: 'assert-ended' });
    });

    it('gets more time where the assertion would be a bet on the machine', () => {
        expect(fixed(JOIN.replace('timeout=5', '0.1'))).toContain('thread.join(10)  # stopped by now\n');
    });

    it('is left alone where the worker never ends, or where it only asks', () => {
        const endless = JOIN.replace('worker.run', 'run').replace(
            '    thread =',
            '    def run():\n        while True:\n            worker.step()\n\n    thread =',
        );
        expect(kindsOf(endless)).toEqual([]);
        expect(kindsOf(JOIN.replace('timeout=5', 'timeout=0'))).toEqual([]);
    });

    it('asserts for all threads of a list', () => {
        const loop = `import threading


def test_workers_stop(worker):
    threads = [threading.Thread(target=worker.run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads: thread.join(5)
`;
        expect(fixed(loop)).toContain(
            '    for thread in threads: thread.join(5); assert not thread.is_alive()\n',
        );
        const listed = loop.replace(
            'for thread in threads: thread.join(5)',
            '[thread.join(5) for thread in threads]',
        );
        expect(fixed(listed)).toContain('    assert not any(thread.is_alive() for thread in threads)\n');
    });
});

const WAIT = `import threading


def test_callback(bus):
    called = threading.Event()
    bus.subscribe(called.set)
    called.wait()
    assert bus.delivered == 1
`;

describe('A wait for ever', () => {
    it('gets a limit, and its result is asserted', () => {
        const after = WAIT.replace('called.wait()', 'assert called.wait(timeout=10)');
        checkFix(WAIT, after, { kind: 'bound-wait' });
        checkFix(crlf(tabs(WAIT)), crlf(tabs(after)), { kind: 'bound-wait' });
    });

    it('lasts as long as the configuration says', () => {
        expect(fixed(WAIT, { config: { timeout: 30 } })).toContain('assert called.wait(timeout=30)');
    });

    it('gets the limit behind the arguments that there are', () => {
        const before = WAIT.replace('Event()', 'Condition()').replace(
            'called.wait()',
            'with called:\n        called.wait_for(lambda: bus.delivered)',
        );
        expect(fixed(before)).toContain('assert called.wait_for(lambda: bus.delivered, timeout=10)');
    });

    it('that is a join is followed by the assertion that the thread has ended', () => {
        const before = `import threading
import unittest


class TestServer(unittest.TestCase):
    def setUp(self):
        self.t = threading.Timer(60, print)
        self.t.start()

    def tearDown(self):
        self.t.cancel()
        self.t.join()

    def test_server(self):
        self.assertTrue(self.t.is_alive())
`;
        const join = '        self.t.join()\n';
        const after = before.replace(
            join,
            `${join.replace('()', '(timeout=10)')}        self.assertFalse(self.t.is_alive(), 'self.t did not finish in 10 s')\n`,
        );
        checkFix(before, after, { kind: 'bound-wait' });
        // Somebody's own server may take no limit.
        expect(kindsOf(before.replace('threading.Timer(60, print)', 'make_server()'))).toEqual([]);
    });

    it('is left alone where the object is known by its name only, and its result is kept', () => {
        const before = WAIT.replace('(bus)', '(bus, called)').replace('    called = threading.Event()\n', '');
        expect(kindsOf(before)).toEqual(['bound-wait']);
        expect(kindsOf(before.replace('called.wait', 'found = called.wait'))).toEqual([]);
        expect(kindsOf(before.replace('import threading', 'import eventlet'))).toEqual([]);
    });
});

describe('No fix is offered, and the hover says why, where the test asserts elapsed time:', () => {
    const measured = (text: string) =>
        text
            .replace('import threading\n', 'import threading\nimport time\n')
            .replace(/(def test.*\n)/, '$1    begin = time.monotonic()\n')
            .replace(/$/, '    assert time.monotonic() - begin < 6\n');
    const timed = { 'ignored-wait-result': EVENT, 'ignored-join-timeout': JOIN, 'unbounded-wait': WAIT };
    it.each(Object.entries(timed))('%s', (rule, before) => {
        expect(kindsOf(before, { rule })).toHaveLength(1);
        const after = measured(before);
        if (rule === 'ignored-join-timeout') {
            // An assertion behind the join is taken for a look at its outcome.
            expect(findingsOf(after, { rule })).toEqual([]);
            return;
        }
        expect(kindsOf(after, { rule })).toEqual([]);
        expect(findingsOf(after, { rule })[0]?.explanation.solution).toContain(
            'No fix is offered: the test asserts something about time, `assert time.monotonic() - begin < 6`',
        );
    });
});

const cases: ExecutedCase[] = [
    {
        name: 'Event',
        kind: 'assert-wait',
        before: `import threading


def test_callback():
    called = threading.Event()
    delivered = []

    def deliver():
        delivered.append(1)
        called.set()

    threading.Thread(target=deliver).start()
    called.wait(timeout=0.9)
    assert len(delivered) < 2
`,
        mutation: ['        called.set()', '        pass'],
    },
    {
        name: 'Condition of a TestCase',
        kind: 'assert-wait',
        before: `import threading
import unittest


class TestStore(unittest.TestCase):
    def test_changes(self):
        changed = threading.Condition()
        changes = []

        def change():
            with changed:
                changes.append(1)
                changed.notify_all()

        with changed:
            threading.Thread(target=change).start()
            changed.wait(0.9)
        self.assertLess(len(changes), 2)
`,
        mutation: ['changed.notify_all()', 'pass'],
    },
    {
        name: 'Event of a process',
        kind: 'assert-wait',
        before: `import multiprocessing


def work(done):
    done.set()


def test_process():
    done = multiprocessing.Event()
    process = multiprocessing.Process(target=work, args=(done,))
    process.start()
    done.wait(0.9)
    assert process.name
    process.join()
`,
        mutation: ['    done.set()', '    pass'],
    },
    {
        name: 'join',
        kind: 'assert-ended',
        before: `import threading

go = threading.Event()


def test_worker_stops():
    thread = threading.Thread(target=go.wait, daemon=True)
    thread.start()
    go.set()
    thread.join(timeout=0.9)
`,
        mutation: ['    go.set()', '    pass'],
    },
    {
        name: 'joins in a loop of a TestCase',
        kind: 'assert-ended',
        before: `import threading
import unittest


class TestWorkers(unittest.TestCase):
    def test_workers_stop(self):
        go = threading.Event()
        threads = [threading.Thread(target=go.wait, daemon=True) for _ in range(3)]
        for thread in threads:
            thread.start()
        go.set()
        for thread in threads:
            thread.join(0.9)
`,
        mutation: ['        go.set()', '        pass'],
    },
    {
        name: 'join of a process',
        kind: 'assert-ended',
        before: `import multiprocessing
import time


def work():
    time.sleep(0)


def test_process():
    process = multiprocessing.Process(target=work, daemon=True)
    process.start()
    process.join(timeout=0.9)
`,
        mutation: ['time.sleep(0)', 'time.sleep(60)'],
    },
    {
        name: 'Event without a limit',
        kind: 'bound-wait',
        before: `import threading


def test_callback():
    called = threading.Event()
    threading.Thread(target=lambda: called.set()).start()
    called.wait()
    assert not called.clear()
`,
        mutation: ['called.set()', 'None'],
    },
    {
        name: 'wait_for without a limit',
        kind: 'bound-wait',
        before: `import threading
import unittest


class TestStore(unittest.TestCase):
    def test_changes(self):
        changed = threading.Condition()
        changes = []

        def change():
            with changed:
                changes.append(1)
                changed.notify_all()

        threading.Thread(target=change).start()
        with changed:
            changed.wait_for(lambda: changes)
        self.assertLess(len(changes), 2)
`,
        mutation: ['changes.append(1)', 'pass'],
    },
    {
        name: 'queue without a limit',
        kind: 'bound-wait',
        before: `import queue
import threading


def test_reports():
    reports = queue.Queue()
    threading.Thread(target=reports.put, args=(1,)).start()
    assert reports.get() == 1
`,
        mutation: ['target=reports.put, args=(1,)', 'target=reports.qsize'],
    },
    {
        name: 'future without a limit',
        kind: 'bound-wait',
        before: `import threading
from concurrent.futures import ThreadPoolExecutor

go = threading.Event()


def test_job():
    pool = ThreadPoolExecutor()
    future = pool.submit(go.wait)
    pool.submit(go.set)
    assert future.result()
    pool.shutdown(wait=False)
`,
        mutation: ['pool.submit(go.set)', 'threading.Timer(2, go.set).start()'],
    },
];

describe('Run under pytest,', { timeout: 60_000 }, () => {
    it('a test whose waits are bounded and asserted passes twenty times, and fails soon if nothing comes', () => {
        checkExecutions(cases);
    });

    it('such tests pass together, distributed by xdist', () => checkDistributed(cases));
});

import { describe, expect, it } from 'vitest';
import { checkExecution, checkFix, crlf, fixed, kindsOf, tabs } from './support.ts';

const BEFORE = `import time

from shop import service


def test_report():
    service.start()
    time.sleep(1)
    assert service.is_ready()
`;
const AFTER = `import time

from shop import service


def test_report():
    service.start()
    deadline = time.monotonic() + 10
    while not service.is_ready() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert service.is_ready()
`;

/** The same test with another assertion. */
const asserting = (assertion: string) => BEFORE.replace('assert service.is_ready()', assertion);

describe('A sleep before an assertion', () => {
    it('becomes a bounded poll on what is asserted, and the assertion stays', () => {
        checkFix(BEFORE, AFTER, { kind: 'bounded-poll' });
    });

    it('keeps the line endings of Windows and tabs', () => {
        checkFix(crlf(tabs(BEFORE)), crlf(tabs(AFTER)), { kind: 'bounded-poll' });
    });

    it('imports the clock as the file imports the sleep', () => {
        const before = BEFORE.replace('import time\n', 'from time import sleep\n').replace(
            'time.sleep',
            'sleep',
        );
        checkFix(
            before,
            AFTER.replace('import time\n', 'from time import monotonic, sleep\n').replaceAll('time.', ''),
            { kind: 'bounded-poll' },
        );
    });

    it('reads the condition from unittest assertions', () => {
        const before = `import time
import unittest

from shop import service


class TestReport(unittest.TestCase):
    def test_report(self):
        service.start()
        time.sleep(1)
        self.assertEqual(3, len(service.reports))
`;
        expect(fixed(before)).toContain('while 3 != len(service.reports) and time.monotonic() < deadline:');
    });

    it.each([
        ['report.assert_called_once_with(3)', 'not report.called'],
        ['report.assert_any_call(3)', 'not report.called'],
        ['report.assert_has_calls([call(1), call(2)])', 'not (report.call_count >= 2)'],
        ['assert service.queue_size() == 3', 'service.queue_size() != 3'],
        ['assert {wr() for wr in refs} == {None}', '{wr() for wr in refs} != {None}'],
        ['assert len(threading.enumerate()) == 1', 'len(threading.enumerate()) != 1'],
    ])('asks until `%s` may hold', (assertion, unmet) => {
        expect(fixed(asserting(assertion))).toContain(`while ${unmet} and time.monotonic() < deadline:`);
    });

    it.each(['assert service.peak <= 4', 'assert len(service.errors) < 2'])(
        'does not wait until `%s`: an upper bound holds from the beginning',
        assertion => {
            expect(kindsOf(asserting(assertion), { rule: 'sleep-as-sync' })).not.toContain('bounded-poll');
        },
    );

    it('offers a poll where the bound is a lower one', () => {
        expect(kindsOf(asserting('assert service.peak >= 4'), { rule: 'sleep-as-sync' })).toContain(
            'bounded-poll',
        );
    });

    it('offers nothing for a sleep that races with work of the test, or that a timer of the loop stands for', () => {
        const rival = `import asyncio


async def test_cancel(client):
    future = client.compute(work, delay=0.3)
    await asyncio.sleep(0.1)
    await future.cancel()
    assert future.status == 'cancelled'
`;
        expect(kindsOf(rival, { rule: 'sleep-as-sync' })).toEqual([]);
        const timer = `from tornado.testing import AsyncTestCase


class TestReads(AsyncTestCase):
    def test_reads(self):
        self.client.send(b'abc')
        self.io_loop.call_later(0.03, self.stop)
        self.wait()
        self.assertTrue(self.client.done)
`;
        expect(kindsOf(timer, { rule: 'sleep-as-sync' })).toEqual([]);
    });

    it('reads what shall not be any more', () => {
        const before = `import time
import unittest

from shop import queue


class TestQueue(unittest.TestCase):
    def test_queue(self):
        queue.start()
        time.sleep(1)
        self.assertFalse(queue.is_blocked())
`;
        expect(fixed(before)).toContain('while queue.is_blocked() and time.monotonic() < deadline:');
    });

    it('waits for all assertions that follow at once', () => {
        expect(fixed(asserting('assert service.x\n    assert service.y == 1'))).toContain(
            '    while (not service.x or service.y != 1) and time.monotonic() < deadline:\n',
        );
        const long = "assert service.is_ready()\n    assert service.description in ('a', 'b')";
        checkFix(
            asserting(long),
            AFTER.replace(
                '    while not service.is_ready() and',
                "    while (\n            not service.is_ready()\n            or service.description not in ('a', 'b')\n    ) and",
            ).replace('assert service.is_ready()', long),
            { kind: 'bounded-poll' },
        );
    });

    it('sleeps in async code as the test does', () => {
        const before = `import asyncio

from shop import service


async def test_report():
    service.start()
    await asyncio.sleep(1)
    assert service.is_ready()
`;
        const after = `import asyncio
import time

from shop import service


async def test_report():
    service.start()
    deadline = time.monotonic() + 10
    while not service.is_ready() and time.monotonic() < deadline:
        await asyncio.sleep(0.01)
    assert service.is_ready()
`;
        checkFix(before, after, { kind: 'bounded-poll' });
    });

    it("uses the class's own wait helper before a poll of its own", () => {
        const before = `import time
import unittest

from shop import service


class Base(unittest.TestCase):
    def wait_until(self, predicate, timeout=10):
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if predicate():
                return
            time.sleep(0.05)
        self.fail('timed out')


class TestReport(Base):
    def test_report(self):
        service.start()
        time.sleep(1)
        self.assertTrue(service.is_ready())
`;
        expect(kindsOf(before, { rule: 'sleep-as-sync' })).toEqual(['wait-helper', 'bounded-poll']);
        expect(fixed(before)).toContain(
            '        service.start()\n        self.wait_until(lambda: service.is_ready())\n        self.assertTrue',
        );
    });

    it('uses the wait helper of the configuration where the file imports it', () => {
        const config = { waitHelpers: ['testlib.eventually'] };
        const before = BEFORE.replace('import service', 'import service\nfrom testlib import eventually');
        expect(fixed(before, { config })).toContain('eventually(lambda: service.is_ready())');
        expect(kindsOf(BEFORE, { config })).toEqual(['bounded-poll']);
    });
});

describe('No poll is offered', () => {
    const none = (assertion: string) => expect(kindsOf(asserting(assertion))).toEqual([]);

    it('for a condition that changes something', () => none('assert service.take_next()'));
    it('for a condition that may raise while it is early', () => none("assert service.reports[0] == 'a'"));
    it('for the absence of something: it would hold at once', () => none('assert not service.errors'));
    it('where the value is read before it is asserted', () =>
        none('state = service.read_state()\n    assert state == 1'));
    it('where the test asserts elapsed time', () => none('assert time.time() - service.begin < 2'));
    it('for an attribute that only the worker sets: it may not be there yet', () => {
        const before = `import threading
import time


class TestSeen:
    def work(self):
        self.seen = 1

    def test_seen(self):
        threading.Thread(target=self.work).start()
        time.sleep(1)
        assert self.seen == 1
`;
        expect(kindsOf(before)).toEqual(['event-wait']);
        expect(kindsOf(before.replace('    def work(self)', '    seen = 0\n\n    def work(self)'))).toEqual([
            'event-wait',
            'bounded-poll',
        ]);
    });
    it('on a line that holds more', () => {
        expect(kindsOf(BEFORE.replace('service.start()\n    time', 'service.start(); time'))).toEqual([]);
    });
});

describe('Run under pytest, a polling test passes twenty times and fails if the product is broken', {
    timeout: 60_000,
}, () => {
    const service = `import threading


class Service:
    ready = False

    def start(self):
        threading.Timer(0.02, self._finish).start()

    def _finish(self):
        self.ready = True

    def is_ready(self):
        return self.ready


def make():
    return Service()
`;

    it('with a plain assertion', () => {
        const before = `import time

from product import make


def test_service():
    service = make()
    service.start()
    time.sleep(0.2)
    assert service.is_ready()
`;
        checkExecution(before, {
            kind: 'bounded-poll',
            files: { 'product.py': service },
            mutation: ['self.ready = True', 'pass'],
        });
    });

    it('with a TestCase and the wait helper of its class', () => {
        const before = `import time
import unittest

from product import make


class TestService(unittest.TestCase):
    def wait_for(self, predicate):
        for _ in range(100):
            if predicate():
                return True
            time.sleep(0.01)
        return False

    def test_service(self):
        service = make()
        service.start()
        time.sleep(0.2)
        self.assertTrue(service.is_ready())
`;
        checkExecution(before, {
            kind: 'wait-helper',
            files: { 'product.py': service },
            mutation: ['self.ready = True', 'pass'],
        });
    });

    it('with asyncio', () => {
        const before = `import asyncio
import unittest

from product import make


class TestService(unittest.IsolatedAsyncioTestCase):
    async def test_service(self):
        service = make()
        service.start()
        await asyncio.sleep(0.2)
        self.assertTrue(service.is_ready())
`;
        checkExecution(before, {
            kind: 'bounded-poll',
            files: { 'product.py': service },
            mutation: ['self.ready = True', 'pass'],
        });
    });

    it('with a mock', () => {
        const before = `import time
from unittest import mock

import product


def test_publishes():
    report = mock.Mock()
    product.start(report)
    time.sleep(0.3)
    report.assert_called_once_with(3)
`;
        const product = `import threading
import time


def start(report):
    def work():
        time.sleep(0.1)
        report(3)

    threading.Thread(target=work, daemon=True).start()
`;
        checkExecution(before, {
            kind: 'bounded-poll',
            files: { 'product.py': product },
            mutation: ['report(3)', 'pass'],
        });
    });
});

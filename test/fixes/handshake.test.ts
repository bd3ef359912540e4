import { describe, expect, it } from 'vitest';
import { apply, checkExecution, checkFix, crlf, findingsOf, fixed, kindsOf, tabs } from './support.ts';

const BEFORE = `import time
from unittest import mock

import stock


def test_refresh_races_with_sale():
    """Reproduces the race between a sale and the refresh."""
    original_sell = stock.Store.sell
    original_load = stock.Store.load

    def slow_sell(*args, **kwargs):
        time.sleep(0.1)
        return original_sell(*args, **kwargs)

    def slow_load(*args, **kwargs):
        time.sleep(0.3)
        return original_load(*args, **kwargs)

    with mock.patch('stock.Store.sell', new=slow_sell), mock.patch('stock.Store.load', new=slow_load):
        log = stock.run_both()
    assert log == ['sell', 'load']
`;
const AFTER = `import threading
from unittest import mock

import stock


def test_refresh_races_with_sale():
    """Reproduces the race between a sale and the refresh."""
    original_sell = stock.Store.sell
    original_load = stock.Store.load
    load_entered = threading.Event()
    sell_done = threading.Event()

    def slow_sell(*args, **kwargs):
        assert load_entered.wait(timeout=10), 'Store.load was not entered in 10 s'
        try:
            return original_sell(*args, **kwargs)
        finally:
            sell_done.set()

    def slow_load(*args, **kwargs):
        load_entered.set()
        assert sell_done.wait(timeout=10), 'Store.sell was not done in 10 s'
        return original_load(*args, **kwargs)

    with mock.patch('stock.Store.sell', new=slow_sell), mock.patch('stock.Store.load', new=slow_load):
        log = stock.run_both()
    assert log == ['sell', 'load']
`;
const PRODUCT = `import threading


class Store:
    def __init__(self):
        self.log = []

    def sell(self, n):
        self.log.append('sell')

    def load(self):
        self.log.append('load')


def run_both():
    store = Store()
    threads = [threading.Thread(target=store.load), threading.Thread(target=store.sell, args=(1,))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return store.log
`;

describe('A pair of injected delays', () => {
    it('becomes a handshake: the longer one announces and waits, the shorter one waits, runs, announces', () => {
        checkFix(BEFORE, AFTER, { rule: 'injected-delay' });
    });

    it('gets the same fix from the race that they force and from each of the two', () => {
        const results = findingsOf(BEFORE).flatMap(({ rule, fixes }) =>
            fixes.map(f => [rule, apply(BEFORE, f)]),
        );
        expect(results).toEqual([
            ['intentional-race', AFTER],
            ['injected-delay', AFTER],
            ['injected-delay', AFTER],
        ]);
    });

    it('keeps the line endings of Windows and tabs', () => {
        checkFix(crlf(tabs(BEFORE)), crlf(tabs(AFTER)), { rule: 'injected-delay' });
    });

    it('lets the shorter delay go first wherever it stands', () => {
        const text = fixed(BEFORE.replace('time.sleep(0.1)', 'time.sleep(0.9)'));
        expect(text).toContain('sell_entered.set()');
        expect(text).toContain('assert sell_entered.wait(timeout=10)');
        expect(text).toContain('load_done.set()');
    });

    it('asserts as unittest does where the stubs see the test case', () => {
        const before = `import time
import unittest
from unittest import mock

import stock


class TestRace(unittest.TestCase):
    def test_refresh_races_with_sale(self):
        original_sell = stock.Store.sell
        original_load = stock.Store.load

        def slow_sell(store, *args):
            time.sleep(1)
            return original_sell(store, *args)

        def slow_load(self):
            time.sleep(2)
            return original_load(self)

        with mock.patch('stock.Store.sell', slow_sell), mock.patch('stock.Store.load', slow_load):
            self.assertEqual(['sell', 'load'], stock.run_both())
`;
        const text = fixed(before, { rule: 'injected-delay' });
        expect(text).toContain('self.assertTrue(load_entered.wait(timeout=10), ');
        // There `self` is the store.
        expect(text).toContain(
            "            assert sell_done.wait(timeout=10), 'Store.sell was not done in 10 s'",
        );
    });

    it('breaks a message that is too long for the file', () => {
        const before = BEFORE.replaceAll('.load', '.load_all_that_is_in_progress').replace(
            /, mock.patch\(.*/,
            ', \\\n            mock.patch("stock.Store.load_all_that_is_in_progress", new=slow_load):',
        );
        expect(
            fixed(before),
        ).toContain(`        assert load_all_that_is_in_progress_entered.wait(timeout=10), (
            'Store.load_all_that_is_in_progress was not entered in 10 s'
        )
`);
    });

    it('keeps what stands between the delay and the call inside the try', () => {
        const before = BEFORE.replace(
            '        time.sleep(0.1)\n',
            '        time.sleep(0.1)\n        # Now for real.\n        args = args[:]\n',
        );
        expect(fixed(before)).toContain(
            "was not entered in 10 s'\n        # Now for real.\n        try:\n            args = args[:]\n            return",
        );
    });
});

describe('No handshake is offered', () => {
    it('for equal delays', () => {
        expect(kindsOf(BEFORE.replace('0.3', '0.1'))).toEqual([]);
    });

    it('for a delay whose length is not known', () => {
        expect(kindsOf(BEFORE.replace('0.3', 'stock.DELAY'))).toEqual([]);
    });

    it('where the test asserts elapsed time', () => {
        expect(kindsOf(`${BEFORE}    assert stock.elapsed < 2\n`)).toEqual([]);
    });
});

describe('Run under pytest, a handshake', { timeout: 60_000 }, () => {
    it('passes twenty times, and fails if one of the two calls is never made', () => {
        checkExecution(BEFORE, {
            rule: 'injected-delay',
            files: { 'stock.py': PRODUCT },
            mutation: ['threads = [threading.Thread(target=store.load), ', 'threads = ['],
        });
    });

    it('passes twenty times, and fails if the product does something else', () => {
        checkExecution(BEFORE, {
            rule: 'intentional-race',
            files: { 'stock.py': PRODUCT },
            mutation: ["self.log.append('sell')", 'pass'],
        });
    });
});

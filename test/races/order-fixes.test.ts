/** The fixes for the order in which work ends, and for workers that are only asked to stop. */
import { describe, expect, it } from 'vitest';
import { checkExecutions, checkFix, kindsOf } from '../fixes/support.ts';
import { checkStress } from './stress.ts';

const COMPLETED = `from concurrent.futures import ThreadPoolExecutor, as_completed


def price(n):
    total = n + 1
    return total


def test_it():
    prices = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        for future in as_completed([pool.submit(price, n) for n in (1, 2)]):
            prices.append(future.result())
    assert prices == [2, 3]
`;

const APPENDED = `import threading


def test_it():
    names = []

    def first():
        names.append('first')

    def another():
        names.append('another')

    one = threading.Thread(target=first)
    two = threading.Thread(target=another)
    one.start()
    two.start()
    one.join()
    two.join()
    assert names == ['first', 'another']
`;

const UNORDERED = `import unittest
from multiprocessing.pool import ThreadPool


def double(n):
    return 2 * n


class TestIt(unittest.TestCase):
    def test_it(self):
        with ThreadPool(2) as pool:
            got = list(pool.imap_unordered(double, range(3)))
        self.assertEqual(got, [0, 2, 4])
`;

const STOPPED = `import threading
import time


class Ticker(threading.Thread):
    ended = 0

    def __init__(self):
        super().__init__(daemon=True)
        self.done = False

    def run(self):
        while not self.done:
            time.sleep(0.01)
        Ticker.ended += 1

    def stop(self):
        self.done = True


def test_it():
    ticker = Ticker()
    ticker.start()
    ticker.stop()
    assert not ticker.is_alive()
`;

const WINNER = `import threading


def test_it():
    winner = None

    def first():
        nonlocal winner
        winner = 'first'

    def second():
        nonlocal winner
        winner = 'second'

    one = threading.Thread(target=first)
    two = threading.Thread(target=second)
    one.start()
    two.start()
    one.join()
    two.join()
    assert winner == 'second'
`;

const NOTIFIED = `import threading


def test_it():
    condition = threading.Condition()
    items = []

    def produce():
        for n in range(2):
            with condition:
                items.append(n)
                condition.notify()

    thread = threading.Thread(target=produce)
    with condition:
        thread.start()
        condition.wait(timeout=5)
        assert items == [0, 1]
    thread.join()
`;

describe('Two workers that write one variable', () => {
    it('run one after the other, the one that wins last', () => {
        checkFix(
            WINNER,
            WINNER.replace(
                '    two.start()\n',
                '    one.join(timeout=10)\n    assert not one.is_alive()\n    two.start()\n',
            ),
            { rule: 'unsynchronized-shared-state', kind: 'in-turn' },
        );
    });

    it('are left alone where the test asserts what the first one writes', () => {
        const other = WINNER.replace("winner == 'second'", "winner == 'first'");
        expect(kindsOf(other, { rule: 'unsynchronized-shared-state' })).toEqual([]);
    });

    it('are left alone where the first one waits for the second', () => {
        const waits = WINNER.replace(
            "        winner = 'first'\n",
            "        winner = 'first'\n        go.wait()\n",
        ).replace('    winner = None\n', '    winner = None\n    go = threading.Event()\n');
        expect(kindsOf(waits, { rule: 'unsynchronized-shared-state' })).toEqual([]);
    });
});

describe('A wait that asks for no predicate', () => {
    it('waits for what is asserted next', () => {
        checkFix(
            NOTIFIED,
            NOTIFIED.replace(
                'condition.wait(timeout=5)',
                'assert condition.wait_for(lambda: items == [0, 1], timeout=5)',
            ),
            { rule: 'wait-without-predicate', kind: 'wait-for' },
        );
    });

    it('is left alone where nothing says what it waits for', () => {
        const silent = NOTIFIED.replace('        assert items == [0, 1]\n', '');
        expect(kindsOf(silent, { rule: 'wait-without-predicate' })).toEqual([]);
        const later = NOTIFIED.replace(
            'assert items == [0, 1]',
            'got = list(items)\n        assert got == [0, 1]',
        );
        expect(kindsOf(later, { rule: 'wait-without-predicate' })).toEqual([]);
    });
});

describe('An order in which work ended', () => {
    it('is compared sorted, and a literal that is in order stays as it is', () => {
        checkFix(COMPLETED, COMPLETED.replace('assert prices ==', 'assert sorted(prices) =='), {
            rule: 'completion-order',
            kind: 'any-order',
        });
    });

    it('is compared with a literal that is sorted, too', () => {
        checkFix(
            APPENDED,
            APPENDED.replace(
                "names == ['first', 'another']",
                "sorted(names) == sorted(['first', 'another'])",
            ),
            { rule: 'completion-order', kind: 'any-order' },
        );
    });

    it('is counted in a TestCase', () => {
        checkFix(UNORDERED, UNORDERED.replace('assertEqual', 'assertCountEqual'), {
            rule: 'completion-order',
            kind: 'any-order',
        });
    });

    it('loses the list around it inside an assertion', () => {
        const before = `from multiprocessing import Pool


def test_it(price):
    with Pool(2) as pool:
        assert list(pool.imap_unordered(price, [1, 2])) == [2, 3]
`;
        checkFix(
            before,
            before.replace(
                'list(pool.imap_unordered(price, [1, 2]))',
                'sorted(pool.imap_unordered(price, [1, 2]))',
            ),
            { rule: 'completion-order', kind: 'any-order' },
        );
    });

    it('is left alone where the items cannot be sorted, and where one item is looked at', () => {
        expect(kindsOf(COMPLETED.replace('[2, 3]', '[None, {}]'), { rule: 'completion-order' })).toEqual([]);
        expect(
            kindsOf(COMPLETED.replace('prices == [2, 3]', 'prices[0] == 2'), { rule: 'completion-order' }),
        ).toEqual([]);
    });
});

describe('A worker that is only asked to stop', () => {
    it('is joined behind that', () => {
        const after = STOPPED.replace('ticker.stop()\n', 'ticker.stop()\n    ticker.join(timeout=10)\n');
        checkFix(STOPPED, after, { rule: 'leaked-thread', kind: 'cleanup' });
    });

    it('is joined in the style of Windows files', () => {
        const crlf = (text: string) => text.replaceAll('\n', '\r\n');
        const after = STOPPED.replace('ticker.stop()\n', 'ticker.stop()\n    ticker.join(timeout=10)\n');
        checkFix(crlf(STOPPED), crlf(after), { rule: 'leaked-thread', kind: 'cleanup' });
    });
});

describe('Under real Python', () => {
    it('the fixed tests pass every time, and fail when the product is broken', () => {
        checkExecutions([
            {
                name: 'as_completed',
                before: COMPLETED,
                rule: 'completion-order',
                kind: 'any-order',
                mutation: ['n + 1', 'n + 2'],
            },
            {
                name: 'imap_unordered',
                before: UNORDERED,
                rule: 'completion-order',
                kind: 'any-order',
                mutation: ['2 * n', '2 + n'],
            },
            {
                name: 'a thread that is asked to stop',
                before: STOPPED,
                rule: 'leaked-thread',
                kind: 'cleanup',
                mutation: ['self.done = True', 'self.done = False'],
                fails: true,
            },
            {
                name: 'two workers in turn',
                before: WINNER,
                rule: 'unsynchronized-shared-state',
                kind: 'in-turn',
                mutation: ["winner = 'second'", "winner = 'nobody'"],
            },
            {
                name: 'a condition',
                before: NOTIFIED.replace('range(2)', 'range(1)')
                    .replace('[0, 1]', '[0]')
                    .replace('timeout=5', 'timeout=1'),
                rule: 'wait-without-predicate',
                kind: 'wait-for',
                mutation: ['append(n)', 'append(7)'],
            },
        ]);
    }, 120_000);

    it.each([
        ['as_completed', COMPLETED, 'completion-order', 'any-order', ['total = n + 1', 'return total']],
        ['threads that append', APPENDED, 'completion-order', 'any-order', ["names.append('first')"]],
        ['a winner', WINNER, 'unsynchronized-shared-state', 'in-turn', ["winner = 'first'"]],
        ['a condition', NOTIFIED, 'wait-without-predicate', 'wait-for', ['for n in range(2):']],
    ] as const)(
        'the test with %s fails before the fix, and passes 1,000 times after',
        (_, before, rule, kind, lines) => {
            checkStress(before, rule, kind, lines);
        },
        240_000,
    );
});

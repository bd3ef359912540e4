import { describe, expect, it } from 'vitest';
import { useCli } from '../cli/harness.ts';
import { findsIn } from './finds.ts';

const cli = useCli();

/** Checks one file and puts each finding as `rule: the code of its first line`. */
async function check(source: string) {
    const lines = source.split('\n');
    const finds = await findsIn(
        cli,
        cli.project({ 'steady.toml': '', 'tests/test_sample.py': source }),
        'tests/test_sample.py',
    );
    return {
        finds: finds.map(({ rule, lines: [start] }) => `${rule}: ${lines[start - 1]?.trim()}`),
        delayed: finds.filter(f => f.rule === 'injected-delay').map(f => f.names[1]),
        race: finds.find(f => f.rule === 'intentional-race'),
        lastLine: lines.length - 1,
    };
}

describe('tests of the same kind as the reference, in other words', () => {
    it('unittest: mock.patch.object with side_effect, the race told in comments', async () => {
        const { finds, delayed, race, lastLine } = await check(`import time
import unittest
from unittest import mock

from depot import context
from depot import ledger


class LedgerRaceTest(unittest.TestCase):
    def setUp(self):
        self.ctx = context.get_admin_context()

    def balance(self):
        return ledger.Ledger.get_balance(self.ctx)

    def test_closing_overlaps_with_booking(self):
        real_close = ledger.Ledger.close
        real_book = ledger.Journal.book

        # Slow both calls down, so that the closing and the booking overlap:
        # the closing reads the journal, the booking is written, and the
        # closing then throws it away. The two race for the last entry.
        def late_close(*args):
            time.sleep(0.5)
            return real_close(*args)

        def late_book(*args):
            time.sleep(1.5)
            return real_book(*args)

        with mock.patch.object(ledger.Ledger, 'close', side_effect=late_close), \\
                mock.patch.object(ledger.Journal, 'book', side_effect=late_book):
            ledger.close_and_book()

        self.assertEqual(1, self.balance())
`);
        expect(finds).toEqual([
            'admin-context: self.ctx = context.get_admin_context()',
            'intentional-race: # Slow both calls down, so that the closing and the booking overlap:',
            'injected-delay: time.sleep(0.5)',
            'injected-delay: time.sleep(1.5)',
        ]);
        expect(delayed).toEqual(['Ledger.close', 'Journal.book']);
        expect(race?.names).toEqual(['Ledger.close', 'Journal.book']);
        expect(race?.lines[1]).toBe(lastLine);
    });

    it('pytest: monkeypatch.setattr on objects, the race told in the docstring', async () => {
        const { finds, delayed, race, lastLine } = await check(`from time import sleep

import pytest

from depot import context, tills


@pytest.fixture
def admin():
    return context.get_admin_context()


def test_two_tills(monkeypatch, admin):
    """Two tills race for the same number: reproduces the duplicate receipt."""
    real_next = tills.Counter.next
    real_print = tills.Printer.print_receipt

    def slow_next(self):
        number = real_next(self)
        sleep(1)
        return number

    def slow_print(self, *args):
        sleep(2)
        return real_print(self, *args)

    monkeypatch.setattr(tills.Counter, 'next', slow_next)
    monkeypatch.setattr('depot.tills.Printer.print_receipt', slow_print)

    tills.sell_at_both(admin)

    assert tills.receipts() == [1, 2]
`);
        expect(finds).toEqual([
            'admin-context: return context.get_admin_context()',
            'intentional-race: def slow_next(self):',
            'injected-delay: sleep(1)',
            'injected-delay: sleep(2)',
        ]);
        expect(delayed).toEqual(['Counter.next', 'Printer.print_receipt']);
        expect(race?.names).toEqual(['Counter.next', 'Printer.print_receipt']);
        expect(race?.lines[1]).toBe(lastLine);
    });

    it('unittest: patch decorators whose mocks get a side_effect, the race told by the name', async () => {
        const { finds, delayed, race, lastLine } = await check(`import time
import unittest
from unittest import mock

from depot import api
from depot.context import get_admin_context


class RestockTest(unittest.TestCase):
    @mock.patch('depot.shelf.Shelf.fill')
    @mock.patch('depot.order.Order.ship')
    def test_fill_races_with_ship(self, ship, fill):
        admin = get_admin_context()

        def slow_ship(order):
            time.sleep(1)
            order.state = 'shipped'

        def slow_fill(shelf):
            time.sleep(2)
            shelf.free = 0

        ship.side_effect = slow_ship
        fill.side_effect = slow_fill
        api.restock(admin)
        self.assertEqual('shipped', api.state(admin))
`);
        expect(finds).toEqual([
            'admin-context: admin = get_admin_context()',
            'intentional-race: def slow_ship(order):',
            'injected-delay: time.sleep(1)',
            'injected-delay: time.sleep(2)',
        ]);
        expect(delayed).toEqual(['Order.ship', 'Shelf.fill']);
        expect(race?.names).toEqual(['Order.ship', 'Shelf.fill']);
        expect(race?.lines[1]).toBe(lastLine);
    });

    it('green threads: stubs through useFixture, one delay that a comment declares', async () => {
        const { finds, delayed, race, lastLine } = await check(`import eventlet
import fixtures

from depot import context
from depot import lease
from depot import test


class LeaseTest(test.TestCase):
    def test_renewal(self):
        ctxt = context.get_admin_context()
        real_renew = lease.Lease.renew

        # We need the expiry to start while the renewal is still running, which
        # is a race between the two; a sleep in the renewal makes it certain enough.
        def held_renew(*args, **kwargs):
            eventlet.sleep(1)
            return real_renew(*args, **kwargs)

        self.useFixture(fixtures.MonkeyPatch('depot.lease.Lease.renew', held_renew))
        thread = eventlet.spawn(lease.renew_all, ctxt)
        lease.expire_all(ctxt)
        thread.wait()
        self.assertEqual([], lease.expired(ctxt))
`);
        expect(finds).toEqual([
            'admin-context: ctxt = context.get_admin_context()',
            'intentional-race: # We need the expiry to start while the renewal is still running, which',
            'injected-delay: eventlet.sleep(1)',
        ]);
        expect(delayed).toEqual(['Lease.renew']);
        expect(race?.names).toEqual(['Lease.renew']);
        expect(race?.lines[1]).toBe(lastLine);
    });

    it('a single delay that nothing declares to force an order is left alone', async () => {
        const { finds } = await check(`import time
from unittest import mock

from depot import context, lease


def test_renewal_is_slow():
    real_renew = lease.Lease.renew

    def slow_renew(*args):
        time.sleep(0.2)
        return real_renew(*args)

    with mock.patch('depot.lease.Lease.renew', new=slow_renew):
        assert lease.renew_all(context.get_admin_context()) == 1
`);
        expect(finds).toEqual(['admin-context: assert lease.renew_all(context.get_admin_context()) == 1']);
    });
});

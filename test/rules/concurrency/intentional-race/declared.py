# A test that says that it reproduces a race: in a comment, in its docstring, in its name.
import time
import unittest
from unittest import mock

from shop import stock


def test_sale_during_refresh():
    original_sell = stock.Store.sell

    # The sale and the refresh overlap: we inject sleeps in both, so  # expect: intentional-race [around `Store.sell`] (information)
    # that the refresh loads the stock before the sale is written.
    def slow_sell(*args):
        time.sleep(1)  # expect: injected-delay
        return original_sell(*args)

    with mock.patch('shop.stock.Store.sell', new=slow_sell):
        stock.run_both()
    assert stock.count() == 0


class TestRaces(unittest.TestCase):
    def test_refresh(self):
        """Reproduce the race between a sale and the periodic refresh."""

        def slow_sell(*args):  # expect: intentional-race [between `Store.sell` and `Store.load`]
            time.sleep(1)  # expect: injected-delay
            return 1

        def slow_load(*args):
            time.sleep(2)  # expect: injected-delay
            return 2

        with mock.patch('shop.stock.Store.sell', new=slow_sell), mock.patch('shop.stock.Store.load', new=slow_load):
            stock.run_both()
        self.assertEqual(0, stock.count())


def test_sale_races_with_refresh():
    def slow_sell(*args):  # expect: intentional-race [`Store.sell`]
        time.sleep(1)
        return 1

    with mock.patch('shop.stock.Store.sell', new=slow_sell):
        stock.run_both()
    assert stock.count() == 0


def test_refresh_during_sale():
    # Both at the same time: a delay in the refresh lets the sale come first.  # expect: intentional-race [around `Store.load`]
    def held_load(*args):
        time.sleep(0.2)  # expect: injected-delay
        return 0

    with mock.patch('shop.stock.Store.load', new=held_load):
        stock.run_both()
    assert stock.count() == 0

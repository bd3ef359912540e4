# A half-typed stub silences its own test only.
import time
from unittest import mock

from shop import stock


def test_half_typed():
    def slow_sell(*args):
        time.sleep(1

    def slow_load(*args):
        time.sleep(2)

    with mock.patch('shop.stock.Store.sell', new=slow_sell), mock.patch('shop.stock.Store.load', new=slow_load):
        stock.run_both()


def test_between():
    assert stock.count() == 0


def test_whole():
    def slow_sell(*args):
        time.sleep(1)  # expect: injected-delay

    def slow_load(*args):
        time.sleep(2)  # expect: injected-delay

    with mock.patch('shop.stock.Store.sell', new=slow_sell), mock.patch('shop.stock.Store.load', new=slow_load):
        stock.run_both()
    assert stock.count() == 0

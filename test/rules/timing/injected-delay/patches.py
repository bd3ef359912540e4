# A delay in a replacement of production code, in every way that tests replace it.
import time
from unittest import mock
from unittest.mock import patch

from shop import stock


def test_two_delays():
    sell = stock.Store.sell
    load = stock.Store.load

    def slow_sell(*args):
        time.sleep(1)  # expect: injected-delay [slows `Store.sell`, racing with the delay in `Store.load` (2 s)]
        return sell(*args)

    def slow_load(*args):
        time.sleep(2)  # expect: injected-delay [slows `Store.load`, racing with the delay in `Store.sell` (1 s)]
        return load(*args)

    with mock.patch('shop.stock.Store.sell', new=slow_sell), mock.patch('shop.stock.Store.load', new=slow_load):
        stock.run_both()
    assert stock.count() == 0


def test_patch_object_and_side_effect():
    def slow_sell(*args):
        time.sleep(1)  # expect: injected-delay [`Store.sell`]

    def slow_load(*args):
        time.sleep(2)  # expect: injected-delay [`Store.load`]

    with patch.object(stock.Store, 'sell', side_effect=slow_sell):
        with patch.object(stock.Store, 'load', slow_load):
            stock.run_both()
    assert stock.count() == 0


def test_monkeypatch(monkeypatch):
    def slow_sell(*args):
        time.sleep(1)  # expect: injected-delay [`Store.sell`]

    def slow_load(*args):
        time.sleep(2)  # expect: injected-delay [`Store.load`]

    monkeypatch.setattr(stock.Store, 'sell', slow_sell)
    monkeypatch.setattr(stock.Store, 'load', slow_load)
    stock.run_both()
    assert stock.count() == 0

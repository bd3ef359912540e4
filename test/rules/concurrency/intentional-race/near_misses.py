# Talking about races without injecting delays, and injecting delays without talking about races.
import threading
import time
from unittest import mock

from shop import stock


def test_race_without_delays():
    """Reproduce the race between a sale and the refresh."""
    held = threading.Event()
    with mock.patch('shop.stock.Store.sell', side_effect=held.wait):
        stock.run_both()
    assert stock.count() == 0


def test_slow_backend():
    def slow_load(*args):
        time.sleep(0.1)
        return 1

    with mock.patch('shop.stock.Store.load', new=slow_load):
        assert stock.count() == 1


def test_trace_is_embraced():
    def slow_load(*args):
        time.sleep(0.1)
        return 1

    with mock.patch('shop.stock.Store.load', new=slow_load):
        assert stock.trace() == []

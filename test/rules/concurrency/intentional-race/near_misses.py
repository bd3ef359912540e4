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


def test_no_race_in_the_till():
    def slow_load(*args):
        time.sleep(0.1)
        return 1

    with mock.patch('shop.stock.Store.load', new=slow_load):
        assert stock.count() == 1


def test_many_customers():
    # A hundred concurrent customers, one or two of whom fail: the others are
    # served from the shelf without asking the store again.
    def late_load(*args):
        time.sleep(0.1)
        return 1

    with mock.patch('shop.stock.Store.load', new=late_load):
        assert stock.serve(customers=100) == 100


def test_concurrent_load():
    def late_load(*args):
        time.sleep(0.1)
        return 1

    with mock.patch('shop.stock.Store.load', new=late_load):
        assert stock.serve(customers=2) == 2


def test_both_run_at_once():
    # The sleep lets the other one in: both loads run at the same time.
    def late_load(*args):
        time.sleep(0.1)
        return 1

    with mock.patch('shop.stock.Store.load', new=late_load):
        assert stock.serve(customers=2) == 2


def test_loads_together():
    """The loads overlap, they do not come one after the other."""

    def late_load(*args):
        time.sleep(0.1)
        return 1

    with mock.patch('shop.stock.Store.load', new=late_load):
        assert stock.most_at_once() > 1


def test_limit_of_concurrent_loads():
    """At most two loads run concurrently; a slow load shows it."""
    running = most = 0

    def slow_load(*args):
        nonlocal running, most
        running += 1
        most = max(most, running)
        time.sleep(0.1)
        running -= 1

    with mock.patch('shop.stock.Store.load', new=slow_load):
        stock.serve(customers=5)
    assert most == 2


def test_loads_at_the_same_time():
    # Add a delay to verify that the loads run concurrently.
    def delayed_load(*args):
        time.sleep(0.1)
        return 1

    start = time.time()
    with mock.patch('shop.stock.Store.load', new=delayed_load):
        stock.serve(customers=5)
    elapsed = time.time() - start
    assert elapsed < 0.4

# One delay that only widens a window, a stub of the sleep itself, and a stub that waits for an Event.
import threading
import time
from unittest import mock

from shop import stock


def test_single_delay():
    def slow_sell(*args):
        time.sleep(0.1)

    with mock.patch('shop.stock.Store.sell', new=slow_sell):
        stock.run_both()
    assert stock.count() == 0


def test_stub_of_the_sleep():
    slept = []

    with mock.patch('time.sleep', side_effect=slept.append):
        stock.retry()
    assert slept == [1, 2, 4]


def test_event_handshake():
    entered = threading.Event()
    done = threading.Event()

    def held_sell(*args):
        assert entered.wait(timeout=10)
        done.set()

    def held_load(*args):
        entered.set()
        assert done.wait(timeout=10)

    with mock.patch('shop.stock.Store.sell', new=held_sell), mock.patch('shop.stock.Store.load', new=held_load):
        stock.run_both()
    assert stock.count() == 0


def test_delays_in_workers_of_the_test():
    def first():
        time.sleep(0.1)

    def second():
        time.sleep(0.2)

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

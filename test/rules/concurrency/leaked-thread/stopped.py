# Workers that are asked to stop, and that nobody waits for.
import threading
import unittest

import pytest
from watchdog.observers import Observer
from watchdog.observers.api import EventDispatcher
from watchdog.observers.polling import PollingEmitter as Emitter

from shop import clock


class Ticker(threading.Thread):
    def __init__(self):
        super().__init__()
        self.done = False
        self.ticks = 0

    def run(self):
        while not self.done:
            self.ticks += clock.tick()

    def stop(self):
        self.done = True

    def close(self):
        self.done = True
        self.join()


def test_stopped():
    ticker = Ticker()
    ticker.start()
    clock.wait()
    ticker.stop()  # expect: leaked-thread [`ticker` is asked to stop and never joined] (information)


def test_observer():
    observer = Observer()
    observer.schedule(clock.handler, '/shop')
    observer.start()
    clock.wait()
    observer.unschedule_all()
    observer.stop()  # expect: leaked-thread (information)


def test_class_of_the_test():
    class Quiet(EventDispatcher):
        def dispatch_event(self, event, watch):
            assert event

    quiet = Quiet()
    quiet.start()
    quiet.stop()  # expect: leaked-thread [`quiet` is asked to stop]


@pytest.fixture
def emitter(events):
    em = Emitter(events, clock.watch, timeout=0.2)
    em.start()
    yield em
    em.stop()  # expect: leaked-thread [`em` is asked to stop]


@pytest.fixture
def joined(events):
    em = Emitter(events, clock.watch, timeout=0.2)
    em.start()
    yield em
    em.stop()
    em.join(5)


@pytest.fixture
def handed_out(events):
    em = Emitter(events, clock.watch, timeout=0.2)
    em.start()
    return em


def test_never_started():
    observer = Observer()
    observer.stop()


def test_joined():
    ticker = Ticker()
    ticker.start()
    ticker.stop()
    ticker.join()


def test_its_own_method_joins():
    ticker = Ticker()
    ticker.start()
    ticker.close()


def test_goes_elsewhere():
    ticker = Ticker()
    ticker.start()
    clock.register(ticker)
    ticker.stop()


class TestTicker(unittest.TestCase):
    def test_joined_in_a_cleanup(self):
        ticker = Ticker()
        ticker.start()
        self.addCleanup(ticker.join)
        self.addCleanup(ticker.stop)
        self.assertTrue(clock.running())

    def test_half_typed(self):
        ticker = Ticker()
        ticker.start(
        ticker.stop()

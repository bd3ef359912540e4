# Real time that passes for the clock's sake, and sleeps of which nobody says that.
import threading
import time
import unittest

import pytest
from freezegun import freeze_time


def test_down_time(agents):
    agents.configure(agent_down_time=1)
    time.sleep(1.5)  # expect: elapsed-time [lets 1.5 s of real time pass on every run]
    assert not agents.first().alive


class TestCache(unittest.TestCase):
    def test_ttl(self):
        self.cache.put('a', 1, ttl=1)
        time.sleep(1.1)  # expect: elapsed-time
        self.assertIsNone(self.cache.get('a'))


def test_short(cache):
    cache.put('a', 1, ttl=0.1)
    time.sleep(0.2)
    assert cache.get('a') is None


@freeze_time('2024-01-01')
def test_frozen(cache):
    cache.put('a', 1, ttl=1)
    time.sleep(1.1)
    assert cache.get('a') is None


def test_interrupted(alarm):
    with pytest.raises(InterruptedError):
        time.sleep(2)


def test_nobody_says_why(report):
    report.write('a')
    time.sleep(1)
    assert report.read() == 'a'


class TestModule:
    def teardown_method(self):
        time.sleep(1)

    def test_threads(self, worker):
        thread = threading.Thread(target=worker)
        thread.start()
        thread.join()

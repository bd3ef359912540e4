# Nothing is said where the sleep is a mock or the clock stands still: here, in the class, in a fixture.
import threading
import time
import unittest
from unittest import mock

import pytest
from freezegun import freeze_time


@mock.patch('time.sleep')
def test_patched_by_a_decorator(sleep, worker, results):
    threading.Thread(target=worker).start()
    time.sleep(1)
    assert results == [1]


@mock.patch.object(time, 'sleep')
def test_patched_as_an_attribute(sleep, worker, results):
    threading.Thread(target=worker).start()
    time.sleep(1)
    assert results == [1]


@freeze_time('2024-01-01')
def test_frozen(worker, results):
    threading.Thread(target=worker).start()
    time.sleep(1)
    assert results == [1]


def test_frozen_by_a_fixture(freezer, worker, results):
    threading.Thread(target=worker).start()
    time.sleep(1)
    assert results == [1]


def test_patched_by_monkeypatch(monkeypatch, worker, results):
    monkeypatch.setattr(time, 'sleep', lambda seconds: None)
    threading.Thread(target=worker).start()
    time.sleep(1)
    assert results == [1]


class TestPatchedInSetUp(unittest.TestCase):
    def setUp(self):
        patcher = mock.patch('shop.worker.time.sleep')
        patcher.start()
        self.addCleanup(patcher.stop)

    def test_result(self):
        threading.Thread(target=self.worker).start()
        time.sleep(1)
        self.assertEqual(1, self.result)


class TestPatchedForEachTest:
    @pytest.fixture(autouse=True)
    def no_real_sleep(self, monkeypatch):
        monkeypatch.setattr('time.sleep', lambda seconds: None)

    def test_result(self, worker, results):
        threading.Thread(target=worker).start()
        time.sleep(1)
        assert results == [1]


@freeze_time('2024-01-01')
class TestFrozenClass:
    def test_result(self, worker, results):
        threading.Thread(target=worker).start()
        time.sleep(1)
        assert results == [1]


@mock.patch('time.time', return_value=0)
def test_only_reading_the_clock_is_patched(now, worker, results):
    threading.Thread(target=worker).start()
    time.sleep(1)  # expect: sleep-as-sync
    assert results == [1]

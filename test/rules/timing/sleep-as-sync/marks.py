# Benchmarks, integration tests and slow tests count one step less.
import threading
import time
import unittest

import pytest
from shop.testing import tag


@pytest.mark.slow
def test_slow(worker, results):
    threading.Thread(target=worker).start()
    time.sleep(1)  # expect: sleep-as-sync (information)
    assert results == [1]


@pytest.mark.benchmark(group='threads')
def test_benchmark(worker, results):
    threading.Thread(target=worker).start()
    time.sleep(1)  # expect: sleep-as-sync (information)
    assert results == [1]


@pytest.mark.parametrize('n', [1, 2])
def test_other_marks(n, worker, results):
    threading.Thread(target=worker).start()
    time.sleep(1)  # expect: sleep-as-sync (warning)
    assert results == [n]


@pytest.mark.integration
class TestIntegration:
    def test_result(self, worker, results):
        threading.Thread(target=worker).start()
        time.sleep(1)  # expect: sleep-as-sync (information)
        assert results == [1]


class TestByAttribute:
    pytestmark = [pytest.mark.django_db, pytest.mark.manual]

    def test_result(self, worker, results):
        threading.Thread(target=worker).start()
        time.sleep(1)  # expect: sleep-as-sync (information)
        assert results == [1]


@tag('slow')
class TestTagged(unittest.TestCase):
    def test_result(self):
        threading.Thread(target=self.worker).start()
        time.sleep(1)  # expect: sleep-as-sync (information)
        self.assertEqual(1, self.result)


def test_reviewed(worker, results):
    threading.Thread(target=worker).start()
    time.sleep(1)  # steady: ignore[sleep-as-sync] -- the driver has no other sign
    assert results == [1]

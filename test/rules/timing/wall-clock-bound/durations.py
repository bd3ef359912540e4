# An upper bound on how long something took in real time.
import time
import unittest


def test_lookup_is_fast(index):
    start = time.monotonic()
    index.lookup('a')
    assert time.monotonic() - start < 0.5  # expect: wall-clock-bound [allows 0.5 s of real time]


class TestIndex(unittest.TestCase):
    def test_lookup_is_fast(self):
        start = time.perf_counter()
        self.index.lookup('a')
        took = time.perf_counter() - start
        self.assertLess(took, 1)  # expect: wall-clock-bound

    def test_generous(self):
        start = time.time()
        self.index.lookup('a')
        self.assertLess(time.time() - start, 60)  # expect: wall-clock-bound (hint)

    def test_lower_bound(self):
        start = time.time()
        self.index.lookup('a')
        self.assertGreaterEqual(time.time() - start, 0.1)


def test_no_clock(index):
    assert index.count() - index.hits() < 5

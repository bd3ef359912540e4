# Which clocks, which spellings, and which bounds are none.
import time
import unittest
from datetime import datetime, timedelta
from time import perf_counter as tick

LIMIT = 0.25


def test_alias_and_constant(index):
    start = tick()
    index.lookup('a')
    assert tick() - start < LIMIT  # expect: wall-clock-bound [allows 0.25 s of real time]


def test_both_sides(index):
    start = time.time()
    index.lookup('a')
    took = time.time() - start
    assert 0.1 <= took <= 0.5  # expect: wall-clock-bound


def test_both_sides_the_other_way_round(index):
    start = time.time()
    index.lookup('a')
    took = time.time() - start
    assert 0.5 >= took >= 0.1  # expect: wall-clock-bound [allows 0.5 s]


def test_bound_with_a_name_from_elsewhere(index, timeouts):
    start = time.monotonic()
    index.lookup('a')
    took = time.monotonic() - start
    assert took < timeouts.LONG_TIMEOUT  # expect: wall-clock-bound [allows only so much of real time]


def test_fails_by_hand(index, fail):
    start = time.monotonic()
    index.lookup('a')
    if time.monotonic() - start > 2:  # expect: wall-clock-bound [allows 2 s]
        raise AssertionError('too slow')


def test_dates(index):
    start = datetime.now()
    index.lookup('a')
    assert datetime.now() - start < timedelta(seconds=1)  # expect: wall-clock-bound


class TestIndex(unittest.TestCase):
    def test_clock_has_not_gone_on(self):
        self.index.stamp()
        self.assertAlmostEqual(time.time(), self.index.stamped_at, places=2)  # expect: wall-clock-bound [allows 5 ms of real time]
        self.assertAlmostEqual(time.time(), self.index.stamped_at)  # expect: wall-clock-bound [allows no real time at all]

    def test_virtual_clock(self):
        self.assertAlmostEqual(0.3, self.loop.time())

    def test_rather_generous(self):
        start = time.time()
        self.index.lookup('a')
        self.assertLess(time.time() - start, 10)  # expect: wall-clock-bound (information)


def test_processor_time(index):
    start = time.process_time()
    index.lookup('a')
    assert time.process_time() - start < 0.5


def test_deadline_of_a_poll(server):
    start = time.time()
    while not server.ready:
        assert time.time() - start < 2
        time.sleep(0.01)


def test_benchmark_of_lookup(index):
    start = time.time()
    index.lookup('a')
    assert time.time() - start < 0.5


def test_order_of_two_readings(index):
    before = time.time()
    assert before <= index.stamp() <= time.time()


def test_two_measurements(index):
    start = time.monotonic()
    index.convert()
    slow = time.monotonic() - start
    start = time.monotonic()
    index.refuse()
    fast = time.monotonic() - start
    assert fast < slow / 2

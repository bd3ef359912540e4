# Counts in a stretch of time, deadlines that a sleep nearly reaches, remaining times, spelled durations.
import asyncio
import datetime
from time import time
from unittest import mock

import pytest

from shop import waiter


async def test_worker_is_removed(scheduler, interval):
    start = time()
    while scheduler.workers:
        await asyncio.sleep(interval)
        assert time() < start + interval + 0.1  # expect: wall-clock-bound [leaves 0.1 s for everything but the sleep]


async def test_worker_is_removed_in_time(scheduler, interval):
    start = time()
    while scheduler.workers:
        await asyncio.sleep(0.01)
        assert time() < start + interval + 5


async def test_retries(client, story):
    future = client.submit(1)
    with pytest.raises(asyncio.TimeoutError):
        await future.result(timeout=0.5)
    events = story()
    assert 3 <= len(events) <= 7  # expect: wall-clock-bound [counts what fits into a stretch of real time]


def test_range_without_time(shop):
    items = shop.items()
    assert 3 <= len(items) <= 7


def test_expires(r):
    expire_at = r.now() + datetime.timedelta(seconds=10)
    assert r.set('a', '1', exat=expire_at)
    assert 0 < r.ttl('a') <= 10  # expect: wall-clock-bound [compares two clocks without a margin]


def test_expires_with_margin(r):
    expire_at = r.now() + datetime.timedelta(seconds=10)
    assert r.set('a', '1', exat=expire_at)
    assert 0 < r.ttl('a') <= 11


def test_expires_by_duration(r):
    assert r.set('a', '1', ex=10)
    assert 0 < r.ttl('a') <= 10


def test_logs_the_duration():
    log = mock.Mock()
    waiter.wait(log)
    log.warning.assert_called_once_with('foo: timed out after 0.00 seconds')  # expect: wall-clock-bound [`after 0.00 seconds`]


def test_logs_a_fixed_duration():
    log = mock.Mock()
    with mock.patch('shop.waiter.StopWatch.elapsed', return_value=0.0):
        waiter.wait(log)
    log.warning.assert_called_once_with('foo: timed out after 0.00 seconds')

# Sleeps that are not bets: polling, workers, yielding, tests of time itself, mocked clocks.
import threading
import time
from unittest import mock

import freezegun

from shop import load


def test_bounded_poll(server):
    thread = threading.Thread(target=server.run)
    thread.start()
    for _ in range(50):
        if server.ready:
            break
        time.sleep(0.1)
    assert server.ready


def test_poll_with_deadline(server):
    threading.Thread(target=server.run).start()
    deadline = time.monotonic() + 10
    while not server.ready:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_worker_takes_its_time():
    results = []

    def worker():
        value = load()
        time.sleep(0.1)
        results.append(value)

    thread = threading.Thread(target=worker)
    thread.start()
    thread.join(10)
    assert results == [1]


def test_sleep_of_zero(server):
    threading.Thread(target=server.run).start()
    time.sleep(0)
    assert server is not None


def test_cache_entry_expires(cache):
    cache.put('key', 1, ttl=0.1)
    time.sleep(0.2)
    assert cache.get('key') is None


def test_nothing_was_started():
    before = time.monotonic()
    time.sleep(0.1)
    assert time.monotonic() - before >= 0.1


def test_sleep_is_a_mock(server):
    with mock.patch('time.sleep'):
        threading.Thread(target=server.run).start()
        time.sleep(1)
    assert server.ready


@freezegun.freeze_time('2020-01-01')
def test_event():
    done = threading.Event()
    threading.Thread(target=done.set).start()
    assert done.wait(timeout=10)


def test_the_word_sleep_in_a_string():
    threading.Thread(target=print).start()
    text = 'time.sleep(1)'
    assert text

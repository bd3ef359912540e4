# Real time passes because the code under test depends on it.
import time

from freezegun import freeze_time

from shop import cache

TTL = 1


def test_entry_expires():
    store = cache.Cache(ttl=TTL)
    store.put('a', 1)
    time.sleep(TTL + 0.1)  # expect: elapsed-time [lets 1.1 s of real time pass]
    assert store.get('a') is None


def test_short_sleep_is_not_worth_a_word():
    store = cache.Cache(ttl=0.1)
    store.put('a', 1)
    time.sleep(0.2)
    assert store.get('a') is None


def test_clock_is_moved():
    store = cache.Cache(ttl=TTL)
    with freeze_time('2024-01-01') as frozen:
        store.put('a', 1)
        frozen.tick(TTL + 0.1)
        assert store.get('a') is None

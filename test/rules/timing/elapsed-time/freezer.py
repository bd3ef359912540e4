# Where other tests of the file have the freezer fixture, this one gets it too.
import time

from shop import cache


def test_frozen(freezer):
    store = cache.Cache(ttl=1)
    freezer.tick(2)
    assert store.get('a') is None


def test_entry_expires(tmp_path):
    store = cache.Cache(tmp_path, ttl=1)
    time.sleep(1.1)  # expect: elapsed-time  # expect-fix: fake-clock
    assert store.get('a') is None

# Where other tests of the file have the freezer fixture, this one gets it too.

from shop import cache


def test_frozen(freezer):
    store = cache.Cache(ttl=1)
    freezer.tick(2)
    assert store.get('a') is None


def test_entry_expires(tmp_path, freezer):
    store = cache.Cache(tmp_path, ttl=1)
    freezer.tick(1.1)
    assert store.get('a') is None

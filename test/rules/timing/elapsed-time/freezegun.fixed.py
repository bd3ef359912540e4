# The fake clock that the file imports moves instead; the whole test runs under it.
import time
import unittest

from freezegun import freeze_time

from shop import cache


def test_entry_expires():
    """An entry lives for its time."""
    with freeze_time() as frozen:
        store = cache.Cache(ttl=1)
        store.put('a', """
one
""")
        # Its time is over.
        frozen.tick(delta=1.1)
        assert store.get('a') is None


class TestCache(unittest.TestCase):
    def test_ttl_twice(self):
        with freeze_time() as frozen:
            store = cache.Cache(ttl=1)
            store.put('a', 1)
            frozen.tick(delta=0.6)
            store.touch('a')
            frozen.tick(delta=0.6)
            self.assertEqual(1, store.get('a'))


def test_frozen_already():
    with freeze_time('2024-01-01') as frozen:
        store = cache.Cache(ttl=1)
        frozen.tick(2)
        assert store.get('a') is None

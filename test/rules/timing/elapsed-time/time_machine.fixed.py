# The traveller of time-machine, which stands still until it is moved.
import time

import time_machine

from shop import cache


def test_traveller():
    with time_machine.travel(0, tick=False):
        assert cache.Cache(ttl=1)


def test_entry_expires():
    with time_machine.travel(time.time(), tick=False) as traveller:
        store = cache.Cache(ttl=1)
        traveller.shift(1.1)
        assert store.get('a') is None

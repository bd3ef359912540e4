# The traveller of time-machine, which stands still until it is moved.
import time

import time_machine

from shop import cache


def test_traveller():
    with time_machine.travel(0, tick=False):
        assert cache.Cache(ttl=1)


def test_entry_expires():
    store = cache.Cache(ttl=1)
    time.sleep(1.1)  # expect: elapsed-time  # expect-fix: fake-clock
    assert store.get('a') is None

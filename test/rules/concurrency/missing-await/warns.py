# The warning of the forgotten coroutine is what the test is about.
import pytest

from shop import Shop


async def test_lock():
    lock = Shop.lock('till')
    await lock.release()
    await lock.release()
    await lock.release()


async def test_warns():
    lock = Shop.lock('till')
    with pytest.warns(RuntimeWarning):
        lock.release()

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


async def fetch():
    return 1


async def test_left_out_on_purpose():
    fetch()  # don't await


async def test_by_a_comment_above():
    # This is not awaited on purpose.
    fetch()


def test_runner_complains(runner):
    async def forgets():
        fetch()

    with pytest.raises(RuntimeError, match='was never awaited'):
        runner.run(forgets)


async def test_forgotten_without_a_reason():
    fetch()  # expect: missing-await

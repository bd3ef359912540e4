# Two replacements of different length are no race where a timeout is what is tested.
import asyncio
from unittest import mock


async def test_each_check_has_its_own_timeout(first, second, run):
    async def slow(database):
        await asyncio.sleep(1)
        return True

    async def fast(database):
        await asyncio.sleep(0.01)
        return True

    first.check.side_effect = slow
    second.check.side_effect = fast
    assert await run([first, second]) == [False, True]


async def test_two_checks_race(first, second, run):
    async def slow(database):
        await asyncio.sleep(1)  # expect: injected-delay [`asyncio.sleep` of 1 s slows `first.check`]
        return True

    async def fast(database):
        await asyncio.sleep(0.5)  # expect: injected-delay [slows `second.check`]
        return True

    first.check.side_effect = slow
    second.check.side_effect = fast
    assert await run([first, second]) == 'second'


def test_sleep_itself_is_replaced(sleeper):
    with mock.patch('time.sleep', side_effect=lambda seconds: None) as sleep:
        sleeper.rest()
    assert sleep.called

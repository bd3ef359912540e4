# Coroutines that nobody runs, and calls that only look like it.
import asyncio
import threading
import unittest


async def fetch():
    await asyncio.sleep(0)
    return 1


async def numbers():
    yield 1


async def test_statement():
    fetch()  # expect: missing-await [`fetch()` is not awaited: nothing of it is run]
    asyncio.sleep(1)  # expect: missing-await [`asyncio.sleep()`]


async def test_assertion():
    assert fetch()  # expect: missing-await [always true]


async def test_awaited():
    assert await fetch() == 1
    fetched = fetch()
    assert await fetched == 1
    await asyncio.gather(fetch(), fetch())
    assert asyncio.iscoroutine(fetch())
    numbers()


class TestPlain(unittest.TestCase):
    async def test_never_runs(self):  # expect: missing-await [it is called, never awaited, and cannot fail]
        assert await fetch() == 2

    def test_warning(self):
        with self.assertWarns(RuntimeWarning):
            fetch()


class TestAsync(unittest.IsolatedAsyncioTestCase):
    async def test_runs(self):
        assert await fetch() == 1


async def test_event_of_two_kinds(in_threads):
    if in_threads:
        woken = threading.Event()
    else:
        woken = asyncio.Event()
    if in_threads:
        woken.wait(2)
    else:
        await woken.wait()

# A sleep awaits the library that the test runs on; other calls get the loop's own primitive, or a thread.
import asyncio
import queue
import subprocess
import threading
import time
import unittest

import anyio
import pytest
import requests
import trio


async def test_nothing_else_runs(shelf):
    shelf.bake('loaf')
    await asyncio.sleep(0.5)
    await shelf.clean()
    await asyncio.sleep(0)


@pytest.mark.trio
async def test_trio(shelf):
    shelf.bake('loaf')
    await trio.sleep(0.5)
    await shelf.clean()


@pytest.mark.anyio
async def test_anyio(shelf, process):
    shelf.bake('loaf')
    await anyio.sleep(0.5)
    items = queue.Queue()
    shelf.fill(items)
    assert await anyio.to_thread.run_sync(lambda: items.get(timeout=5)) == 'loaf'


class TestShop(unittest.IsolatedAsyncioTestCase):
    async def test_two_at_work(self):
        async def slow():
            await asyncio.sleep(0.2)
            self.order.append('slow')

        await asyncio.gather(slow(), self.shop.sell())
        self.assertEqual(['sold', 'slow'], self.order)

    async def test_effect(self):
        task = asyncio.create_task(self.shop.open())
        deadline = time.monotonic() + 10
        while not self.shop.is_open() and time.monotonic() < deadline:
            await asyncio.sleep(0.01)
        self.assertTrue(self.shop.is_open())
        task.cancel()

    async def test_event_of_coroutines(self):
        opened = asyncio.Event()

        async def open_it():
            await self.shop.open()
            opened.set()

        task = asyncio.create_task(open_it())
        self.assertTrue(await asyncio.wait_for(opened.wait(), timeout=5))
        await task

    async def test_event_of_somebody_else(self):
        opened = threading.Event()
        self.shop.on_open(opened.set)
        self.assertTrue(await asyncio.to_thread(opened.wait, timeout=5))


async def test_result_is_used(shop):
    text = (await asyncio.to_thread(requests.get, shop.url)).text
    assert text == 'open'
    done = await asyncio.to_thread(
        subprocess.run,
        ['shop', 'close'],
        check=True,
    )
    assert done.returncode == 0


async def test_time_is_measured(shop):
    begin = time.monotonic()
    time.sleep(0.5)
    assert time.monotonic() - begin >= 0.5


async def test_lock_is_held(shop, lock):
    with lock:
        time.sleep(0.5)
        shop.close()


async def test_condition_belongs_to_its_thread(shop):
    condition = threading.Condition()
    with condition:
        condition.wait(5)
    await anyio.sleep(0)
    await trio.sleep(0)

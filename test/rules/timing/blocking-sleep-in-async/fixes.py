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
    time.sleep(0.5)  # expect: blocking-sleep-in-async  # expect-fix: async-sleep
    await shelf.clean()
    await asyncio.sleep(0)


@pytest.mark.trio
async def test_trio(shelf):
    shelf.bake('loaf')
    time.sleep(0.5)  # expect: blocking-sleep-in-async  # expect-fix: async-sleep
    await shelf.clean()


@pytest.mark.anyio
async def test_anyio(shelf, process):
    shelf.bake('loaf')
    time.sleep(0.5)  # expect: blocking-sleep-in-async  # expect-fix: async-sleep
    items = queue.Queue()
    shelf.fill(items)
    assert items.get(timeout=5) == 'loaf'  # expect: blocking-sleep-in-async  # expect-fix: to-thread


class TestShop(unittest.IsolatedAsyncioTestCase):
    async def test_two_at_work(self):
        async def slow():
            time.sleep(0.2)  # expect: blocking-sleep-in-async  # expect-fix: async-sleep
            self.order.append('slow')

        await asyncio.gather(slow(), self.shop.sell())
        self.assertEqual(['sold', 'slow'], self.order)

    async def test_effect(self):
        task = asyncio.create_task(self.shop.open())
        time.sleep(0.5)  # expect: blocking-sleep-in-async  # expect-fix: async-poll
        self.assertTrue(self.shop.is_open())
        task.cancel()

    async def test_event_of_coroutines(self):
        opened = threading.Event()

        async def open_it():
            await self.shop.open()
            opened.set()

        task = asyncio.create_task(open_it())
        self.assertTrue(opened.wait(5))  # expect: blocking-sleep-in-async  # expect-fix: async-primitive
        await task

    async def test_event_of_somebody_else(self):
        opened = threading.Event()
        self.shop.on_open(opened.set)
        self.assertTrue(opened.wait(timeout=5))  # expect: blocking-sleep-in-async  # expect-fix: to-thread


async def test_result_is_used(shop):
    text = requests.get(shop.url).text  # expect: blocking-sleep-in-async  # expect-fix: to-thread
    assert text == 'open'
    done = subprocess.run(  # expect: blocking-sleep-in-async  # expect-fix: to-thread
        ['shop', 'close'],
        check=True,
    )
    assert done.returncode == 0


async def test_time_is_measured(shop):
    begin = time.monotonic()
    time.sleep(0.5)  # expect: blocking-sleep-in-async
    assert time.monotonic() - begin >= 0.5


async def test_lock_is_held(shop, lock):
    with lock:
        time.sleep(0.5)  # expect: blocking-sleep-in-async
        shop.close()


async def test_condition_belongs_to_its_thread(shop):
    condition = threading.Condition()
    with condition:
        condition.wait(5)  # expect: blocking-sleep-in-async
    await anyio.sleep(0)
    await trio.sleep(0)

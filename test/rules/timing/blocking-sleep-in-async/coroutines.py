# Calls that block the whole event loop, directly in a coroutine.
import asyncio
import threading
import time
import unittest
from time import sleep


async def test_sleep(consumer):
    task = asyncio.create_task(consumer.run())
    time.sleep(0.5)  # expect: blocking-sleep-in-async [`time.sleep` blocks the event loop]
    assert consumer.seen
    task.cancel()


async def test_from_import(consumer):
    sleep(0.5)  # expect: blocking-sleep-in-async
    assert consumer.seen


class TestConsumer(unittest.IsolatedAsyncioTestCase):
    async def test_event(self):
        done = threading.Event()
        self.consumer.on_end(done.set)
        done.wait(5)  # expect: blocking-sleep-in-async [`done.wait`]
        self.assertTrue(self.consumer.seen)


async def test_awaited(consumer):
    await asyncio.sleep(0.5)
    assert consumer.seen


async def test_in_a_thread(consumer):
    def work():
        time.sleep(0.1)
        consumer.feed()

    await asyncio.to_thread(work)
    assert consumer.seen


async def test_blocks_on_purpose(watchdog):
    # Block the loop, so that the watchdog barks.
    time.sleep(0.5)
    assert watchdog.barked


def test_no_coroutine(consumer):
    consumer.start()
    time.sleep(0.5)
    assert consumer.seen


async def test_async_sleep(server):
    server.start()
    time.sleep(1)  # expect: blocking-sleep-in-async
    assert server.ready

# Blocking calls that do not block the loop, that are meant to, or that return at once.
import asyncio
import queue
import subprocess
import threading
import time
from time import sleep as nap
from unittest import mock


async def test_alias(consumer):
    task = asyncio.create_task(consumer.run())
    nap(0.5)  # expect: blocking-sleep-in-async [`nap` blocks the event loop]
    task.cancel()


async def test_event(consumer):
    done = threading.Event()
    consumer.start(done)
    done.wait(5)  # expect: blocking-sleep-in-async [`done.wait`]


async def test_process():
    process = subprocess.Popen(['true'])
    process.wait()  # expect: blocking-sleep-in-async


async def test_in_a_thread(consumer):
    await asyncio.to_thread(time.sleep, 0.5)
    assert consumer.seen


async def test_nested_function(loop):
    def work():
        time.sleep(0.5)

    await loop.run_in_executor(None, work)


async def test_event_of_asyncio():
    done = asyncio.Event()
    asyncio.get_running_loop().call_soon(done.set)
    await done.wait()


async def test_queue_that_holds_something(consumer):
    items = queue.Queue()
    await consumer.fill(items)
    assert items.qsize() == 1
    assert items.get() == 1


async def test_loop_is_blocked(monitor):
    time.sleep(0.2)
    assert monitor.lag > 0.1


async def test_said_in_a_comment(monitor):
    # time.sleep is a harder case than asyncio.sleep here.
    time.sleep(0.2)
    assert monitor.seen


async def test_sleep_is_a_mock(consumer):
    with mock.patch('time.sleep'):
        time.sleep(1)
        assert consumer.seen


async def test_zero():
    time.sleep(0)

# The same ways to start, each with something that orders the read: nothing to report.
import asyncio
import multiprocessing
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import anyio
import eventlet
import gevent
import pytest
import trio
from eventlet import event
from gevent.event import AsyncResult

TOTAL = 0


def test_a_process_has_memory_of_its_own():
    seen = []

    def worker():
        seen.append(1)

    process = multiprocessing.Process(target=worker)
    process.start()
    assert seen == []
    process.join()


def test_value_after_the_join():
    total = multiprocessing.Value('i', 0)

    def worker():
        with total.get_lock():
            total.value += 1

    processes = [multiprocessing.Process(target=worker) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert total.value == 3


def test_queue_of_a_process():
    queue = multiprocessing.Queue()
    total = multiprocessing.Value('i', 0)

    def worker():
        total.value = 1
        queue.put(1)

    process = multiprocessing.Process(target=worker)
    process.start()
    queue.get(timeout=5)
    assert total.value == 1
    process.join()


def test_callback_of_a_future_after_the_pool():
    seen = []
    with ThreadPoolExecutor() as pool:
        future = pool.submit(int, '1')
        future.add_done_callback(seen.append)
    assert len(seen) == 1


def test_callback_of_what_is_over():
    seen = []
    with ThreadPoolExecutor() as pool:
        future = pool.submit(int, '1')
        future.result(timeout=5)
        future.add_done_callback(seen.append)
        assert len(seen) == 1


async def test_no_wait_between():
    seen = []

    async def worker():
        seen.append(1)

    task = asyncio.create_task(worker())
    # Nobody else runs before the test waits.
    assert seen != [1]
    await task
    assert seen == [1]


async def test_first_come_first_served():
    seen = []

    async def worker():
        seen.append(1)
        await asyncio.sleep(1)

    task = asyncio.create_task(worker())
    await asyncio.sleep(0)
    assert seen == [1]
    task.cancel()


async def test_in_the_order_of_their_start():
    winner = None

    async def first():
        nonlocal winner
        winner = 'first'

    async def second():
        nonlocal winner
        winner = 'second'

    one = asyncio.create_task(first())
    two = asyncio.create_task(second())
    await asyncio.gather(one, two)
    assert winner == 'second'


async def test_gather():
    seen = []

    async def worker(n):
        await asyncio.sleep(n)
        seen.append(n)

    await asyncio.gather(worker(1), worker(2))
    assert len(seen) == 2


async def test_gather_of_many():
    seen = []

    async def worker(n):
        await asyncio.sleep(n)
        seen.append(n)

    await asyncio.gather(*(worker(n) for n in range(3)))
    assert len(seen) == 3


async def test_gather_later():
    seen = []

    async def worker(n):
        await asyncio.sleep(n)
        seen.append(n)

    both = asyncio.gather(worker(1), worker(2))
    await asyncio.sleep(0)
    await both
    assert len(seen) == 2


async def test_wait_for():
    seen = []

    async def worker():
        await asyncio.sleep(0)
        seen.append(1)

    await asyncio.wait_for(worker(), timeout=5)
    assert seen == [1]


async def test_wait_for_a_task():
    seen = []

    async def worker():
        await asyncio.sleep(0)
        seen.append(1)

    task = asyncio.create_task(worker())
    await asyncio.wait_for(task, 5)
    assert seen == [1]


async def test_wait_for_all():
    seen = []

    async def worker():
        await asyncio.sleep(0)
        seen.append(1)

    tasks = [asyncio.create_task(worker()), asyncio.create_task(worker())]
    done, pending = await asyncio.wait(tasks)
    assert len(seen) == 2


async def test_event_of_the_loop():
    seen = []
    done = asyncio.Event()

    async def worker():
        await asyncio.sleep(0)
        seen.append(1)
        done.set()

    task = asyncio.create_task(worker())
    await done.wait()
    assert seen == [1]
    await task


async def test_queue_of_the_loop():
    seen = []
    queue = asyncio.Queue()

    async def worker():
        await asyncio.sleep(0)
        seen.append(1)
        await queue.put(1)

    task = asyncio.create_task(worker())
    await queue.get()
    assert seen == [1]
    await task


async def test_future_of_the_loop():
    seen = []
    future = asyncio.get_running_loop().create_future()

    async def worker():
        await asyncio.sleep(0)
        seen.append(1)
        future.set_result(True)

    task = asyncio.create_task(worker())
    await future
    assert seen == [1]
    await task


async def test_callback_of_a_task():
    seen = []

    async def worker():
        await asyncio.sleep(0)

    task = asyncio.create_task(worker())
    task.add_done_callback(lambda t: seen.append(1))
    await task
    assert seen == [1]


async def test_behind_the_group():
    seen = []

    async def worker():
        await asyncio.sleep(0)
        seen.append(1)

    async with asyncio.timeout(5):
        async with asyncio.TaskGroup() as group:
            group.create_task(worker())
    assert seen == [1]


async def test_behind_the_nursery():
    seen = []

    async def worker():
        await trio.sleep(0)
        seen.append(1)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(worker)
    assert seen == [1]


async def test_thread_of_anyio():
    seen = []

    def worker():
        seen.append(1)

    await anyio.to_thread.run_sync(worker)
    assert seen == [1]


def test_run():
    seen = []

    async def worker():
        await asyncio.sleep(0)
        seen.append(1)

    async def main():
        task = asyncio.create_task(worker())
        await task
        assert seen == [1]

    asyncio.run(main())
    assert seen == [1]


def test_trio_run():
    seen = []

    async def worker():
        await trio.sleep(0)
        seen.append(1)

    async def main():
        async with trio.open_nursery() as nursery:
            nursery.start_soon(worker)

    trio.run(main)
    assert seen == [1]


def test_run_until_complete():
    loop = asyncio.new_event_loop()
    seen = []

    async def worker():
        await asyncio.sleep(0)
        seen.append(1)

    loop.run_until_complete(asyncio.gather(worker(), worker()))
    assert len(seen) == 2


def test_greenlet_before_any_switch():
    seen = []

    def worker():
        seen.append(1)

    thread = eventlet.spawn(worker)
    assert len(seen) < 1
    thread.wait()
    assert seen == [1]


def test_greenlet_after_a_switch():
    seen = []

    def worker():
        seen.append(1)

    thread = eventlet.spawn(worker)
    eventlet.sleep(0)
    assert seen == [1]
    thread.wait()


def test_green_event():
    seen = []
    done = event.Event()

    def worker():
        eventlet.sleep(0.1)
        seen.append(1)
        done.send(True)

    eventlet.spawn(worker)
    done.wait()
    assert seen == [1]


def test_gevent_result():
    seen = []
    done = AsyncResult()

    def worker():
        gevent.sleep(0.1)
        seen.append(1)
        done.set(True)

    gevent.spawn(worker)
    done.get()
    assert seen == [1]


def test_a_signal_for_oneself():
    seen = []

    def handler(signum, frame):
        seen.append(signum)

    signal.signal(signal.SIGUSR1, handler)
    os.kill(os.getpid(), signal.SIGUSR1)
    assert seen == [signal.SIGUSR1]


def test_lock_around_a_helper():
    count = 0
    lock = threading.Lock()

    def bump():
        nonlocal count
        count += 1

    def worker():
        with lock:
            bump()

    threads = [threading.Thread(target=worker) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count == 3


async def test_nothing_is_started():
    group = asyncio.TaskGroup()
    seen = []

    async def worker():
        await asyncio.sleep(0.01)
        seen.append(1)

    with pytest.raises(RuntimeError):
        group.create_task(worker())
    await asyncio.sleep(0)
    assert seen == []

# Every way to start something beside the test, each followed by a read that nothing orders.
import asyncio
import functools
import multiprocessing
import threading
import unittest
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.pool import ThreadPool

import anyio
import eventlet
import gevent
import trio
from gevent.pool import Pool
from watchdog.events import FileSystemEventHandler
from watchdog.observers import Observer


def test_thread_with_a_callable():
    seen = []

    class Note:
        def add(self):
            seen.append(1)

    thread = threading.Thread(target=Note().add)
    thread.start()
    assert seen == [1]  # expect: read-before-join
    thread.join()


def test_thread_with_partial_of_a_keyword():
    seen = []

    def worker(into):
        into.append(1)

    thread = threading.Thread(target=functools.partial(worker, into=seen))
    thread.start()
    assert seen == [1]  # expect: read-before-join
    thread.join()


def test_callback_of_a_future():
    seen = []
    with ThreadPoolExecutor() as pool:
        future = pool.submit(int, '1')
        future.add_done_callback(lambda f: seen.append(f))
        future.result(timeout=5)
        # The result is there before the callbacks are called.
        assert len(seen) == 1  # expect: read-before-join [seen]
    assert len(seen) == 1


def test_callback_of_a_pool():
    seen = []
    pool = ThreadPool(2)
    result = pool.apply_async(int, ('1',), callback=seen.append)
    assert seen == [1]  # expect: read-before-join [seen]
    result.get(timeout=5)
    assert seen == [1]


def test_starmap_of_a_pool():
    seen = []

    def worker(a, b):
        seen.append(a)

    pool = ThreadPool(2)
    result = pool.starmap_async(worker, [(1, 2)])
    assert seen == [1]  # expect: read-before-join
    result.wait()


def test_observer(tmp_path):
    class Handler(FileSystemEventHandler):
        def __init__(self):
            self.created = []

        def on_created(self, event):
            self.created.append(event.src_path)

    handler = Handler()
    observer = Observer()
    observer.schedule(handler, str(tmp_path))
    observer.start()
    (tmp_path / 'a').write_text('x')
    assert handler.created == ['a']  # expect: read-before-join
    observer.stop()
    observer.join()


def test_value_of_a_process():
    total = multiprocessing.Value('i', 0)

    def worker():
        total.value = 3

    process = multiprocessing.Process(target=worker)
    process.start()
    assert total.value == 3  # expect: read-before-join
    process.join()


def worker_of_module(into):
    into.append(1)


def test_managed_list_of_a_process():
    manager = multiprocessing.Manager()
    into = manager.list()
    process = multiprocessing.Process(target=worker_of_module, args=(into,))
    process.start()
    assert len(into) == 1  # expect: read-before-join
    process.join()


async def test_task_that_waits_before_it_writes():
    seen = []
    other = []

    async def worker():
        await asyncio.sleep(0.01)
        seen.append(1)

    async def quick():
        await asyncio.sleep(0)
        other.append(1)

    task = asyncio.create_task(worker())
    await quick()
    assert seen == [1]  # expect: read-before-join [`seen` is read while `worker` may not have written it yet]
    await task


async def test_ensure_future():
    seen = []

    async def worker(into):
        await asyncio.sleep(0.01)
        into.append(1)

    async def other():
        await asyncio.sleep(0)

    task = asyncio.ensure_future(worker(seen))
    await other()
    assert seen == [1]  # expect: read-before-join
    await task


async def test_first_of_several_tasks():
    seen = []

    async def worker(n):
        await asyncio.sleep(n)
        seen.append(n)

    tasks = [asyncio.create_task(worker(n)) for n in (1, 2)]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    assert len(seen) == 2  # expect: read-before-join
    await asyncio.gather(*tasks)


async def test_inside_the_group():
    seen = []

    async def worker():
        await asyncio.sleep(0.01)
        seen.append(1)

    async def other():
        await asyncio.sleep(0)

    async with asyncio.TaskGroup() as group:
        group.create_task(worker())
        await other()
        assert seen == [1]  # expect: read-before-join
    assert seen == [1]


async def test_anyio_shuffles():
    seen = []

    async def worker():
        seen.append(1)

    async def other():
        await anyio.sleep(0)

    async with anyio.create_task_group() as group:
        group.start_soon(worker)
        await other()
        assert seen == [1]  # expect: read-before-join
    assert seen == [1]


async def test_trio_shuffles():
    seen = []

    async def worker():
        seen.append(1)

    async def other():
        await trio.sleep(0)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(worker)
        await other()
        assert seen == [1]  # expect: read-before-join
    assert seen == [1]


async def test_thread_of_a_task():
    seen = []

    def worker():
        seen.append(1)

    task = asyncio.create_task(asyncio.to_thread(worker))
    assert seen == [1]  # expect: read-before-join
    await task


class TestLoopInAThread(unittest.TestCase):
    def test_coroutine_of_another_thread(self):
        loop = asyncio.new_event_loop()
        seen = []

        async def worker():
            seen.append(1)

        future = asyncio.run_coroutine_threadsafe(worker(), loop)
        self.assertEqual(seen, [1])  # expect: read-before-join
        future.result(timeout=5)


def test_greenlet_that_waits():
    seen = []

    def worker():
        eventlet.sleep(0.1)
        seen.append(1)

    def other():
        eventlet.sleep(0)

    thread = eventlet.spawn(worker)
    other()
    assert seen == [1]  # expect: read-before-join
    thread.wait()


def test_green_pool():
    seen = []
    pool = eventlet.GreenPool()

    def worker(n):
        eventlet.sleep(0.1)
        seen.append(n)

    def other():
        eventlet.sleep(0)

    pool.spawn(worker, 1)
    other()
    assert seen == [1]  # expect: read-before-join
    pool.waitall()
    assert seen == [1]


def test_gevent():
    seen = []

    def worker():
        gevent.sleep(0.1)
        seen.append(1)

    def other():
        gevent.sleep(0)

    job = gevent.spawn(worker)
    other()
    assert seen == [1]  # expect: read-before-join
    job.join()


def test_gevent_later():
    seen = []

    def worker():
        seen.append(1)

    def other():
        gevent.sleep(0)

    job = gevent.spawn_later(0.5, worker)
    other()
    assert seen == [1]  # expect: read-before-join
    gevent.joinall([job])


def test_gevent_pool():
    seen = []
    pool = Pool(2)

    def worker():
        gevent.sleep(0.1)
        seen.append(1)

    def other():
        gevent.sleep(0)

    pool.spawn(worker)
    other()
    assert seen == [1]  # expect: read-before-join
    pool.join()

# A task is atomic between two awaits: an update is lost only if it waits in the middle.
import asyncio
import multiprocessing
import signal
import threading

import eventlet
import gevent

TOTAL = 0


async def fetch():
    await asyncio.sleep(0)
    return 1


async def test_wait_between_read_and_write():
    count = 0

    async def worker():
        nonlocal count
        value = count
        await asyncio.sleep(0)
        count = value + 1  # expect: non-atomic-update [`value = count` and `count = value + 1` are two steps]

    await asyncio.gather(*(worker() for _ in range(3)))
    assert count == 3


async def test_wait_inside_the_update():
    count = 0

    async def worker():
        nonlocal count
        count = count + await fetch()  # expect: non-atomic-update

    await asyncio.gather(worker(), worker())
    assert count == 2


async def test_wait_inside_an_augmented_update():
    global TOTAL

    async def worker():
        global TOTAL
        TOTAL += await fetch()  # expect: non-atomic-update

    tasks = [asyncio.create_task(worker()) for _ in range(3)]
    await asyncio.wait(tasks)
    assert TOTAL == 3


async def test_check_then_act():
    cache = {}

    async def load():
        if 'user' not in cache:
            await fetch()
            cache['user'] = await fetch()  # expect: non-atomic-update [another `load` can come between]
        return cache['user']

    await asyncio.gather(load(), load())
    assert len(cache) == 1


async def test_check_that_returns():
    calls = []
    cache = {}

    async def load():
        if 'user' in cache:
            return cache['user']
        calls.append(1)
        cache['user'] = await fetch()  # expect: non-atomic-update
        return cache['user']

    async with asyncio.TaskGroup() as group:
        group.create_task(load())
        group.create_task(load())
    assert len(calls) == 1


async def test_lock_given_back_in_between():
    count = 0
    lock = asyncio.Lock()

    async def worker():
        nonlocal count
        async with lock:
            value = count
        await asyncio.sleep(0)
        async with lock:
            count = value + 1  # expect: non-atomic-update

    await asyncio.gather(worker(), worker())


def test_greenlets_that_switch():
    count = 0

    def worker():
        nonlocal count
        value = count
        eventlet.sleep(0)
        count = value + 1  # expect: non-atomic-update

    pool = eventlet.GreenPool()
    for _ in range(3):
        pool.spawn(worker)
    pool.waitall()
    assert count == 3


def test_greenlets_of_gevent():
    count = 0

    def worker():
        nonlocal count
        value = count
        gevent.sleep(0)
        count = value + 1  # expect: non-atomic-update

    gevent.joinall([gevent.spawn(worker) for _ in range(3)])
    assert count == 3


def test_threads_that_copy():
    count = 0

    def worker():
        nonlocal count
        value = count
        value = value + 1
        count = value * 1  # expect: non-atomic-update

    threads = [threading.Thread(target=worker) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count == 3


def test_threads_that_check():
    jobs = [1, 2, 3]

    def worker():
        if jobs:
            jobs.pop()  # expect: non-atomic-update [`if jobs` and `jobs.pop()` are two steps]

    threads = [threading.Thread(target=worker) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def add(total):
    total.value += 1


def test_value_of_processes():
    total = multiprocessing.Value('i', 0)
    processes = [multiprocessing.Process(target=add, args=(total,)) for _ in range(3)]
    for process in processes:
        process.start()  # expect: non-atomic-update
    for process in processes:
        process.join()
    assert total.value == 3


def test_signal_in_the_middle():
    ticks = 0

    def handler(signum, frame):
        nonlocal ticks
        ticks += 1

    signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
    ticks += 1  # expect: non-atomic-update
    signal.setitimer(signal.ITIMER_REAL, 0)
    assert ticks > 0


async def test_task_and_thread():
    count = 0

    def worker():
        nonlocal count
        count += 1

    async def task():
        nonlocal count
        count += 1  # expect: non-atomic-update [`worker` writes `count` at the same time]

    other = asyncio.create_task(task())
    await asyncio.to_thread(worker)
    await other
    assert count == 2

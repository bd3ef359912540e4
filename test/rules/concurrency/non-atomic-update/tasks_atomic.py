# Tasks and green threads that do not wait in the middle, and locks that hold all the way: nothing to report.
import asyncio
import signal
import threading

import eventlet


async def fetch():
    await asyncio.sleep(0)
    return 1


async def test_no_wait_in_between():
    count = 0

    async def worker():
        nonlocal count
        await asyncio.sleep(0)
        count += 1
        await asyncio.sleep(0)

    await asyncio.gather(*(worker() for _ in range(3)))
    assert count == 3


async def test_waits_before_it_reads():
    count = 0

    async def worker():
        nonlocal count
        count = await fetch() + count

    await asyncio.gather(worker(), worker())
    assert count == 2


async def test_lock_of_the_loop():
    count = 0
    lock = asyncio.Lock()

    async def worker():
        nonlocal count
        async with lock:
            value = count
            await asyncio.sleep(0)
            count = value + 1

    await asyncio.gather(worker(), worker())
    assert count == 2


async def test_lock_taken_by_hand():
    count = 0
    lock = asyncio.Lock()

    async def worker():
        nonlocal count
        await lock.acquire()
        try:
            value = count
            await asyncio.sleep(0)
            count = value + 1
        finally:
            lock.release()

    await asyncio.gather(worker(), worker())
    assert count == 2


async def test_one_task_after_the_other():
    count = 0

    async def worker():
        nonlocal count
        value = count
        await asyncio.sleep(0)
        count = value + 1

    await worker()
    await worker()
    task = asyncio.create_task(worker())
    await task
    assert count == 3


async def test_checked_again_under_the_lock():
    cache = {}
    lock = asyncio.Lock()

    async def load():
        if 'user' not in cache:
            async with lock:
                if 'user' not in cache:
                    cache['user'] = await fetch()
        return cache['user']

    await asyncio.gather(load(), load())


async def test_each_has_a_key_of_its_own():
    cache = {}

    async def load(key):
        if key not in cache:
            cache[key] = await fetch()
        return cache[key]

    await asyncio.gather(load('a'), load('b'))


async def test_marks_are_idempotent():
    started = False

    async def worker():
        nonlocal started
        if not started:
            await fetch()
            started = True

    await asyncio.gather(worker(), worker())
    assert started


def test_greenlets_without_a_switch():
    count = 0

    def worker():
        nonlocal count
        value = count
        count = value + 1

    pool = eventlet.GreenPool()
    for _ in range(3):
        pool.spawn(worker)
    pool.waitall()
    assert count == 3


class Registry:
    def __init__(self):
        self.timeout = 1


def test_puts_the_old_value_back():
    registry = Registry()

    def worker():
        registry.timeout = 5

    old = registry.timeout
    thread = threading.Thread(target=worker)
    thread.start()
    thread.join()
    registry.timeout = old


def test_lock_around_both_halves():
    count = 0
    jobs = [1, 2]
    lock = threading.Lock()

    def worker():
        nonlocal count
        with lock:
            value = count
            with open('log') as log:
                count = value + len(log.name)
        with lock:
            if jobs:
                jobs.pop()

    threads = [threading.Thread(target=worker) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_handler_runs_to_its_end():
    ticks = 0

    def handler(signum, frame):
        nonlocal ticks
        ticks += 1

    signal.signal(signal.SIGALRM, handler)
    signal.alarm(1)
    signal.alarm(0)
    ticks += 1

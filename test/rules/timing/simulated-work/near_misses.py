# A worker that only takes its time, started in every way; one that also works is left alone.
import asyncio
import concurrent.futures
import multiprocessing
import threading
import time


def idle():
    time.sleep(5)  # expect: simulated-work [`idle` only sleeps for 5 s]


def test_process(pool):
    process = multiprocessing.Process(target=idle)
    process.start()
    assert pool.busy() == 1
    process.kill()


def test_job(pool):
    def busy():
        time.sleep(2)  # expect: simulated-work [`busy`]

    with concurrent.futures.ThreadPoolExecutor() as executor:
        executor.submit(busy)
        assert pool.busy() == 1


async def test_task(pool):
    async def busy():
        await asyncio.sleep(2)

    task = asyncio.create_task(busy())
    assert pool.busy() == 1
    task.cancel()


def test_holds_an_event(pool):
    release = threading.Event()
    thread = threading.Thread(target=release.wait)
    thread.start()
    assert pool.busy() == 1
    release.set()
    thread.join()

# Workers that do something besides, that are cancelled, or whose length is what the test measures.
import asyncio
import threading
import time


def test_works_too(results):
    def work():
        time.sleep(0.5)
        results.append(1)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert results == [1]


async def test_cancelled():
    async def forever():
        await asyncio.sleep(10)

    task = asyncio.create_task(forever())
    task.cancel()
    assert await asyncio.gather(task, return_exceptions=True)


def test_given_length(pool):
    def busy(seconds):
        time.sleep(seconds)

    thread = threading.Thread(target=busy, args=(0.01,))
    thread.start()
    assert pool.busy() == 1
    thread.join()


def test_measured(pool):
    def busy():
        time.sleep(0.5)

    begin = time.monotonic()
    thread = threading.Thread(target=busy)
    thread.start()
    thread.join()
    assert time.monotonic() - begin >= 0.5

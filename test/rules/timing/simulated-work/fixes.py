# The worker waits on an Event that the test sets when it is done, in every style and in any case.
import asyncio
import concurrent.futures
import threading
import time
import unittest


def test_thread(pool):
    started = threading.Event()

    def busy():
        started.set()
        time.sleep(5)  # expect: simulated-work  # expect-fix: release

    thread = threading.Thread(target=busy)
    thread.start()
    assert started.wait(10)
    assert pool.busy() == 1
    thread.join()


def test_lambda(pool):
    thread = threading.Thread(target=lambda: time.sleep(0.5))  # expect: simulated-work  # expect-fix: release
    thread.start()
    assert pool.busy() == 1


class TestPool(unittest.TestCase):
    def test_thread(self):
        def busy():
            time.sleep(20)  # expect: simulated-work  # expect-fix: release

        thread = threading.Thread(target=busy)
        thread.start()
        self.assertEqual(1, self.pool.busy())
        thread.join()

    def test_job(self):
        def busy():
            time.sleep(2)  # expect: simulated-work  # expect-fix: release

        with concurrent.futures.ThreadPoolExecutor() as executor:
            executor.submit(busy)
            self.assertEqual(1, self.pool.busy())


async def test_task(pool):
    async def busy():
        await asyncio.sleep(2)  # expect: simulated-work  # expect-fix: release

    task = asyncio.create_task(busy())
    await asyncio.sleep(0)
    assert pool.busy() == 1
    await task


def test_gives_up(pool):
    def busy():
        time.sleep(5)  # expect: simulated-work

    thread = threading.Thread(target=busy)
    thread.start()
    pool.check()
    thread.join(timeout=0.1)
    assert thread.is_alive()

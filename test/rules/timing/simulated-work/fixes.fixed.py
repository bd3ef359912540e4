# The worker waits on an Event that the test sets when it is done, in every style and in any case.
import asyncio
import concurrent.futures
import threading
import time
import unittest


def test_thread(pool):
    started = threading.Event()
    release = threading.Event()

    def busy():
        started.set()
        release.wait(timeout=10)

    thread = threading.Thread(target=busy)
    thread.start()
    try:
        assert started.wait(10)
        assert pool.busy() == 1
    finally:
        release.set()
    thread.join()


def test_lambda(pool):
    release = threading.Event()
    thread = threading.Thread(target=lambda: release.wait(timeout=10))
    thread.start()
    try:
        assert pool.busy() == 1
    finally:
        release.set()


class TestPool(unittest.TestCase):
    def test_thread(self):
        release = threading.Event()
        self.addCleanup(release.set)

        def busy():
            release.wait(timeout=20)

        thread = threading.Thread(target=busy)
        thread.start()
        self.assertEqual(1, self.pool.busy())
        release.set()
        thread.join()

    def test_job(self):
        release = threading.Event()

        def busy():
            release.wait(timeout=10)

        with concurrent.futures.ThreadPoolExecutor() as executor:
            executor.submit(busy)
            try:
                self.assertEqual(1, self.pool.busy())
            finally:
                release.set()


async def test_task(pool):
    release = asyncio.Event()

    async def busy():
        await asyncio.wait_for(release.wait(), timeout=10)

    task = asyncio.create_task(busy())
    try:
        await asyncio.sleep(0)
        assert pool.busy() == 1
    finally:
        release.set()
    await task


def test_gives_up(pool):
    def busy():
        time.sleep(5)

    thread = threading.Thread(target=busy)
    thread.start()
    pool.check()
    thread.join(timeout=0.1)
    assert thread.is_alive()

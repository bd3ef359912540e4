# Waits that end: something fills what is waited for, ends the test, or has the last word anyway.
import queue
import threading
import unittest
from concurrent.futures import ThreadPoolExecutor

import pytest


@pytest.mark.timeout(30)
def test_marked(worker):
    reported = threading.Event()
    worker.on_report(reported.set)
    reported.wait()
    assert worker.reports == 1


def test_already_set():
    ready = threading.Event()
    ready.set()
    assert ready.wait()


def test_set_and_cleared_again(worker):
    ready = threading.Event()
    ready.set()
    ready.clear()
    worker.on_report(ready.set)
    assert ready.wait(timeout=10)


def test_queue_that_holds_something():
    items = queue.Queue()
    items.put(1)
    assert items.get() == 1


def test_size_was_asserted(producer):
    items = queue.Queue()
    producer.fill(items)
    assert items.qsize() == 3
    assert {items.get(), items.get(), items.get()} == {1, 2, 3}


def test_queue_that_somebody_else_fills(producer):
    items = queue.Queue()
    producer.fill(items)
    assert items.get(timeout=10) == 1


def test_job_in_a_block(job):
    with ThreadPoolExecutor() as pool:
        future = pool.submit(job)
        assert future.result() == 1


def test_job_without_a_block(job):
    pool = ThreadPoolExecutor()
    future = pool.submit(job)
    assert future.result(timeout=10) == 1
    pool.shutdown()


def test_clean_up(worker):
    stopped = threading.Event()
    try:
        assert worker.run(stopped) == 1
    finally:
        stopped.wait()


class TestListener(unittest.TestCase):
    def test_event_of_another_object(self):
        self.driver.send('hello')
        self.assertTrue(
            self.listener._received.wait(timeout=10),
            'self.listener._received was not set in 10 s')
        self.assertEqual('hello', self.listener.message)

    def test_process(self):
        self.process.wait()
        self.assertEqual(0, self.process.returncode)


async def test_coroutine(event):
    await event.wait()
    assert event.is_set()

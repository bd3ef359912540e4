# A wait without a timeout in the body of a test: if the other side dies, the test hangs.
import queue
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest


def test_event(worker):
    reported = threading.Event()
    worker.on_report(reported.set)
    worker.start()
    reported.wait()  # expect: unbounded-wait [`reported.wait()` waits for ever]
    assert worker.reports == 1


def test_queue(worker):
    reports = queue.Queue()
    worker.on_report(reports.put)
    worker.start()
    assert reports.get() == 1  # expect: unbounded-wait [`reports.get()`]


def test_with_timeout(worker):
    reported = threading.Event()
    worker.on_report(reported.set)
    worker.start()
    assert reported.wait(timeout=5)
    with ThreadPoolExecutor() as pool:
        assert pool.submit(worker.stop).result(5) is None


def test_already_set(worker):
    reported = threading.Event()
    reported.set()
    reported.wait()
    assert worker.reports == 0


@pytest.mark.timeout(10)
def test_under_a_timeout(worker):
    reported = threading.Event()
    worker.on_report(reported.set)
    reported.wait()
    assert worker.reports == 1

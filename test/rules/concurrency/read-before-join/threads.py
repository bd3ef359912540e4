# A test reads what a thread, a timer or a job writes, before anything makes sure that it has.
import threading
import unittest
from concurrent.futures import ThreadPoolExecutor
from unittest import mock


def test_list_in_a_closure():
    results = []

    def worker():
        results.append(1)

    thread = threading.Thread(target=worker)
    thread.start()
    assert results == [1]  # expect: read-before-join [`results` is read while `worker` may not have written it yet]
    thread.join()


def test_timer():
    fired = []
    timer = threading.Timer(0.1, lambda: fired.append(True))
    timer.start()
    assert fired  # expect: read-before-join [`fired`]
    timer.join()


def test_job_of_a_pool():
    results = {}

    def work(into):
        into['a'] = 1

    with ThreadPoolExecutor() as pool:
        pool.submit(work, results)
        assert results['a'] == 1  # expect: read-before-join [`results`]


def test_record_of_a_mock():
    callback = mock.Mock()
    thread = threading.Thread(target=callback)
    thread.start()
    callback.assert_called_once_with()  # expect: read-before-join [`callback`]
    thread.join()


def test_event_set_too_early():
    results = []
    ready = threading.Event()

    def worker():
        ready.set()
        results.append(1)

    thread = threading.Thread(target=worker)
    thread.start()
    ready.wait(5)
    assert results == [1]  # expect: read-before-join
    thread.join()


class TestWorker(unittest.TestCase):
    def setUp(self):
        self.value = None

    def work(self):
        self.value = 1

    def test_attribute_of_self(self):
        thread = threading.Thread(target=self.work)
        thread.start()
        self.assertEqual(self.value, 1)  # expect: read-before-join [`self.value`]
        thread.join()

# Joins whose outcome somebody asks for, that something else bounds, or that clean up.
import multiprocessing
import threading
import unittest

import gevent


class TestWorker(unittest.TestCase):
    def test_stops(self):
        thread = threading.Thread(target=self.worker.run)
        thread.start()
        thread.join(5)  # expect: ignored-join-timeout [`thread.join(5)` returns even if `thread` still runs]  # expect-fix: assert-ended

    def test_asks(self):
        thread = threading.Thread(target=self.worker.run)
        thread.start()
        thread.join(timeout=5)
        self.assertFalse(thread.is_alive())

    def test_result_is_asserted(self):
        thread = threading.Thread(target=self.worker.run)
        thread.start()
        thread.join(timeout=5)
        self.assertEqual(1, self.worker.done)

    def tearDown(self):
        self.thread.join(5)


def test_process(worker):
    process = multiprocessing.Process(target=worker)
    process.start()
    process.join(timeout=10)  # expect: ignored-join-timeout  # expect-fix: assert-ended


def test_exit_code(worker):
    process = multiprocessing.Process(target=worker)
    process.start()
    process.join(timeout=10)
    assert process.exitcode == 0


def test_joined_for_good_later(worker, lock):
    thread = threading.Thread(target=worker)
    thread.start()
    thread.join(0)
    lock.release()
    thread.join()


def test_timeout_around(worker):
    process = multiprocessing.Process(target=worker)
    process.start()
    with gevent.Timeout(3):
        process.join(10)


def test_in_clean_up(worker):
    thread = threading.Thread(target=worker)
    thread.start()
    try:
        assert worker.ready
    finally:
        thread.join(5)


def test_words_are_no_threads(parts):
    ', '.join(parts)

# Everything that orders the worker before the read, and what may do so.
import queue
import threading
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from unittest import mock

from shop import stock


def test_join():
    results = []
    thread = threading.Thread(target=lambda: results.append(1))
    thread.start()
    thread.join()
    assert results == [1]


def test_event_after_the_write():
    results = []
    done = threading.Event()

    def worker():
        results.append(1)
        done.set()

    threading.Thread(target=worker).start()
    assert done.wait(5)
    assert results == [1]


def test_queue():
    results = []
    items = queue.Queue()

    def worker():
        results.append(1)
        items.put('done')

    threading.Thread(target=worker).start()
    assert items.get(timeout=5) == 'done'
    assert results == [1]


def test_end_of_the_pool():
    results = []
    with ThreadPoolExecutor() as pool:
        pool.submit(results.append, 1)
    assert results == [1]


def test_poll():
    results = []
    threading.Thread(target=lambda: results.append(1)).start()
    deadline = time.monotonic() + 5
    while not results and time.monotonic() < deadline:
        time.sleep(0.01)
    assert results == [1]


def test_unknown_call_may_wait():
    results = []
    threading.Thread(target=lambda: results.append(1)).start()
    stock.settle()
    assert results == [1]


def join_all(threads):
    for thread in threads:
        thread.join()


def test_join_in_a_helper():
    results = []
    threads = [threading.Thread(target=results.append, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    join_all(threads)
    assert len(results) == 3


def test_nothing_has_happened_yet():
    results = []
    go = threading.Event()

    def worker():
        go.wait()
        results.append(1)

    thread = threading.Thread(target=worker)
    thread.start()
    assert results == []
    go.set()
    thread.join()


def test_lock_that_the_worker_gives_back():
    results = []
    lock = threading.Lock()
    lock.acquire()

    def worker():
        results.append(1)
        lock.release()

    threading.Thread(target=worker).start()
    with lock:
        assert results == [1]


class TestPatched(unittest.TestCase):
    def setUp(self):
        self.work = mock.Mock()
        patcher = mock.patch.object(stock, 'Pool', new=stock.OwnPool)
        self.pool = patcher.start()
        self.addCleanup(patcher.stop)

    def test_pool_of_its_own(self):
        jobs = [self.pool.submit(self.work, n) for n in range(3)]
        self.pool.do_while(jobs)
        self.work.assert_has_calls([mock.call(0)])


class TestFull(unittest.TestCase):
    def setUp(self):
        self.taken, self.refused = [0, 1, 2], []
        self.pool = stock.Pool(3)

    def take(self):
        try:
            self.taken.append(self.pool.take(timeout=1))
        except stock.Empty as e:
            self.refused.append(e)

    def test_none_is_left(self):
        first = threading.Thread(target=self.take)
        first.start()
        self.assertEqual(len(self.taken), 3)
        self.take()
        self.assertEqual(len(self.taken), 3)
        first.join()
        self.assertEqual(len(self.taken), 3)

# Fixtures, context managers and cleanups wait for ever as tests do.
import contextlib
import threading
import unittest

import pytest

from shop.server import Server


class TestServer(unittest.TestCase):
    def setUp(self):
        self.ready = threading.Event()
        self.server = Server(self.ready)
        self.server.start()
        self.ready.wait()  # expect: unbounded-wait [`self.ready.wait()`]

    def tearDown(self):
        self.server.stop()
        self.server.join()  # expect: unbounded-wait [`self.server.join()`]

    def test_answers(self):
        self.assertEqual('ok', self.server.ask())


class TestBoundedServer(unittest.TestCase):
    def setUp(self):
        self.ready = threading.Event()
        self.server = Server(self.ready)
        self.server.start()
        self.assertTrue(self.ready.wait(timeout=10))

    def tearDown(self):
        self.server.stop()
        self.server.join(timeout=10)
        self.assertFalse(self.server.is_alive())

    def test_joins(self):
        self.server.stop()
        self.server.join()


@contextlib.contextmanager
def flushed(client):
    created = threading.Event()
    deleted = threading.Event()
    client.watch(created.set, deleted.set)
    created.wait()  # expect: unbounded-wait
    try:
        yield
    finally:
        client.delete()
        deleted.wait()  # expect: unbounded-wait


@pytest.fixture
def server():
    ready = threading.Event()
    server = Server(ready)
    server.start()
    ready.wait()  # expect: unbounded-wait
    yield server
    server.stop()


class Worker:
    """Stands in for the product: it may wait as long as it likes."""

    def __init__(self):
        self.go = threading.Event()

    def work(self):
        self.go.wait()
        return 1

    def close(self):
        self.thread.join()

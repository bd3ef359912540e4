# Methods that a library calls from several threads.
import threading
import unittest
from concurrent.futures import ThreadPoolExecutor

import oslo_messaging
from oslo_messaging import get_rpc_server as serve

from shop import clock, transport


class Mixin:
    class Tracker:
        def __init__(self):
            self.received = 0
            self.started = 0

        def info(self, ctxt, publisher_id, event_type, payload, metadata):
            self.received += 1  # expect: non-atomic-update [`self.received += 1` is not atomic, and the threads of the notification listener call `info`] (warning)
            if self.received == 3:
                self.stop()

        def stop(self):
            self.started += 1

    def _listen(self, endpoints):
        tracker = self.trackers.setdefault('default', self.Tracker())
        return oslo_messaging.get_notification_listener(transport, [], endpoints=[tracker] + endpoints)


class Locked:
    def __init__(self):
        self.lock = threading.Lock()
        self.received = 0

    def info(self, ctxt, publisher_id, event_type, payload, metadata):
        with self.lock:
            self.received += 1


class Acquired:
    def ping(self, ctxt):
        self.lock.acquire()
        self.pings += 1
        self.lock.release()


class Endpoint:
    def ping(self, ctxt):
        self.pings += 1  # expect: non-atomic-update [the threads of the RPC server call `ping`]


class Elsewhere:
    def ping(self, ctxt):
        self.pings += 1


def test_listens():
    listener = oslo_messaging.get_notification_listener(transport, [], [Locked()])
    server = serve(transport, clock.target, [Endpoint(), Acquired()])
    Elsewhere().ping(None)
    assert listener and server


class TestPool(unittest.TestCase):
    def _done(self, future):
        self.done += 1  # expect: non-atomic-update [the pool's threads call `_done`]

    def _tick(self):
        self.ticks += 1

    def test_callbacks(self):
        with ThreadPoolExecutor() as pool:
            future = pool.submit(clock.tick)
            future.add_done_callback(self._done)
            self._tick()
        self.assertTrue(future.done())

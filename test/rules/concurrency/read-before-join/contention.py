# A worker has to be inside a blocking call, and nothing waits until it is.
import threading
import unittest

from shop import Busy, connect, open_lock


class TestConnection(unittest.TestCase):
    def setUp(self):
        self.connection = connect()
        self.condition = threading.Condition()

    def hold(self, lock, release):
        with lock:
            release.wait(10)

    def test_second_receiver_is_refused(self):
        receiver = threading.Thread(target=self.connection.recv)
        receiver.start()
        with self.assertRaises(Busy):
            self.connection.recv()  # expect: read-before-join [while `receiver` may not be in `self.connection.recv()` yet]
        self.connection.send('')
        receiver.join()

    def test_lock_is_taken(self):
        lock = open_lock('shop')
        release = threading.Event()
        holder = threading.Thread(target=self.hold, args=(lock, release))
        holder.start()
        self.assertEqual(lock.contenders(), ['holder'])  # expect: read-before-join [`lock.contenders()` is asked while `holder` may not be in `with lock` yet]
        release.set()
        holder.join()

    def test_waits_until_it_is_inside(self):
        lock = open_lock('shop')
        inside = threading.Event()
        release = threading.Event()

        def hold():
            with lock:
                inside.set()
                release.wait(10)

        holder = threading.Thread(target=hold)
        holder.start()
        assert inside.wait(10)
        self.assertEqual(lock.contenders(), ['holder'])
        release.set()
        holder.join()

    def test_worker_waits_first(self):
        lock = open_lock('shop')
        go = threading.Event()

        def hold():
            go.wait(10)
            with lock:
                pass

        holder = threading.Thread(target=hold)
        holder.start()
        self.assertTrue(lock.contenders() == [])
        go.set()
        holder.join()

    def test_that_nobody_is_inside_is_another_bet(self):
        lock = open_lock('shop')
        release = threading.Event()
        holder = threading.Thread(target=self.hold, args=(lock, release))
        holder.start()
        self.assertFalse(lock.locked())
        release.set()
        holder.join()

    def test_another_lock(self):
        lock = open_lock('shop')
        other = open_lock('shop')
        release = threading.Event()
        holder = threading.Thread(target=self.hold, args=(lock, release))
        holder.start()
        self.assertEqual(other.contenders(), [])
        release.set()
        holder.join()

    def test_something_unknown_comes_between(self):
        lock = open_lock('shop')
        release = threading.Event()
        holder = threading.Thread(target=self.hold, args=(lock, release))
        holder.start()
        self.connection.settle()
        self.assertEqual(lock.contenders(), ['holder'])
        release.set()
        holder.join()

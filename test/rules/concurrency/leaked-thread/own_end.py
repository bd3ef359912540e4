# Workers that come to their end by themselves, and what the test waits for instead.
import threading
import time
import unittest

from shop import clock, pipe, server


def close_later(end):
    time.sleep(0.2)
    end.close()


def test_ends_what_the_test_waits_for():
    end = pipe.open()
    threading.Thread(target=close_later, args=(end,)).start()  # expect: leaked-thread [nothing sees whether it has failed] (information)
    assert end.read() == b''


def test_waits_for_something_else():
    ready = threading.Event()

    def work():
        ready.set()
        clock.run()

    thread = threading.Thread(target=work)  # expect: leaked-thread [nothing sees whether it has failed] (information)
    thread.start()
    assert ready.wait(5)


def test_nobody_waits():
    threading.Thread(target=close_later, args=(pipe.open(),)).start()  # expect: leaked-thread [it may go on running] (warning)


def test_told_by_two():
    done = threading.Event()

    def first():
        clock.tick()
        done.set()

    def second():
        done.set()
        clock.run()
        done.set()

    one = threading.Thread(target=first)  # expect: leaked-thread [`one` is started and never joined] (information)
    two = threading.Thread(target=second)  # expect: leaked-thread [`two` is started and never joined] (information)
    one.start()
    two.start()
    assert done.wait(5)


def test_last_act():
    done = threading.Event()

    def work():
        try:
            clock.tick()
        finally:
            done.set()

    threading.Thread(target=work).start()
    assert done.wait(5)


def test_waits_on_what_it_gave_away():
    done = threading.Event()
    threading.Thread(target=clock.run, args=(done,)).start()
    assert done.wait(5)


class TestServer(unittest.TestCase):
    def setUp(self):
        self.socket = server.listen()

    def tearDown(self):
        self.socket.close()

    def serve(self):
        connection, _ = self.socket.accept()
        connection.close()

    def test_closed_in_tear_down(self):
        threading.Thread(target=self.serve).start()  # expect: leaked-thread [nothing sees whether it has failed] (information)
        self.assertTrue(server.connect(self.socket))

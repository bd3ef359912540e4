# A wait with a timeout whose result nobody looks at.
import subprocess
import threading
import unittest


def test_event(bus):
    called = threading.Event()
    bus.subscribe(called.set)
    bus.publish('x')
    assert called.wait(timeout=5)
    assert bus.delivered == 1


class TestBus(unittest.TestCase):
    def setUp(self):
        self.called = threading.Event()

    def test_event_of_the_class(self):
        self.bus.subscribe(self.called.set)
        self.assertTrue(self.called.wait(5), 'self.called was not set in 5 s')
        self.assertEqual(1, self.bus.delivered)

    def test_asked_by_the_next_assertion(self):
        self.assertTrue(self.called.wait(5))


def test_asserted(bus):
    called = threading.Event()
    bus.subscribe(called.set)
    assert called.wait(timeout=5)
    assert bus.delivered == 1


def test_raises_by_itself():
    process = subprocess.Popen(['true'])
    process.wait(timeout=5)
    assert process.returncode == 0


def test_receiver_with_brackets(bus):
    bus.event('a)[').wait(5)
    assert bus.delivered == 1

# Processes that are asked to end, and that nobody waits for.
import multiprocessing
import subprocess
import unittest
from contextlib import contextmanager

from shop import clock


def test_terminated():
    process = multiprocessing.Process(target=clock.run)
    process.start()
    clock.tick()
    process.terminate()  # expect: leaked-thread [`process` is asked to stop and never waited for] (information)


def test_killed():
    process = subprocess.Popen(['clock'])
    clock.tick()
    process.kill()  # expect: leaked-thread [`process` is asked to stop]


@contextmanager
def running_clock():
    process = subprocess.Popen(['clock'])
    try:
        while process.poll() is None:
            if clock.running():
                break
        yield
    finally:
        process.terminate()  # expect: leaked-thread [`process` is asked to stop]


class ClockTests(object):
    def start(self):
        self.process = multiprocessing.Process(target=clock.run)
        self.process.start()

    def stop(self):
        if self.process.exitcode is None:
            self.process.terminate()  # expect: leaked-thread [`self.process` is asked to stop and never waited for]


class TestFast(ClockTests, unittest.TestCase):
    def setUp(self):
        self.start()

    def test_ticks(self):
        self.assertTrue(clock.running())
        self.stop()


def test_waited_for():
    process = subprocess.Popen(['clock'])
    clock.tick()
    process.kill()
    process.wait()


def test_block():
    with subprocess.Popen(['clock']) as process:
        clock.tick()
        process.terminate()


def test_read_to_its_end():
    process = subprocess.Popen(['clock'], stdout=subprocess.PIPE)
    assert process.stdout.read() == b''


def test_joined():
    process = multiprocessing.Process(target=clock.run)
    process.start()
    process.terminate()
    process.join()


class TestJoined(unittest.TestCase):
    def setUp(self):
        self.process = multiprocessing.Process(target=clock.run)
        self.process.start()
        self.addCleanup(self.process.join)

    def tearDown(self):
        self.process.terminate()

    def test_ticks(self):
        self.assertTrue(clock.running())


def test_only_its_answer_is_waited_for():
    queue = multiprocessing.Queue()
    process = multiprocessing.Process(target=clock.run, args=(queue,))  # expect: leaked-thread [`process` is started and never waited for] (information)
    process.start()
    assert queue.get(timeout=15) == 'PASS'


def test_waited_for_before_it_is_killed_to_be_sure():
    process = subprocess.Popen(['clock'])
    process.wait()
    try:
        assert process.returncode == 0
    finally:
        process.kill()


def test_killed_only_if_it_does_not_end():
    process = subprocess.Popen(['clock'])
    process.terminate()
    try:
        process.wait(timeout=3)
    except subprocess.TimeoutExpired:
        process.kill()


def test_polled_until_it_has_ended():
    process = subprocess.Popen(['clock'])
    process.terminate()
    clock.wait_until(lambda: process.poll() is not None)


def test_child_that_ends_by_itself():
    process = multiprocessing.Process(target=clock.tick)
    process.start()
    assert clock.ticked()
    process.join()


def test_reaped_by_its_number():
    process = subprocess.Popen(['clock'])
    clock.wait_process(process.pid)
    process.terminate()


def test_read_to_its_end_behind_the_kill():
    process = subprocess.Popen(['clock'], stdout=subprocess.PIPE)
    process.terminate()
    assert process.stdout.read() == b''

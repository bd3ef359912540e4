# Threads, timers and pools that nobody ends, and those that somebody does.
import threading
import unittest
from concurrent.futures import ThreadPoolExecutor

from shop import clock


def test_thread():
    thread = threading.Thread(target=clock.run)  # expect: leaked-thread [`thread` is started and never joined] (warning)
    thread.start()
    assert clock.running()


def test_dropped():
    threading.Thread(target=clock.run).start()  # expect: leaked-thread [This thread]
    assert clock.running()


def test_daemon():
    thread = threading.Thread(target=clock.run, daemon=True)  # expect: leaked-thread (information)
    thread.start()
    assert clock.running()


def test_pool():
    pool = ThreadPoolExecutor()  # expect: leaked-thread [never shut down]
    pool.submit(clock.run)
    assert clock.running()


class TestClock(unittest.TestCase):
    def setUp(self):
        self.ticker = threading.Timer(1, clock.tick)  # expect: leaked-thread [`self.ticker` is started and never cancelled]
        self.ticker.start()
        self.joined = threading.Thread(target=clock.run)
        self.joined.start()

    def tearDown(self):
        self.joined.join()

    def test_runs(self):
        self.assertTrue(clock.running())


def test_joined():
    thread = threading.Thread(target=clock.run)
    thread.start()
    assert clock.running()
    thread.join()


def test_handed_out(registry):
    thread = threading.Thread(target=clock.run)
    thread.start()
    registry.add(thread)
    assert clock.running()


def test_block():
    with ThreadPoolExecutor() as pool:
        pool.submit(clock.run)
    assert clock.running()


def test_waits_for_what_it_does():
    done = threading.Event()
    threading.Thread(target=done.set).start()
    assert done.wait(5)


def test_polls_for_what_it_does():
    done = threading.Event()
    thread = threading.Thread(target=clock.run, args=(done,))
    thread.start()
    while not done.is_set():
        clock.tick()


@unittest.skip('clocks are broken')
def test_left_out():
    thread = threading.Thread(target=clock.run)
    thread.start()
    assert clock.running()


def test_known_to_the_module():
    global ticker
    ticker = threading.Thread(target=clock.run)
    ticker.start()
    assert clock.running()


def teardown_module():
    ticker.join()


def test_all_results_of_a_pool():
    pool = ThreadPoolExecutor()
    assert list(pool.map(clock.tick, range(3))) == [0, 1, 2]

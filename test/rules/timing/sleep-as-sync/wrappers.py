# Helpers that do nothing but sleep are judged where they are called, whatever their name is.
import threading
import time
import unittest


def _wait():
    time.sleep(0.05)


class TestLock(unittest.TestCase):
    def _settle(self):
        time.sleep(0.5)

    def setUp(self):
        self.lock = threading.Lock()
        self.entered = []

    def enter(self):
        with self.lock:
            self.entered.append(1)

    def test_enters(self):
        thread = threading.Thread(target=self.enter)
        thread.start()
        _wait()  # expect: sleep-as-sync [`_wait` of 50 ms waits for what `thread` does]
        self.assertEqual([1], self.entered)
        thread.join()

    def test_enters_late(self):
        thread = threading.Thread(target=self.enter)
        thread.start()
        self._settle()  # expect: sleep-as-sync [`self._settle` of 0.5 s]
        self.assertEqual([1], self.entered)
        thread.join()

    def test_polls(self):
        thread = threading.Thread(target=self.enter)
        thread.start()
        while not self.entered:  # expect: unbounded-poll [Polls `not self.entered`]
            _wait()
        # Nothing more must come: a late second entry would go unseen.
        _wait()  # expect: sleep-before-absence
        self.assertEqual([1], self.entered)

    def test_nobody_can_go_on_yet(self):
        condition = threading.Condition()
        woken = []

        def wait():
            with condition:
                condition.wait(10)
                woken.append(1)

        thread = threading.Thread(target=wait)
        thread.start()
        condition.acquire()
        condition.notify()
        _wait()
        phase = len(woken)
        condition.release()
        thread.join(10)
        self.assertEqual(0, phase)
        self.assertEqual([1], woken)

# Methods of test classes: threads kept on `self`, started in setUp, subclasses of Thread.
import threading
import time
import unittest


class Collector(threading.Thread):
    def __init__(self):
        super().__init__()
        self.items = []

    def run(self):
        self.items.append(1)


class TestCollector(unittest.TestCase):
    def setUp(self):
        self.collector = Collector()

    def test_started_in_the_test(self):
        self.collector.start()
        time.sleep(0.5)  # expect: sleep-as-sync [`self.collector`]
        self.assertEqual([1], self.collector.items)

    def test_joined(self):
        self.collector.start()
        self.collector.join(10)
        self.assertEqual([1], self.collector.items)


class TestStartedInSetUp(unittest.TestCase):
    def setUp(self):
        self.results = []
        self.thread = threading.Thread(target=self._work)
        self.thread.start()
        self.addCleanup(self.thread.join)

    def _work(self):
        self.results.append(1)

    def test_result(self):
        time.sleep(0.5)  # expect: sleep-as-sync
        self.assertEqual([1], self.results)

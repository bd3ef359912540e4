# Several threads at work: each of them is joined, and none must be left.
import threading
import time
import unittest


def test_list():
    results = []
    threads = [threading.Thread(target=lambda: results.append(1)) for _ in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(1)  # expect: sleep-as-sync  # expect-fix: join
    assert len(results) == 3


def test_filled_list():
    results = []

    def work(number):
        results.append(number)

    threads = []
    for number in range(3):
        t = threading.Thread(target=work, args=(number,))
        t.start()
        threads.append(t)
    time.sleep(1)  # expect: sleep-as-sync  # expect-fix: join
    assert len(results) == 3


def test_without_names():
    results = []

    def work():
        results.append(1)

    for _ in range(3):
        threading.Thread(target=work).start()
    time.sleep(1)  # expect: sleep-as-sync  # expect-fix: join
    assert len(results) == 3


class TestPair(unittest.TestCase):
    def test_pair(self):
        results = []

        def work():
            results.append(1)

        one = threading.Thread(target=work)
        two = threading.Thread(target=work)
        one.start()
        two.start()
        time.sleep(1)  # expect: sleep-as-sync  # expect-fix: join
        self.assertEqual(2, len(results))

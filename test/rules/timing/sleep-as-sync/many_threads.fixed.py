# Several threads at work: each of them is joined, and none must be left.
import threading
import unittest


def test_list():
    results = []
    threads = [threading.Thread(target=lambda: results.append(1)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
        assert not thread.is_alive()
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
    for t in threads:
        t.join(timeout=10)
        assert not t.is_alive()
    assert len(results) == 3


def test_without_names():
    results = []

    def work():
        results.append(1)

    threads = []
    for _ in range(3):
        thread = threading.Thread(target=work)
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join(timeout=10)
        assert not thread.is_alive()
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
        one.join(timeout=10)
        self.assertFalse(one.is_alive(), 'one did not finish in 10 s')
        two.join(timeout=10)
        self.assertFalse(two.is_alive(), 'two did not finish in 10 s')
        self.assertEqual(2, len(results))

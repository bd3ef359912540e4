# What is given out as it gets done, compared as if it kept its order.
import asyncio
import concurrent.futures as cf
import multiprocessing
import unittest
from concurrent.futures import ThreadPoolExecutor, as_completed

from shop import price


def test_loop():
    seen = []
    with ThreadPoolExecutor() as pool:
        futures = [pool.submit(price, name) for name in ('tea', 'coffee')]
        for future in as_completed(futures):
            seen.append(future.result())
    assert seen == [2, 3]  # expect: completion-order [`seen` stands in the order in which the work ended: `as_completed` gives out what is done first] (warning)


def test_comprehension():
    with cf.ThreadPoolExecutor() as pool:
        futures = [pool.submit(price, name) for name in ('tea', 'coffee')]
        prices = [f.result() for f in cf.as_completed(futures)]
    assert prices[0] == 2  # expect: completion-order


async def test_tasks():
    seen = []
    for task in asyncio.as_completed([price('tea'), price('coffee')]):
        seen.append(await task)
    assert seen == [2, 3]  # expect: completion-order


def test_pool():
    with multiprocessing.Pool() as pool:
        assert list(pool.imap_unordered(price, range(3))) == [0, 1, 2]  # expect: completion-order [What is compared here stands]


class TestPool(unittest.TestCase):
    def test_pool(self):
        with multiprocessing.Pool() as pool:
            got = list(pool.imap_unordered(price, range(3)))
        self.assertEqual(got, list(range(3)))  # expect: completion-order

    def test_any_order(self):
        with multiprocessing.Pool() as pool:
            got = list(pool.imap_unordered(price, range(3)))
        self.assertCountEqual(got, [0, 1, 2])


def test_sorted():
    with multiprocessing.Pool() as pool:
        assert sorted(pool.imap_unordered(price, range(3))) == [0, 1, 2]


def test_sorted_later():
    with multiprocessing.Pool() as pool:
        got = list(pool.imap_unordered(price, range(3)))
    got.sort()
    assert got == [0, 1, 2]


def test_keyed():
    got = {}
    with ThreadPoolExecutor() as pool:
        futures = {pool.submit(price, name): name for name in ('tea', 'coffee')}
        for future in as_completed(futures):
            got[futures[future]] = future.result()
    assert got == {'tea': 2, 'coffee': 3}


def test_one_only():
    with ThreadPoolExecutor() as pool:
        got = [f.result() for f in as_completed([pool.submit(price, 'tea')])]
    assert got == [2]


def test_in_order():
    with multiprocessing.Pool() as pool:
        assert list(pool.imap(price, range(3))) == [0, 1, 2]


def test_all_the_same():
    with multiprocessing.Pool() as pool:
        assert list(pool.imap_unordered(price, range(3))) == [1, 1, 1]

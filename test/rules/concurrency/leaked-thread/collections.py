# Workers in loops and collections: joined item by item, or not at all.
import multiprocessing
import threading
import unittest

from shop import clock


class Ticker(threading.Thread):
    def run(self):
        clock.tick()


def test_started_in_a_loop():
    for _ in range(3):
        ticker = Ticker()  # expect: leaked-thread [`ticker` is started and never joined] (warning)
        ticker.start()


def test_kept_in_a_list():
    tickers = []
    for _ in range(3):
        ticker = Ticker()  # expect: leaked-thread [`ticker` is started and never joined]
        ticker.start()
        tickers.append(ticker)
    assert len(tickers) == 3


def test_made_by_a_comprehension():
    tickers = [threading.Thread(target=clock.run) for _ in range(3)]  # expect: leaked-thread [Each thread in `tickers` is started and never joined]
    for ticker in tickers:
        ticker.start()
    assert clock.running()


def test_context_of_a_start_method():
    spawn = multiprocessing.get_context('spawn')
    pool = spawn.Pool(processes=2)  # expect: leaked-thread [`pool` is started and never closed]
    assert pool.map(clock.tick, [1]) == [1]


def test_joined_one_by_one():
    tickers = []
    for _ in range(3):
        ticker = Ticker()
        ticker.start()
        tickers.append(ticker)
    for each in tickers:
        each.join()


def test_joined_in_a_comprehension():
    tickers = [Ticker() for _ in range(3)]
    [ticker.start() for ticker in tickers]
    [ticker.join() for ticker in tickers]


def test_joined_by_their_place():
    tickers = [Ticker(), Ticker()]
    tickers[0].start()
    tickers[0].join()


def test_joined_by_somebody_else():
    tickers = [Ticker(), Ticker()]
    for ticker in tickers:
        ticker.start()
    clock.join_all(tickers)


def test_in_a_collection_that_others_know(registry):
    ticker = Ticker()
    ticker.start()
    registry.append(ticker)


def test_joined_in_the_same_round():
    for _ in range(3):
        ticker = Ticker()
        ticker.start()
        ticker.join()


class TestDaemon(unittest.TestCase):
    def setUp(self):
        self.ticker = Ticker()  # expect: leaked-thread [`self.ticker` is started and never joined] (information)
        self.ticker.daemon = True
        self.ticker.start()

    def test_runs(self):
        self.assertTrue(clock.running())

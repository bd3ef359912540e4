# Pools of processes and threads, also under other names.
import logging.handlers
import multiprocessing as mp
from concurrent import futures
from multiprocessing.pool import ThreadPool as Workers
from unittest import mock

from apscheduler.schedulers.background import BackgroundScheduler

from shop import clock


def test_processes():
    pool = mp.Pool(4)  # expect: leaked-thread [`pool` is started and never closed]
    assert pool.map(clock.tick, range(3)) == [1, 2, 3]


def test_threads():
    workers = Workers(2)  # expect: leaked-thread [`workers` is started and never closed]
    assert list(workers.imap(clock.tick, range(3))) == [1, 2, 3]


def test_imported_late():
    from celery.concurrency import thread

    pool = thread.TaskPool()  # expect: leaked-thread [never closed]
    assert pool.info


def test_scheduler():
    scheduler = BackgroundScheduler()  # expect: leaked-thread [never shut down] (information)
    scheduler.start()
    scheduler.add_job(clock.tick)
    assert clock.running()


def test_closed():
    pool = mp.Pool(4)
    assert pool.map(clock.tick, range(3)) == [1, 2, 3]
    pool.close()


def test_block():
    with mp.Pool(4) as pool:
        assert pool.map(clock.tick, range(3)) == [1, 2, 3]


def test_never_used():
    pool = mp.Pool(4)


def test_replaced():
    with mock.patch('multiprocessing.Pool'):
        pool = mp.Pool(4)
        pool.map(clock.tick, range(3))


def test_listener_of_a_log():
    listener = logging.handlers.QueueListener(clock.queue)
    listener.start()
    clock.tick()
    listener.stop()


def test_every_result_is_asked_for():
    pool = futures.ThreadPoolExecutor(2)
    assert pool.submit(clock.tick).result() == 1
    clock.wait()


def test_processes_whose_results_are_waited_for():
    pool = mp.Pool(4)  # expect: leaked-thread [its workers stay when the test has ended] (information)
    assert pool.apply_async(clock.tick).get() == 1

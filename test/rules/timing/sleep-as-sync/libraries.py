# The same bet with green threads, with other async libraries, with processes, signals and requests.
import os
import signal
import subprocess

import anyio
import eventlet
import gevent
import multiprocessing as mp
import requests
import time
import trio
from eventlet import greenthread
from gevent import sleep as gsleep


def test_eventlet(results):
    eventlet.spawn(results.append, 1)
    eventlet.sleep(0.5)  # expect: sleep-as-sync [`eventlet.sleep` of 0.5 s waits for what `eventlet.spawn` does]
    assert results == [1]


def test_eventlet_by_its_inner_module(results):
    greenthread.spawn(results.append, 1)
    greenthread.sleep(0.5)  # expect: sleep-as-sync
    assert results == [1]


def test_gevent(results):
    gevent.spawn(results.append, 1)
    gsleep(0.5)  # expect: sleep-as-sync [`gevent.spawn`]
    assert results == [1]


async def test_trio(results, worker):
    async with trio.open_nursery() as nursery:
        nursery.start_soon(worker)
        await trio.sleep(0.5)  # expect: sleep-as-sync [`trio.sleep` of 0.5 s]
        assert results == [1]


async def test_anyio(results, worker):
    async with anyio.create_task_group() as group:
        group.start_soon(worker)
        await anyio.sleep(0.5)  # expect: sleep-as-sync [`anyio.sleep` of 0.5 s]
        assert results == [1]


def test_process_of_multiprocessing(queue):
    process = mp.Process(target=queue.put, args=(1,))
    process.start()
    time.sleep(1)  # expect: sleep-as-sync [`process`]
    assert queue.qsize() == 1


def test_subprocess(tmp_path):
    process = subprocess.Popen(['report', str(tmp_path / 'out')])
    time.sleep(2)  # expect: sleep-as-sync [`subprocess.Popen`]
    assert (tmp_path / 'out').exists()
    process.kill()


def test_signal(handled):
    os.kill(os.getpid(), signal.SIGUSR1)
    time.sleep(0.1)  # expect: sleep-as-sync [`os.kill`]
    assert handled == [signal.SIGUSR1]


def test_request_that_is_worked_on_later(journal):
    requests.post('http://localhost/orders', json={})
    time.sleep(1)  # expect: sleep-as-sync [`requests.post`]
    assert journal.lines() == 1

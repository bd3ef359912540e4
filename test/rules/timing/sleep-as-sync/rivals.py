# Sleeps that race with work of the test's own, or that hardly outlive a limit.
import asyncio
import time

import pytest

from shop.pool import Pool, PoolTimeout, slow_restock


async def test_cancelled_half_way(client):
    future = client.compute(slow_restock, delay=0.05)
    await asyncio.sleep(0.05)  # expect: sleep-as-sync [bets that work of 0.05 s]
    await future.cancel()
    assert future.status == 'cancelled'


async def test_cancelled_by_a_callback(client):
    fast = client.submit(slow_restock)
    slow = client.submit(time.sleep, 0.3)

    async def cancel():
        await asyncio.sleep(0.1)  # expect: sleep-as-sync [in `cancel` bets that work of 0.3 s]
        await slow.cancel()

    client.loop.add_callback(cancel)
    assert await client.gather([fast, slow]) == [1, None]


async def test_work_is_long_over(client):
    future = client.compute(slow_restock, delay=0.01)
    await asyncio.sleep(0.05)
    await future.cancel()


def test_retries_after_a_timeout(server):
    def handler(listener):
        peer = listener.accept()[0]
        # Pause so that the first request times out.
        time.sleep(0.1)  # expect: sleep-as-sync [is to outlive a limit of 0.1 s]
        peer.close()

    server.run(handler)
    with pytest.raises(PoolTimeout):
        Pool(server.port, timeout=0.1).get('/')


def test_outlives_the_limit_by_far(server):
    def handler(listener):
        peer = listener.accept()[0]
        time.sleep(2)
        peer.close()

    server.run(handler)
    with pytest.raises(PoolTimeout):
        Pool(server.port, timeout=0.1).get('/')


def test_reads_what_comes(server):
    received = b''

    def handler(listener):
        nonlocal received
        peer = listener.accept()[0]
        peer.settimeout(0)
        start = time.time()
        while time.time() - start < 0.5:  # expect: sleep-as-sync [Reads until `time.time() - start < 0.5` is over]
            try:
                received += peer.recv(65536)
            except OSError:
                continue
        peer.close()

    server.run(handler)
    Pool(server.port).post('/', b'stock')
    assert b'stock' in received


def test_reads_until_the_end(server):
    received = b''

    def handler(listener):
        nonlocal received
        peer = listener.accept()[0]
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            received += peer.recv(65536)
            if received.endswith(b'stock'):
                break
        peer.close()

    server.run(handler)
    Pool(server.port).post('/', b'stock')
    assert b'stock' in received


async def test_ready_long_before(agent):
    started = asyncio.Event()

    async def slow_tool():
        started.set()
        await asyncio.sleep(5)
        return 'slow'

    task = asyncio.create_task(agent.run(slow_tool))
    await asyncio.wait_for(started.wait(), timeout=5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

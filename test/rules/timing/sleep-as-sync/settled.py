# What was waited for before is not waited for again; what must stay as it is; limits of the test's own.
import asyncio
import time
import unittest

from shop.testing import wait_for_state

BIND_TTL = 15


async def test_stays_after_a_wait(client, worker):
    stocked = client.submit(1)
    await wait_for_state('stock', 'fetch', worker)
    await asyncio.sleep(0.1)  # expect: sleep-before-absence
    assert worker.tasks['stock'].state == 'fetch'
    assert await stocked == 1


async def test_short_turn_after_a_wait(client, worker):
    stocked = client.submit(1)
    await wait_for_state('stock', 'running', worker)
    assert worker.threads == 3
    await asyncio.sleep(0.01)
    assert worker.threads == 4
    assert await stocked == 1


async def test_limit_of_its_own(client):
    inner = asyncio.create_task(client.refresh())
    waiter = asyncio.wait_for(inner, timeout=0.1)
    task = asyncio.create_task(waiter)
    await asyncio.sleep(0.2)
    assert task.done()


async def drain(handler):
    for task in handler.tasks:
        await task
    # Give the event loop a chance to run any done-callbacks.
    await asyncio.sleep(0.001)


class TestExpiry(unittest.TestCase):
    def test_not_blocking(self):
        self.client.unlink('a', 'b')
        # Unlink is non-blocking so we sleep before verifying the deletion
        time.sleep(0.1)  # expect: sleep-as-sync [stands for a wait]
        self.assertEqual({'c': 1}, self.client.items())

    def test_state_expires(self):
        self.client.notify('moving')
        time.sleep(BIND_TTL)
        self.assertEqual('none', self.client.state)

    def test_nothing_moves(self):
        self.assertEqual(100, self.client.count())
        self.client.balance()
        time.sleep(0.1)  # expect: sleep-before-absence
        self.assertEqual(100, self.client.count())


async def test_stays_after_a_poll(client):
    stocked = client.submit(1)
    while client.waiting:
        if client.attempts > 100:
            raise AssertionError('not stocked')
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)  # expect: sleep-before-absence
    assert client.count == 1
    assert await stocked == 1


def check_killed(worker):
    assert worker.dead
    # spin the loop to make sure it doesn't run.
    time.sleep(0.01)  # expect: sleep-before-absence
    assert worker.dead

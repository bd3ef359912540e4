# Something else ends the test: a mark, a decorator, a timeout around the loop, a limit on its coroutine.
import asyncio
import time

import eventlet
import pytest
from timeout_decorator import timeout
from tornado.testing import gen_test


@pytest.mark.timeout(60)
def test_marked(server):
    while server.status != 'ACTIVE':  # expect: unbounded-poll [dies of its timeout] (information)
        time.sleep(0.1)


@timeout(60)
def test_decorated(server):
    while server.status != 'ACTIVE':  # expect: unbounded-poll (information)
        time.sleep(0.1)


@gen_test(timeout=10)
async def test_coroutine_with_a_limit(server):
    while server.status != 'ACTIVE':  # expect: unbounded-poll (hint)
        await asyncio.sleep(0.1)


async def test_timeout_around(server):
    async with asyncio.timeout(10):
        while server.status != 'ACTIVE':
            await asyncio.sleep(0.1)


def test_timeout_of_eventlet(server):
    with eventlet.Timeout(10):
        while server.status != 'ACTIVE':
            eventlet.sleep(0.1)


async def test_inner_coroutine_under_wait_for(server):
    async def active():
        while server.status != 'ACTIVE':
            await asyncio.sleep(0.1)

    await asyncio.wait_for(active(), timeout=10)


class TestServer:
    timeout = 30

    def test_limit_of_trial(self):
        while self.server.status != 'ACTIVE':  # expect: unbounded-poll (information)
            time.sleep(0.1)


async def becomes_active(server):
    while server.status != 'ACTIVE':  # expect: unbounded-poll (hint)
        await asyncio.sleep(0.1)


@gen_test(timeout=10)
async def test_helper_of_a_test_with_a_limit(server):
    await becomes_active(server)
    assert server.address

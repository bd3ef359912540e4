# Tasks and green threads take turns: what an assertion says of the time before their turn holds in every run.
import asyncio

import anyio
import eventlet
import janus
from shop import Lock


async def test_fast_acquire_does_not_yield():
    called = False

    async def other():
        nonlocal called
        called = True

    lock = Lock(fast_acquire=True)
    async with anyio.create_task_group() as group:
        group.start_soon(other)
        async with lock:
            assert not called


def test_written_when_it_is_killed():
    state = []

    def work():
        try:
            state.append('start')
            eventlet.sleep(10)
        except BaseException:
            state.append('killed')

    thread = eventlet.spawn(work)
    eventlet.sleep(0.1)
    assert state == ['start']
    eventlet.kill(thread)


def test_comes_later():
    state = []

    def work():
        state.append('start')
        eventlet.sleep(10)
        state.append('end')

    eventlet.spawn(work)
    eventlet.sleep(0.1)
    assert state == ['start']


async def test_blocked_after_two():
    queue = janus.Queue(maxsize=2).async_q
    put = []
    full = asyncio.get_running_loop().create_future()

    async def putter():
        for i in range(3):
            await queue.put(i)
            put.append(i)
            if i == 1:
                full.set_result(None)

    task = asyncio.create_task(putter())
    await full
    assert put == [0, 1]
    assert queue.get_nowait() == 0
    await task


def test_not_yet(make_pool):
    seen = [1]
    pool = make_pool()
    pool.apply_async(seen.append, (2,))
    assert seen == [1]
    pool.join()


async def test_had_its_turn(shop):
    called = False

    async def other():
        nonlocal called
        await shop.open()
        called = True

    asyncio.create_task(other())
    await asyncio.sleep(0.01)
    assert called


async def test_all_have_had_their_turn_in_a_real_sleep(limiter):
    acquired = []

    async def hold(number):
        async with limiter.context():
            acquired.append(number)
            await anyio.sleep(0.1)

    async with anyio.create_task_group() as group:
        for number in range(2):
            group.start_soon(hold, number)
        await anyio.sleep(0.05)
        assert len(acquired) == 2


async def test_event_that_waits_for_those_who_wait(later):
    woke = False
    event = later.TwoWayEvent()

    async def waiter():
        nonlocal woke
        await event.wait()
        woke = True

    task = asyncio.create_task(waiter())
    await event.set()
    assert woke
    await task

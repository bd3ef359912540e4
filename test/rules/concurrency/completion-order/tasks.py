# Tasks that trio shuffles, threads that a loop starts: who comes first is not said.
import contextvars
import threading

import trio

from shop import till

name = contextvars.ContextVar('name')


async def test_shuffled():
    seen = []

    async def child():
        seen.append(name.get())

    async with trio.open_nursery() as nursery:
        nursery.start_soon(child)
        nursery.start_soon(child)
    assert seen == ['first', 'second']  # expect: completion-order [nothing orders `child` and `child`]


def test_started_in_a_loop():
    seen = []

    def work(number):
        seen.append(number)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [0, 1, 2]  # expect: completion-order


async def test_woken_in_order():
    seen = []

    async def reader():
        await till.readable()
        seen.append('reader')

    async def writer():
        await till.writable()
        seen.append('writer')

    async with trio.open_nursery() as nursery:
        nursery.start_soon(reader)
        nursery.start_soon(writer)
        till.make_readable()
        till.make_writable()
    assert seen == ['reader', 'writer']


def test_all_say_the_same():
    seen = []

    def work():
        seen.append('tick')
        till.count()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen[0] == 'tick'


def test_pool_of_unknown_size():
    pool = till.pool()
    seen = []
    for i in range(3):
        pool.submit(seen.append, i)
    pool.shutdown(wait=True)
    assert seen == list(range(3))


async def test_timers_of_one_loop(loop):
    seen = []

    def hello():
        seen.append('hello')

    def world():
        seen.append('world')

    loop.call_later(0.1, hello)
    loop.call_later(0.5, world)
    await loop.wait_stopped()
    assert seen == ['hello', 'world']

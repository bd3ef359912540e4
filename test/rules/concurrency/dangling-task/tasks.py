# Tasks that nobody waits for, and tasks that somebody keeps.
import asyncio
import unittest

from shop import Worker


async def test_dropped(cache):
    asyncio.create_task(cache.refresh())  # expect: dangling-task [The task of `cache.refresh()` is thrown away]
    await asyncio.sleep(0)
    assert cache.fresh


async def test_never_used(cache):
    task = asyncio.create_task(cache.refresh())  # expect: dangling-task [`task` is never awaited nor cancelled]
    await asyncio.sleep(0)
    assert cache.fresh


async def test_awaited(cache):
    task = asyncio.create_task(cache.refresh())
    await task
    assert cache.fresh


async def test_group(cache):
    async with asyncio.TaskGroup() as group:
        group.create_task(cache.refresh())
    assert cache.fresh


async def test_cancelled(cache):
    task = asyncio.create_task(cache.refresh())
    assert not cache.fresh
    task.cancel()


async def test_reads_until_the_task_closes(connection):
    asyncio.create_task(connection.close_later())
    async for item in connection:
        assert item


async def test_awaits_what_the_task_fills(body):
    asyncio.create_task(body.fill())
    assert await body == 'tea'


async def test_enters_what_the_task_lets_in(gate):
    asyncio.create_task(gate.open_later())
    async with gate.passed():
        pass


async def test_a_task_that_never_waits():
    barrier = asyncio.Barrier(2)
    asyncio.create_task(barrier.abort())
    await asyncio.sleep(0)
    assert barrier.broken


async def test_a_task_that_waits():
    barrier = asyncio.Barrier(2)
    asyncio.create_task(barrier.wait())  # expect: dangling-task
    await asyncio.sleep(0)
    assert barrier.n_waiting == 1


class TestWorker(unittest.IsolatedAsyncioTestCase):
    async def asyncTearDown(self):
        await self.worker.stop()

    async def test_ended_by_the_class(self):
        self.worker = Worker()
        asyncio.create_task(self.worker.start())
        await asyncio.sleep(2)
        self.assertEqual(self.worker.count, 2)

    async def test_not_ended_by_the_class(self):
        self.other = Worker()
        asyncio.create_task(self.other.start())  # expect: dangling-task
        await asyncio.sleep(2)
        self.assertEqual(self.other.count, 2)


async def test_forgotten_tasks_are_named(runner):
    asyncio.create_task(asyncio.sleep(0))
    await asyncio.sleep(0)
    assert runner.forgotten == 1

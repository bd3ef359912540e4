# Coroutines: an awaited sleep after creating a task is the same bet; yielding to the loop is not.
import asyncio


async def test_task():
    results = []

    async def worker():
        results.append(1)

    task = asyncio.create_task(worker())
    await asyncio.sleep(0.5)  # expect: sleep-as-sync [`asyncio.sleep` of 0.5 s]
    assert results == [1]
    await task


async def test_task_that_is_awaited():
    results = []

    async def worker():
        results.append(1)

    await asyncio.create_task(worker())
    assert results == [1]


async def test_yields_to_the_loop():
    results = []

    async def worker():
        results.append(1)

    task = asyncio.create_task(worker())
    await asyncio.sleep(0)
    assert results == [1]
    await task


async def test_sleep_is_awaited_by_somebody_else():
    await asyncio.wait_for(asyncio.sleep(0.1), timeout=1)

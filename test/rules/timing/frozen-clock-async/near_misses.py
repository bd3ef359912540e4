# A frozen clock hurts only what awaits a timer, and only if nothing moves it.
import asyncio

import freezegun
from freezegun import freeze_time


@freezegun.freeze_time('2024-01-01')
async def test_wait_for(report):
    await asyncio.wait_for(report.ready(), 1)  # expect: frozen-clock-async [`asyncio.wait_for` is awaited under a frozen clock]


async def test_block(report):
    with freeze_time('2024-01-01'):
        await asyncio.sleep(0.1)  # expect: frozen-clock-async
        assert report.date == '2024-01-01'


@freeze_time('2024-01-01', tick=True)
async def test_ticks(report):
    await asyncio.sleep(0.1)
    assert report.date == '2024-01-01'


async def test_moved(report):
    with freeze_time('2024-01-01') as clock:
        sleeper = asyncio.create_task(asyncio.sleep(5))
        clock.tick(5)
        await sleeper


@freeze_time('2024-01-01')
async def test_no_timer(report):
    assert (await report.load()).date == '2024-01-01'


@freeze_time('2024-01-01')
def test_not_a_coroutine(report):
    assert report.date == '2024-01-01'

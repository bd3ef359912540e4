# Timers of the event loop under a clock that stands still.
import asyncio

from freezegun import freeze_time


@freeze_time('2024-01-01')
async def test_report_is_dated(report):
    await asyncio.sleep(0.1)  # expect: frozen-clock-async [`asyncio.sleep` is awaited under a frozen clock]
    assert report.date == '2024-01-01'


async def test_only_a_part_is_frozen(report):
    with freeze_time('2024-01-01'):
        await asyncio.wait_for(report.ready(), 1)  # expect: frozen-clock-async
    assert report.date == '2024-01-01'


@freeze_time('2024-01-01', tick=True)
async def test_ticks(report):
    await asyncio.sleep(0.1)
    assert report.date == '2024-01-01'


@freeze_time('2024-01-01')
async def test_nothing_is_timed(report):
    await report.ready()
    assert report.date == '2024-01-01'


@freeze_time('2024-01-01')
def test_no_coroutine(report):
    assert report.date == '2024-01-01'

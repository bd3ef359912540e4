# `real_asyncio=True` joins the arguments, wherever they stand.
import asyncio

from freezegun import freeze_time


@freeze_time(
    '2024-01-01',
    tz_offset=1,
    real_asyncio=True,
)
async def test_lines(report):
    await asyncio.sleep(0.1)
    assert report.date == '2024-01-01'


async def test_block(report):
    with freeze_time(real_asyncio=True) as frozen:
        await asyncio.sleep(0.1)
        assert report.date == frozen().date()


@freeze_time('2024-01-01', real_asyncio=True)
async def test_known(report):
    await asyncio.sleep(0.1)
    assert report.date == '2024-01-01'

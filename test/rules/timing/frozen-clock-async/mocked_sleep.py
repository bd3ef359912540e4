# No timer runs where the sleep is replaced, or only turns the loop.
import asyncio
from unittest import mock

from freezegun import freeze_time


async def test_patched(report):
    with freeze_time('2024-01-01'), mock.patch('asyncio.sleep'):
        await asyncio.sleep(5)
        assert report.date == '2024-01-01'


@freeze_time('2024-01-01')
async def test_fixture(report, mock_sleep):
    await asyncio.sleep(5)
    assert report.date == '2024-01-01'


@freeze_time('2024-01-01')
async def test_turn(report):
    await asyncio.sleep(0)
    assert report.date == '2024-01-01'

# A sleep directly before something that waits by itself, in every style; configuration may name more helpers.
import asyncio
import time
import unittest
from time import sleep


class TestServer(unittest.TestCase):
    def test_active(self):
        self.boot()
        sleep(2)  # expect: sleep-before-poller [`sleep` of 2 s before `_wait_for_state`]
        self._wait_for_state('ACTIVE')

    def test_step_between(self):
        self.boot()
        time.sleep(2)
        self.refresh()
        self._wait_for_state('ACTIVE')


async def test_coroutine(cloud, wait_until):
    cloud.boot()
    await asyncio.sleep(2)  # expect: sleep-before-poller
    await wait_until(lambda: cloud.active)


def test_no_sleep(cloud):
    cloud.wait_for_status('ACTIVE')


def test_sleep_of_zero(cloud):
    time.sleep(0)
    cloud.wait_for_status('ACTIVE')

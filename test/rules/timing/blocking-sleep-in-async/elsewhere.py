# Code that a decorator takes to another runtime, and both kinds of sleep side by side, which is on purpose.
import asyncio
import time

from pytest_pyodide import run_in_pyodide


def test_in_the_browser(selenium, server):
    @run_in_pyodide(packages=['requests'])
    async def request(selenium, url):
        import requests

        assert requests.get(url).status_code == 200

    request(selenium, server.url)


async def test_lag_is_measured(worker):
    while worker.interval < 0.1:
        await asyncio.sleep(0.01)
        time.sleep(0.2)


async def test_collected(worker, gone):
    deadline = time.time() + 1
    while gone() is not None and time.time() < deadline:
        # Perhaps the GIL was not handed over yet.
        time.sleep(0.001)

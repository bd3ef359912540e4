"""What the tests of the fixes need from plugins that are not installed where they run.

`qtbot` follows pytest-qt: `wait` takes milliseconds, and `waitUntil` calls its callback until that returns True or
None, again where it returns False or raises AssertionError, and fails when the time is up; another value is an error. `freezer` follows pytest-freezer: the
clock is frozen for the whole test, and `tick` moves it. `freeze_time` takes `real_asyncio`, as freezegun does from
1.5 on, where this one does not: the event loop then sees the real clock.
"""
import asyncio
import inspect
import time

import freezegun
import pytest

frozen = freezegun.freeze_time


def real_time(loop, monotonic=time.monotonic):
    # A default: freezegun replaces what modules call by the names of its functions.
    return monotonic()


running = []


def freeze_time(*args, real_asyncio=False, **kwargs):
    freezer = frozen(*args, **kwargs)
    start, stop, loop_time = freezer.start, freezer.stop, asyncio.BaseEventLoop.time

    def start_it():
        running.append(freezer)
        if real_asyncio:
            asyncio.BaseEventLoop.time = real_time
        return start()

    def stop_it():
        if freezer in running:
            running.remove(freezer)
            stop()
            asyncio.BaseEventLoop.time = loop_time

    freezer.start, freezer.stop = start_it, stop_it
    return freezer


def pytest_configure():
    if "real_asyncio" not in inspect.signature(frozen).parameters:
        freezegun.freeze_time = freeze_time


def pytest_unconfigure():
    freezegun.freeze_time = frozen
    # A test that was given up in the middle has not stopped its own.
    for freezer in list(running):
        freezer.stop()


@pytest.fixture
def freezer():
    with frozen() as clock:
        yield clock


class QtBot:
    def wait(self, ms):
        time.sleep(ms / 1000)

    def waitUntil(self, callback, *, timeout=5000):
        deadline = time.monotonic() + timeout / 1000
        while True:
            try:
                result = callback()
                if result not in (None, True, False):
                    raise ValueError(f"waitUntil() callback must return None, True or False, returned {result!r}")
                if result in (None, True):
                    return
            except AssertionError:
                pass
            assert time.monotonic() < deadline, "waitUntil timed out"
            time.sleep(0.01)


@pytest.fixture
def qtbot():
    return QtBot()

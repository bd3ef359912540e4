"""Stands in for time-machine, which is not installed where the tests of the fixes run.

As documented: `travel(destination, tick=False)` is a context manager that stops the clock at a timestamp and returns
a traveller, whose `shift(seconds)` moves it. Here it moves `time.time` alone.
"""
import contextlib
import time


class Traveller:
    def __init__(self, destination):
        self.now = destination

    def shift(self, delta):
        self.now += delta


@contextlib.contextmanager
def travel(destination, *, tick=True):
    assert tick is False
    traveller, real = Traveller(destination), time.time
    time.time = lambda: traveller.now
    try:
        yield traveller
    finally:
        time.time = real

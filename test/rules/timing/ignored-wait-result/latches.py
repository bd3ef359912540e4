# Latches of other libraries wait like events.
from taskflow.types import latch

from shop import orders


def test_latch():
    barrier = latch.Latch(3)
    orders.on_each(barrier.countdown)
    barrier.wait(1)  # expect: ignored-wait-result (warning)
    assert orders.count == 3


def test_asserted():
    barrier = latch.Latch(3)
    orders.on_each(barrier.countdown)
    assert barrier.wait(1)
    assert orders.count == 3

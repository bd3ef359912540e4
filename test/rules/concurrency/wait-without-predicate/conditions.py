# Conditions that are waited for without asking what they stand for.
import threading

import pytest

from shop import producer
from shop.sync import *


def test_plain_wait():
    condition = threading.Condition()
    producer.start(condition)
    with condition:
        condition.wait(5)  # expect: wait-without-predicate [`condition.wait()` asks for no predicate]
    assert producer.items == [1]


def test_loop():
    condition = threading.Condition()
    producer.start(condition)
    with condition:
        while not producer.items:
            condition.wait(5)
    assert producer.items == [1]


def test_wait_for():
    condition = threading.Condition()
    producer.start(condition)
    with condition:
        assert condition.wait_for(lambda: producer.items, timeout=5)


def test_condition_wakes_up():
    condition = threading.Condition()
    producer.start(condition)
    with condition:
        condition.wait(5)
    assert producer.items == [1]


def test_needs_the_lock():
    shared = threading.Condition()
    with pytest.raises(RuntimeError):
        shared.wait()


async def test_of_another_library(shop):
    shared = Condition()
    async with shared:
        await shared.wait()


def test_started_under_the_lock():
    shared = threading.Condition()

    def work():
        with shared:
            producer.items.append(1)
            shared.notify()

    thread = threading.Thread(target=work)
    with shared:
        thread.start()
        shared.wait(5)
    assert producer.items == [1]


def test_asks_first():
    shared = threading.Condition()
    producer.start(shared)
    with shared:
        if not producer.items:
            shared.wait(5)
    assert producer.items == [1]

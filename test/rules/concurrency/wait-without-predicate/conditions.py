# Conditions that are waited for without asking what they stand for.
import threading

from shop import producer


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

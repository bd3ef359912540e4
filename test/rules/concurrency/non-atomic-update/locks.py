# Locks in every form: who holds the same one all the way is left alone, who holds another one is not.
import threading

import wrapt
from oslo_concurrency import lockutils

from testlib import synchronized


def test_decorator_with_the_lock():
    count = 0
    lock = threading.Lock()

    @synchronized(lock)
    def up():
        nonlocal count
        count += 1

    def down():
        nonlocal count
        with lock:
            count -= 1

    one = threading.Thread(target=up)
    two = threading.Thread(target=down)
    one.start()
    two.start()
    one.join()
    two.join()
    assert count == 0


def test_decorators_with_two_locks():
    count = 0
    first = threading.Lock()
    second = threading.Lock()

    @synchronized(first)
    def up():
        nonlocal count
        count += 1  # expect: non-atomic-update

    @synchronized(second)
    def down():
        nonlocal count
        count -= 1

    one = threading.Thread(target=up)
    two = threading.Thread(target=down)
    one.start()
    two.start()
    one.join()
    two.join()
    assert count == 0


def test_named_locks():
    count = 0

    @lockutils.synchronized('count')
    def up():
        nonlocal count
        count += 1

    def down():
        nonlocal count
        bump()

    @lockutils.synchronized('count')
    def bump():
        nonlocal count
        count -= 1

    one = threading.Thread(target=up)
    two = threading.Thread(target=down)
    one.start()
    two.start()
    one.join()
    two.join()
    assert count == 0


def test_other_names():
    count = 0

    @lockutils.synchronized('up')
    def up():
        nonlocal count
        count += 1  # expect: non-atomic-update

    @lockutils.synchronized('down')
    def down():
        nonlocal count
        count -= 1

    one = threading.Thread(target=up)
    two = threading.Thread(target=down)
    one.start()
    two.start()
    one.join()
    two.join()
    assert count == 0


def test_one_lock_for_a_function():
    count = 0

    @wrapt.synchronized
    def up():
        nonlocal count
        count += 1

    threads = [threading.Thread(target=up) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count == 3


def test_lock_of_a_condition():
    count = 0
    condition = threading.Condition()

    def up():
        nonlocal count
        with condition:
            count += 1

    threads = [threading.Thread(target=up) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count == 3


def test_lock_shared_with_a_condition():
    count = 0
    lock = threading.Lock()
    condition = threading.Condition(lock)

    def up():
        nonlocal count
        with condition:
            count += 1

    def down():
        nonlocal count
        with lock:
            count -= 1

    one = threading.Thread(target=up)
    two = threading.Thread(target=down)
    one.start()
    two.start()
    one.join()
    two.join()
    assert count == 0


def test_taken_twice():
    count = 0
    lock = threading.RLock()

    def up():
        nonlocal count
        lock.acquire()
        lock.acquire()
        lock.release()
        count += 1
        lock.release()

    threads = [threading.Thread(target=up) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count == 3

# Locks that an exception leaves taken, and locks that it does not.
import threading

from shop import store


def test_update():
    lock = threading.Lock()
    store.share(lock)
    lock.acquire()  # expect: lock-not-released [`lock` stays taken if anything fails]
    store.update('a', 1)
    assert store.get('a') == 1
    lock.release()


def test_with():
    lock = threading.Lock()
    store.share(lock)
    with lock:
        store.update('a', 1)


def test_finally():
    lock = threading.Lock()
    lock.acquire()
    try:
        store.update('a', 1)
    finally:
        lock.release()


def test_released_elsewhere():
    lock = threading.Lock()
    lock.acquire()
    store.share(lock)


def test_nothing_can_fail():
    lock = threading.Lock()
    lock.acquire()
    seen = 1
    lock.release()
    assert seen


def test_lock_of_the_product(client):
    mine = client.shop.Semaphore('till')
    mine.acquire()
    assert store.get('a') == 1
    mine.release()


def test_nobody_else_knows_the_lock():
    mine = threading.Condition()
    mine.acquire()
    assert store.get('a') == 1
    mine.release()


def test_a_worker_waits_for_it():
    gate = threading.Lock()

    def work():
        with gate:
            store.update('a', 1)

    threading.Thread(target=work).start()
    gate.acquire()  # expect: lock-not-released [`gate` stays taken]
    assert store.get('a') == 1
    gate.release()


def test_a_worker_says_when():
    turn = threading.Lock()
    turn.acquire()

    def work():
        store.update('a', 1)
        turn.release()

    threading.Thread(target=work).start()
    turn.acquire()
    assert store.get('a') == 1
    turn.release()


def test_nothing_can_fail_in_between():
    lock = threading.Lock()
    names = []

    def walk(name):
        lock.acquire()
        names.append(name)
        lock.release()

    store.share(walk)
    assert names

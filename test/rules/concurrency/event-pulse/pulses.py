# An Event that is cleared before anybody looked, and a thread that is expected to be dead too early.
import threading

from shop import worker


def test_pulse():
    wake = threading.Event()
    worker.start(wake)
    wake.set()
    wake.clear()  # expect: event-pulse [`wake` is cleared right after it was set]
    assert worker.woken()


def test_still_alive():
    done = threading.Event()
    thread = threading.Thread(target=done.set)
    thread.start()
    assert done.wait(5)
    assert not thread.is_alive()  # expect: event-pulse [`thread` may still be alive here]


def test_acknowledged():
    wake = threading.Event()
    worker.start(wake)
    wake.set()
    assert worker.woken()
    wake.clear()


def test_joined():
    done = threading.Event()
    thread = threading.Thread(target=done.set)
    thread.start()
    assert done.wait(5)
    thread.join(5)
    assert not thread.is_alive()

# A sleep before the assertion that nothing happened: what comes later is missed.
import threading
import time
from time import sleep


def test_nothing_was_appended():
    calls = []
    timer = threading.Timer(0.1, calls.append, args=['ran'])
    timer.start()
    timer.cancel()
    time.sleep(0.3)  # expect: sleep-before-absence [before `assert calls == []`]
    assert calls == []


def test_callback_was_not_called(callback):
    thread = threading.Thread(target=callback.run)
    thread.start()
    sleep(1)  # expect: sleep-before-absence [`sleep` of 1 s]
    callback.failed.assert_not_called()


def test_something_was_appended():
    calls = []
    thread = threading.Thread(target=calls.append, args=['ran'])
    thread.start()
    time.sleep(0.3)
    assert calls == ['ran']


def test_joined_first():
    calls = []
    timer = threading.Timer(0.1, calls.append, args=['ran'])
    timer.start()
    timer.cancel()
    timer.join()
    assert calls == []

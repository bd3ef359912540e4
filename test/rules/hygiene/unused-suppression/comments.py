# Comments that hide nothing are reported; what they still hide stays hidden.
import threading
import time


def test_nothing_is_wrong():
    assert 1 + 1 == 2  # steady: ignore[sleep-as-sync] -- slow  # expect: unused-suppression [`sleep-as-sync`]


def test_needed():
    results = []
    thread = threading.Thread(target=lambda: results.append(1))
    thread.start()
    time.sleep(0.5)  # steady: ignore[sleep-as-sync] -- the device is slow
    assert results == [1]


def test_half_of_it():
    results = []
    thread = threading.Thread(target=lambda: results.append(1))
    thread.start()
    time.sleep(0.5)  # steady: ignore[timing, admin-context]  # expect: unused-suppression [`admin-context`]
    assert results == [1]


def test_everything():
    # steady: ignore  # expect: unused-suppression [suppresses nothing]
    assert True


def test_block():  # steady: ignore-block[sleep-as-sync]  # expect: unused-suppression
    assert True


def test_says_so_itself():
    assert True  # steady: ignore[sleep-as-sync, unused-suppression] -- only on some machines

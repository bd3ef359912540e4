# Patches that reach every thread of the process, and patches that do not.
import threading
from unittest import mock

from shop import poller


def test_sleep_of_everybody():
    thread = threading.Thread(target=poller.run)
    with mock.patch('time.sleep'):  # expect: global-primitive-mock [`time.sleep` is replaced for every thread]
        thread.start()
        thread.join()


@mock.patch('time.monotonic', return_value=1)  # expect: global-primitive-mock
def test_clock_of_everybody(clock):
    thread = threading.Thread(target=poller.run)
    thread.start()
    thread.join()


def test_sleep_of_the_module():
    thread = threading.Thread(target=poller.run)
    with mock.patch('shop.poller.time.sleep'):
        thread.start()
        thread.join()


def test_nothing_runs():
    with mock.patch('time.sleep'):
        poller.run()


@mock.patch('time.time', return_value=1)
def test_time_stands_still_for_all(clock):
    thread = threading.Thread(target=poller.run)
    thread.start()
    thread.join()


def test_one_answer_for_two_threads():
    with mock.patch('threading.current_thread', side_effect=[None]):  # expect: global-primitive-mock
        thread = threading.Thread(target=poller.run)
        thread.start()
        thread.join()


@mock.patch('time.time')
def test_submits_to_no_pool(now):
    now.return_value = 0
    step = poller.Batches(size=3)
    step.submit('message')
    assert step.pending == 1

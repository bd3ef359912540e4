# The sleep is found behind every name that Python allows for it.
import threading
import time
import time as clock
from threading import Thread
from time import sleep
from time import sleep as pause

nap = time.sleep
DELAY = 0.25


def test_module_alias(worker, results):
    threading.Thread(target=worker).start()
    clock.sleep(1)  # expect: sleep-as-sync [`clock.sleep` of 1 s]
    assert results == [1]


def test_from_import(worker, results):
    Thread(target=worker).start()
    sleep(1)  # expect: sleep-as-sync [`sleep` of 1 s]
    assert results == [1]


def test_from_import_with_alias(worker, results):
    Thread(target=worker).start()
    pause(1)  # expect: sleep-as-sync
    assert results == [1]


def test_assigned_name(worker, results):
    Thread(target=worker).start()
    nap(1)  # expect: sleep-as-sync
    assert results == [1]


def test_import_inside_the_function(worker, results):
    from time import sleep as snooze

    Thread(target=worker).start()
    snooze(1)  # expect: sleep-as-sync
    assert results == [1]


def test_length_from_a_constant(worker, results):
    Thread(target=worker).start()
    sleep(DELAY * 2)  # expect: sleep-as-sync [of 0.5 s]
    assert results == [1]


def test_length_that_is_not_known(worker, results, settings):
    Thread(target=worker).start()
    sleep(settings.delay)  # expect: sleep-as-sync [`sleep` waits for]
    assert results == [1]


def test_somebody_elses_sleep(worker, results, robot):
    Thread(target=worker).start()
    robot.sleep(1)
    assert results == [1]


def test_a_local_function_that_is_called_sleep(worker, results):
    def sleep(seconds):
        return seconds

    Thread(target=worker).start()
    sleep(1)
    assert results == [1]

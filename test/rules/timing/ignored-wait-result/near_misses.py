# Waits whose result is looked at, that raise, or that a loop asks again.
import multiprocessing
import subprocess
import threading
from threading import Condition as Cond


def test_condition(bus):
    changed = Cond()
    bus.on_change(changed)
    with changed:
        changed.wait(5)  # expect: ignored-wait-result  # expect-fix: assert-wait
    assert bus.changes == 1


def test_event_of_a_process(bus):
    done = multiprocessing.Event()
    bus.start(done)
    done.wait(timeout=5)  # expect: ignored-wait-result  # expect-fix: assert-wait
    assert bus.finished


def test_asked(bus):
    done = threading.Event()
    bus.start(done)
    assert done.wait(5)
    assert bus.finished


def test_branch(bus):
    done = threading.Event()
    bus.start(done)
    if not done.wait(5):
        raise AssertionError('nothing came')
    assert bus.finished


def test_raises():
    process = subprocess.Popen(['true'])
    process.wait(5)
    assert process.returncode == 0


def test_barrier(bus):
    barrier = threading.Barrier(2)
    bus.start(barrier)
    barrier.wait(5)
    assert bus.started


def test_loop_over_the_predicate(bus):
    changed = threading.Condition()
    with changed:
        while not bus.changes:
            changed.wait(1)
    assert bus.changes == 1

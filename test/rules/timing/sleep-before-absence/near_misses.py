# Asserting that nothing happened, that nothing changed, or that what was started is over.
import threading
import time

import gevent
import gevent.pool


def test_nothing_changed(replicas, manager):
    assert replicas == {'a', 'b'}
    manager.start()
    time.sleep(0.2)  # expect: sleep-before-absence [before `assert replicas == {'a', 'b'}`]
    assert replicas == {'a', 'b'}


def test_make_sure_that_it_does_not_run(timer, calls):
    timer.start()
    timer.cancel()
    time.sleep(0.1)  # make sure it doesn't run  # expect: sleep-before-absence
    assert calls == ['before']


def test_pool_is_drained():
    pool = gevent.pool.Pool(1)
    pool.spawn(gevent.sleep, 0.1)
    gevent.sleep(0.2)  # expect: sleep-as-sync
    assert len(pool) == 0


def test_thread_has_ended(worker):
    thread = threading.Thread(target=worker)
    thread.start()
    time.sleep(0.5)  # expect: sleep-as-sync
    assert not thread.is_alive()


def test_nothing_was_started(calls):
    time.sleep(0.1)
    assert calls == []

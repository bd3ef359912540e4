# Off by default: a worker that only sleeps, to be there for a while.
import threading
import time


def test_busy_worker(pool):
    def busy():
        time.sleep(5)  # expect: simulated-work [`busy` only sleeps]

    thread = threading.Thread(target=busy)
    thread.start()
    assert pool.busy() == 1
    thread.join()


def test_worker_that_waits(pool):
    release = threading.Event()

    def busy():
        assert release.wait(timeout=10)

    thread = threading.Thread(target=busy)
    thread.start()
    assert pool.busy() == 1
    release.set()
    thread.join()

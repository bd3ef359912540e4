# `join(timeout)` after which nobody asks whether the thread has ended.
import threading


def test_worker_stops(worker):
    thread = threading.Thread(target=worker.run)
    thread.start()
    worker.stop()
    thread.join(timeout=5)  # expect: ignored-join-timeout [`thread.join(timeout=5)` returns even if `thread` still runs]


def test_asked(worker):
    thread = threading.Thread(target=worker.run)
    thread.start()
    worker.stop()
    thread.join(timeout=5)
    assert not thread.is_alive()


def test_without_timeout(worker):
    thread = threading.Thread(target=worker.run)
    thread.start()
    worker.stop()
    thread.join()


def test_cleaning_up(worker):
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        worker.stop()
    finally:
        thread.join(5)

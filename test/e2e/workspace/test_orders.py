import threading
import time


def test_worker_stores_its_result():
    results = []

    def worker():
        results.append(sum(range(10)))

    thread = threading.Thread(target=worker)
    thread.start()
    time.sleep(0.5)
    assert results == [45]

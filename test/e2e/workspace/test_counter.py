import threading


def test_worker_counts():
    counts = []

    def worker():
        counts.append(1)

    thread = threading.Thread(target=worker)
    thread.start()
    assert counts == [1]
    thread.join()

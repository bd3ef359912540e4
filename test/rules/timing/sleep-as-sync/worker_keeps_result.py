# A worker that sleeps and then keeps its result works: the test waits for its end before it looks.
import threading
import time


def test_reads_after_the_join():
    results = []

    def worker():
        time.sleep(0.1)
        results.append(1)

    thread = threading.Thread(target=worker)
    thread.start()
    thread.join(10)
    assert results == [1]

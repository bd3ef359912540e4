# A name that is not needed leaves the list, and the others stay.
import threading
import time


def test_worker():
    results = []
    thread = threading.Thread(target=lambda: results.append(1))
    thread.start()
    time.sleep(0.5)  # steady: ignore[timing] -- slow
    assert results == [1]

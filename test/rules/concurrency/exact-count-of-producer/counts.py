# Counting what a worker goes on producing, and counting it when it has ended.
import threading


def test_running():
    items = []

    def produce():
        for n in range(3):
            items.append(n)

    thread = threading.Thread(target=produce)
    thread.start()
    assert len(items) == 3  # expect: exact-count-of-producer [`items` is counted while `produce` is still adding to it]
    thread.join()


def test_joined():
    items = []

    def produce():
        for n in range(3):
            items.append(n)

    thread = threading.Thread(target=produce)
    thread.start()
    thread.join()
    assert len(items) == 3

# A barrier that many threads meet again and again.
import threading


def test_rounds(shop):
    for _ in range(3):
        barrier = threading.Barrier(2)
        sold = [[], []]

        def sell(till):
            barrier.wait()
            barrier.wait()
            sold[till] = shop.sell()
            barrier.wait()

        for _ in range(10):
            threads = [threading.Thread(target=sell, args=(i,)) for i in range(2)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert sold[0] or sold[1]


def test_rounds_that_nobody_waits_for(shop):
    for _ in range(3):
        barrier = threading.Barrier(2)
        sold = []

        def sell():
            barrier.wait()
            barrier.wait()
            sold.append(shop.sell())

        for _ in range(10):
            threads = [threading.Thread(target=sell) for i in range(2)]
            for thread in threads:
                thread.start()
            assert len(sold) == 2  # expect: read-before-join
            for thread in threads:
                thread.join()

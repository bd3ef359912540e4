# Workers that lose each other's updates.
import threading


def test_counter():
    count = 0

    def worker():
        nonlocal count
        count += 1  # expect: non-atomic-update [`worker` runs several times at once]

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count == 4


def test_two_workers():
    totals = {'n': 0}

    def add():
        totals['n'] += 1  # expect: non-atomic-update [`totals`]

    def subtract():
        totals['n'] -= 1

    one = threading.Thread(target=add)
    two = threading.Thread(target=subtract)
    one.start()
    two.start()
    one.join()
    two.join()
    assert totals['n'] == 0


def test_count_that_nobody_looks_at(shop):
    sent = {'number': 0}

    def work():
        sent['number'] += 1  # expect: non-atomic-update (information)
        shop.send(f'order {sent["number"]}')

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert shop.orders

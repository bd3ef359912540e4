# Updates that hold a lock, that come one after the other, or that are one step.
import threading
from concurrent.futures import ThreadPoolExecutor

from shop.metrics import IntStat


def test_lock():
    count = 0
    lock = threading.Lock()

    def worker():
        nonlocal count
        with lock:
            count += 1

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count == 4


def test_one_after_the_other():
    count = 0

    def worker():
        nonlocal count
        count += 1

    for _ in range(3):
        thread = threading.Thread(target=worker)
        thread.start()
        thread.join()
    assert count == 3


def test_a_pool_of_one():
    count = 0

    def worker():
        nonlocal count
        count += 1

    with ThreadPoolExecutor(max_workers=1) as pool:
        for _ in range(3):
            pool.submit(worker)
    assert count == 3


def test_an_element_each():
    counts = [0, 0]

    def worker(n):
        counts[n] += 1

    threads = [threading.Thread(target=worker, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [1, 1]


def test_object_with_an_update_of_its_own():
    stat = IntStat('sold')

    def work():
        nonlocal stat
        stat += 1

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert stat.value == 2


def test_parameter_that_is_bound_anew():
    options = {'tea': 1}

    def work(options, number):
        options = {'number': number, **options}
        number += 1
        assert options['number'] < number

    workers = [threading.Thread(target=work, args=(options, 1)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert options == {'tea': 1}


def test_made_once():
    made = 0

    class Shop(metaclass=Singleton):
        def __init__(self):
            nonlocal made
            made += 1

    with ThreadPoolExecutor(max_workers=4) as pool:
        shops = list(pool.map(lambda _: Shop(), range(4)))
    assert len(set(shops)) == 1
    assert made == 1


def test_enough_errors(store):
    errors = []

    def read():
        try:
            store.read()
        except OSError as error:
            if errors:
                return
            errors.append(error)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors

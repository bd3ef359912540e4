# A function that is half typed stays silent; the functions around it keep their findings.
import threading
import time


def test_before(results, worker):
    thread = threading.Thread(target=worker)
    thread.start()
    time.sleep(1)  # expect: sleep-as-sync
    assert results == [1]


def test_open_call(results, worker):
    thread = threading.Thread(target=worker)
    thread.start()
    time.sleep(1)
    assert results == [1]
    print(


def test_open_string(results, worker):
    thread = threading.Thread(target=worker)
    thread.start()
    time.sleep(1)
    assert results == [1], 'no results


def test_missing_value(results, worker):
    thread = threading.Thread(target=worker)
    thread.start()
    time.sleep(1)
    results =


def test_between(results, worker):
    thread = threading.Thread(target=worker)
    thread.start()
    time.sleep(1)  # expect: sleep-as-sync
    assert results == [1]


class TestHalfTyped:
    def test_loop(self, results, worker):
        thread = threading.Thread(target=worker)
        thread.start()
        time.sleep(1)
        for result in

    def test_beside_it(self, results, worker):
        thread = threading.Thread(target=worker)
        thread.start()
        time.sleep(1)  # expect: sleep-as-sync
        assert results == [1]


def test_no_colon()
    thread = threading.Thread(target=worker)
    thread.start()
    time.sleep(1)
    assert results == [1]


def test_below_a_missing_colon(results, worker):
    thread = threading.Thread(target=worker)
    thread.start()
    time.sleep(1)  # expect: sleep-as-sync
    assert results == [1]


def test_open_list(results, worker):
    thread = threading.Thread(target=worker)
    thread.start()
    time.sleep(1)
    assert results == [1
    print(results)


def test_below_an_open_list(results, worker):
    thread = threading.Thread(target=worker)
    thread.start()
    time.sleep(1)  # expect: sleep-as-sync
    assert results == [1]


def test_last(results, worker):
    thread = threading.Thread(target=worker)
    thread.start()
    time.sleep(1)  # expect: sleep-as-sync
    assert results == [1]

# A loop whose rounds are tests of their own: a sleep in it waits for what its round has started.
import threading
import time


def test_thread_in_each_round(work):
    for kind in ('a', 'b'):
        results = []

        def run():
            results.append(work(kind))

        t = threading.Thread(target=run)
        t.start()
        t.join(timeout=10)
        assert not t.is_alive()
        assert results == [kind]


def test_request_in_each_round(self, client):
    for kind in ('a', 'b'):
        with self.subTest(kind=kind):
            client.send(kind)
            time.sleep(0.5)
            assert client.received() == kind


def test_rounds_of_different_length(client):
    for seconds in (0.1, 0.2):
        client.send('a')
        time.sleep(seconds)
        assert client.received() == 'a'


def test_loop_that_stops_on_success(client):
    client.send('a')
    for _ in range(10):
        client.refresh()
        time.sleep(0.5)
        assert not client.failed()
        if client.received() == 'a':
            break
    else:
        raise AssertionError('nothing received')


def test_pace_without_anything_started(numbers):
    for number in numbers:
        total = sum(range(number))
        time.sleep(0.5)
        assert total >= 0


def test_what_is_fetched_again_must_be_the_same(client):
    client.send('a')
    value = client.received()
    assert value == 'a'
    time.sleep(0.5)
    value = client.received()
    assert value == 'a'

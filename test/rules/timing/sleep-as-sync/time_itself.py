# The clock is what is waited for: expiry, timeouts, idle times. That is no bet on somebody else.
import threading
import time


def test_lease_expires(store):
    store.start()
    # Wait for the lease time to pass.
    time.sleep(0.3)
    assert not store.holds('key')


def test_longer_than_the_timeout_of_the_client(connection):
    threading.Thread(target=connection.serve).start()
    # The wait needs to be longer than the client-side timeout.
    time.sleep(0.3)
    assert connection.closed


def test_pending_for_long_enough(stream):
    stream.send('a')
    # So that the message has been pending for long enough.
    time.sleep(0.1)
    assert stream.claim(min_idle_time=100)


def test_author_waits_for_something(server, results):
    server.start()
    # Give the server time to start.
    time.sleep(0.3)  # expect: sleep-as-sync
    assert results == [1]

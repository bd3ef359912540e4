# The clock is what is waited for: expiry, timeouts, idle times. That is no bet on somebody else.
import asyncio
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


async def test_cache_gets_stale(cache):
    assert await cache.load(5) == 10
    # Wait for cache to become stale
    await asyncio.sleep(0.6)
    result = await cache.load(5)
    assert result == 10


async def test_at_least_the_limit(strategy):
    await strategy.stop_speaking()
    # It comes after that, we need to wait for at least the aggregation timeout.
    await asyncio.sleep(AGGREGATION_TIMEOUT + 0.1)
    assert strategy.started


class TestStatistics:
    def test_collected_by_the_period(self, client):
        found = client.get_map('a')
        time.sleep(2 * self.STATS_PERIOD)
        assert found.statistics

    def test_a_wait_by_its_comment(self, client):
        found = client.get_map('a')
        # Wait for the member to come back.
        time.sleep(self.interval)  # expect: sleep-as-sync
        assert found.statistics


def test_a_limit_for_waiting_after_a_start(worker, results):
    threading.Thread(target=worker).start()
    time.sleep(SHORT_TIMEOUT)  # expect: sleep-as-sync
    assert results == [1]

# What bounds a loop, and what only looks as if it did.
import asyncio
import time


def test_counts_down(server):
    attempts = 50
    while attempts > 0 and server.status != 'ACTIVE':
        time.sleep(0.1)
        attempts -= 1
    assert server.status == 'ACTIVE'


def test_measures_its_time(server):
    start = time.monotonic()
    while True:
        took = time.monotonic() - start
        if took > 60:
            raise AssertionError(f'not active after {took} s')
        if server.status == 'ACTIVE':
            break
        time.sleep(0.1)


def test_asserts_its_deadline(server):
    start = time.time()
    while server.status != 'ACTIVE':
        time.sleep(0.1)
        assert time.time() < start + 5


def test_comparison_is_no_bound(server):
    deadline = time.monotonic() + 10
    while server.load > 0.5:
        if time.monotonic() > deadline:
            raise AssertionError(
                'timed out after 10 s waiting for server.load <= 0.5')
        time.sleep(0.1)
    assert server.idle


def test_counter_of_somebody_else(counter):
    deadline = time.monotonic() + 10
    while counter.value != 12:
        if time.monotonic() > deadline:
            raise AssertionError(
                'timed out after 10 s waiting for counter.value == 12')
        time.sleep(0.1)
    assert counter.value == 12


def test_endless_loop_that_asks(server):
    deadline = time.monotonic() + 10
    while True:
        if server.status == 'ACTIVE':
            break
        if time.monotonic() > deadline:
            raise AssertionError(
                "timed out after 10 s waiting for server.status == 'ACTIVE'")
        time.sleep(0.1)
    assert server.address


async def test_reads_to_the_end(process):
    while True:
        data = await process.stdout.read(65536)
        if data:
            await asyncio.sleep(0.3)
        else:
            break
    assert await process.wait() == 0


def fake_server(started):
    started.set()
    while started.is_set():
        time.sleep(0.01)

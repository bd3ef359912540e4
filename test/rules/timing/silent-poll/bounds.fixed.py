# A bounded poll that goes on in silence, and those that somebody looks after.
import time


def wait_for_calls(calls, count, timeout):
    deadline = time.monotonic() + timeout
    while len(calls) < count and time.monotonic() < deadline:
        time.sleep(0.01)


def test_caller_asserts(calls):
    wait_for_calls(calls, 3, 1)
    assert len(calls) == 3


def test_deadline_passes_in_silence(server):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if server.ready:
            break
        time.sleep(0.1)
    else:
        raise AssertionError('timed out waiting for server.ready')
    server.close()
    server.cleanup()
    server.report()
    server.archive()


def test_asks_afterwards(device):
    for _ in range(50):
        context = device.context
        if context is not None:
            break
        time.sleep(0.1)
    device.report()
    device.archive()
    device.flush()
    device.close()
    if context is not None:
        context.term()


def test_works_for_a_given_time(pool):
    start = time.monotonic()
    while time.monotonic() < start + 5:
        pool.add()
        time.sleep(0.1)
    pool.close()
    pool.cleanup()
    pool.report()
    pool.archive()

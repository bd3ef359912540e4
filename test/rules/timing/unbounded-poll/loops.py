# A loop that asks and sleeps, and that nothing but the condition ends.
import time
import unittest


def test_server_comes_up(server):
    server.start()
    while server.status != 'ACTIVE':  # expect: unbounded-poll [Polls `server.status != 'ACTIVE'` without a deadline]
        time.sleep(0.1)
    assert server.address


class TestServer(unittest.TestCase):
    def test_comes_up(self):
        self.server.start()
        while not self.server.ready():  # expect: unbounded-poll
            time.sleep(0.1)
        self.assertTrue(self.server.address)


def test_deadline(server):
    deadline = time.monotonic() + 10
    while server.status != 'ACTIVE':
        assert time.monotonic() < deadline, server.status
        time.sleep(0.1)
    assert server.address


def test_attempts(server):
    for _ in range(50):
        if server.status == 'ACTIVE':
            break
        time.sleep(0.1)
    else:
        raise AssertionError(server.status)
    assert server.address

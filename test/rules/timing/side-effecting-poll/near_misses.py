# Conditions that take something away, and those that only ask.
import unittest

from tenacity import wait_fixed


class TestInbox(unittest.TestCase):
    def test_queue(self):
        self.wait_until(lambda: self.queue.get_nowait() == 'last')  # expect: side-effecting-poll [calls `self.queue.get_nowait()`]
        self.assertTrue(self.queue.empty())

    def test_keyword(self):
        wait_for(predicate=lambda: self.socket.recv(1), timeout=5)  # expect: side-effecting-poll
        self.assertTrue(self.socket)

    def test_only_asks(self):
        self.wait_until(lambda: 'last' in self.inbox.messages)
        self.wait_until(lambda: len(self.inbox.messages) == 2, timeout=5)


def test_somebody_else_calls_it(inbox):
    inbox.on_message(lambda: inbox.messages.pop())
    assert inbox.messages == []


def test_waits_of_another_kind(inbox):
    assert wait_fixed(2)(lambda: inbox.messages.pop())

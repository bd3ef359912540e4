# A polled condition that takes something away each time it is asked.
from shop.testing import wait_until


def test_all_messages_arrive(inbox):
    inbox.subscribe()
    wait_until(lambda: inbox.messages.pop() == 'last')  # expect: side-effecting-poll [calls `inbox.messages.pop()`]
    assert inbox.messages == []


def test_only_looks(inbox):
    inbox.subscribe()
    wait_until(lambda: 'last' in inbox.messages)
    assert inbox.messages.pop() == 'last'

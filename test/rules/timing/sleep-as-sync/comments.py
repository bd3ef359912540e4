# What the comments say: why somebody waits, and what must not fail afterwards.
import asyncio
import subprocess
import time
import unittest
from unittest import mock

import eventlet
from shop import agent


class TestComments(unittest.TestCase):
    def test_process_is_dead(self):
        process = subprocess.Popen(['true'])
        # The process should end after this
        time.sleep(1)  # expect: sleep-as-sync [`subprocess.Popen`]
        # This shouldn't raise even though the child is now dead
        process.send_signal(15)

    def test_attribute_is_set(self):
        self.client.send(b'quit')
        # needed to give the threaded server some time to set the attribute
        # which otherwise would still be == 'noop'
        time.sleep(0.1)  # expect: sleep-as-sync [`self.client.send()`]
        self.assertEqual('quit', self.server.last)

    def test_not_in_the_pipe_yet(self):
        self.queue.put(6)
        # the values may be in buffer but not yet in pipe so sleep a bit
        time.sleep(0.1)  # expect: sleep-as-sync [`self.queue.put()`]
        self.assertEqual(self.queue.is_empty(), False)

    def test_comment_above_the_block(self):
        leaked = agent.children()
        # Sleep to give time to child processes to complete.
        if leaked:
            time.sleep(0.5)  # expect: sleep-as-sync [stands for a wait]
        agent.cleanup()

    def test_green_threads_call(self):
        report = mock.Mock()
        manager = agent.Manager(report)
        eventlet.greenthread.sleep(1)  # expect: sleep-as-sync [`report.assert_called_once_with(manager)`]
        report.assert_called_once_with(manager)

    async def test_gives_a_chance(self):
        task = asyncio.create_task(self.stream.read())
        # Give a chance for task to create waiter and start waiting for it.
        await asyncio.sleep(0.1)
        assert not task.done()


async def test_group_ends_the_sleep():
    async def fail():
        raise ValueError

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fail())
            await asyncio.sleep(1)
    except* ValueError:
        pass
    else:
        raise AssertionError('not raised')


def test_cancel_takes_a_turn(loop):
    task = loop.create_task(asyncio.sleep(10))
    task.cancel()
    loop.run_until_complete(asyncio.sleep(0.01))
    assert task.cancelled()


def test_asks_for_the_result(pool):
    job = pool.spawn(agent.work)
    time.sleep(0.1)
    result = job.get()
    assert result == 1


class TestSleepItself(unittest.TestCase):
    def test_sleep(self):
        self.assertRaises(ValueError, time.sleep, -1)
        time.sleep(1.2)


class TestThread(agent.Thread):
    def run(self):
        time.sleep(0.1)
        self.done = True

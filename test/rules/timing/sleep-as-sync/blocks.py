# What follows waits by itself, must not have changed, or cannot see whether the sleep was long enough.
import asyncio
import os
import threading
import time


async def test_block_that_waits_for_its_tasks(first, second):
    async with asyncio.TaskGroup() as group:
        one = group.create_task(first())
        await asyncio.sleep(0.15)
        two = group.create_task(second())
    assert (one.result(), two.result()) == (1, 2)


async def test_task_is_awaited_right_after(worker):
    task = asyncio.create_task(worker())
    await asyncio.sleep(0.2)
    await task


async def test_tasks_are_gathered_right_after(worker):
    tasks = [asyncio.create_task(worker()) for _ in range(3)]
    await asyncio.sleep(0.2)
    await asyncio.wait(tasks)


async def test_new_coroutines_are_new_work(worker, ask):
    task = asyncio.create_task(worker())
    await asyncio.sleep(0.2)  # expect: sleep-as-sync [`asyncio.create_task`]
    answers = await asyncio.gather(ask(1), ask(2))
    assert answers == [1, 2]
    await task


def test_forked_child_stays_alive(watch):
    pid = os.fork()
    if pid:
        os.waitpid(pid, 0)
    else:
        time.sleep(2)
        os._exit(0)


def test_conversion_is_no_request(ffi, poll):
    item = ffi.cast('int', 1)
    time.sleep(0.2)
    assert poll(item) == 1


def test_thread_is_joined_right_after(worker):
    thread = threading.Thread(target=worker)
    thread.start()
    time.sleep(0.5)
    thread.join()


def test_nothing_follows(worker):
    threading.Thread(target=worker).start()
    time.sleep(0.5)


def test_server_in_a_block(server, connect):
    async def main():
        async with asyncio.TaskGroup() as group:
            group.create_task(server.run())
            await asyncio.sleep(0.5)  # expect: sleep-as-sync [`group.create_task`]
            assert await connect(server.port)

    asyncio.run(main())


class TestHelpers:
    def start_server(self):
        self.server.start()
        time.sleep(0.5)  # expect: sleep-as-sync [`self.server`]

    def clientSetUp(self):
        time.sleep(0.1)  # expect: sleep-as-sync
        self.client = self.make()
        self.client.connect(self.address)

    def test_answer(self):
        self.start_server()
        assert self.client.ask()

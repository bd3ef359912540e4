# A helper thread that sleeps and then does something: a bet where coming early or late can fail the test.
import asyncio
import os
import signal
import threading
import time


def test_notification_can_get_lost(condition):
    def notify():
        time.sleep(0.5)  # expect: sleep-as-sync [`time.sleep` of 0.5 s in `notify` delays `condition.notify()`]
        condition.notify()

    threading.Thread(target=notify).start()
    with condition:
        condition.wait()


def test_author_says_that_it_waits(future):
    def resolve():
        # Wait until the main thread is waiting for the result.
        time.sleep(1)  # expect: sleep-as-sync
        future.set_result(42)

    threading.Thread(target=resolve).start()
    assert future.result() == 42


def test_peer_gives_up_soon(event):
    def resolve():
        time.sleep(0.1)  # expect: sleep-as-sync
        event.set()

    event = threading.Event()
    threading.Thread(target=resolve).start()
    assert event.wait(0.2)


def test_an_event_stays_set():
    done = threading.Event()

    def finish():
        time.sleep(0.1)
        done.set()

    threading.Thread(target=finish).start()
    done.wait()
    assert done.is_set()


async def test_data_that_waits_for_its_reader(stream):
    async def feed():
        await asyncio.sleep(0.1)
        stream.feed_eof()

    task = asyncio.create_task(feed())
    assert await stream.read() == b''
    await task


def test_signal_that_cannot_come_too_early(process):
    def interrupt():
        time.sleep(0.1)
        os.kill(process.pid, signal.SIGINT)

    threading.Thread(target=interrupt).start()
    assert process.wait() == -signal.SIGINT


async def test_a_task_that_starts_something_itself(client):
    async def requests():
        task = asyncio.create_task(client.get('/slow'))
        await asyncio.sleep(0.5)  # expect: sleep-as-sync [waits for what `asyncio.create_task` does]
        await client.get('/stop')
        await task

    await asyncio.gather(asyncio.create_task(requests()), client.run())

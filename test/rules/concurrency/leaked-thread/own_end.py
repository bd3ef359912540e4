# Workers that come to their end by themselves, and what the test waits for instead.
import functools
import os
import signal
import subprocess
import threading
import time
import unittest

import pytest
from shop import clock, pipe, server


def close_later(end):
    time.sleep(0.2)
    end.close()


def test_ends_what_the_test_waits_for():
    end = pipe.open()
    threading.Thread(target=close_later, args=(end,)).start()
    assert end.read() == b''


def test_sends_what_the_test_waits_for():
    end = pipe.open()

    def send_later():
        time.sleep(0.2)
        end.send(b'tea')

    threading.Thread(target=send_later).start()  # expect: leaked-thread [nothing sees whether it has failed] (information)
    assert end.read() == b'tea'


def test_interrupted():
    def interrupt():
        time.sleep(0.2)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt).start()
    with pytest.raises(KeyboardInterrupt):
        clock.run()


def test_paused_from_outside():
    app = server.App()

    def pause(delay):
        time.sleep(delay)
        app.request_pause()

    thread = threading.Thread(target=functools.partial(pause, 1))
    thread.start()
    app.run_forever()


def test_timer_closes_what_runs():
    app = server.App()
    threading.Timer(3, app.close).start()
    app.run_forever()


def test_timer_moves_what_runs(till):
    threading.Timer(0.1, till.put, (1,)).start()
    assert clock.run() == 1


def test_ended_as_the_test_says():
    thread = threading.Thread(target=clock.run)
    thread.start()
    clock.stop()
    clock.wait_until(lambda: not thread.is_alive())


def test_asked_under_another_name():
    thread = threading.Thread(target=clock.run)
    thread.start()
    running = thread.is_alive
    clock.stop()
    assert running() is False


def test_polls_what_each_worker_adds_at_its_end():
    done = []

    def work():
        clock.run()
        done.append(1)

    for _ in range(3):
        threading.Thread(target=work).start()
    while len(done) < 3:
        time.sleep(0.1)


def test_flag_at_the_end_of_run():
    class Worker(threading.Thread):
        def run(self):
            try:
                clock.run()
            finally:
                self.finished = True

    worker = Worker()
    worker.start()
    clock.wait_until(lambda: worker.finished)


def test_daemon_that_is_stopped():
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert server.connect()
    server.stop()


@pytest.mark.skipif(True, reason='interrupts the whole run')
def test_left_out():
    threading.Thread(target=close_later, args=(pipe.open(),)).start()


@pytest.fixture(scope='session')
def clock_process():
    process = subprocess.Popen(['clock'])
    yield
    process.terminate()


def test_waits_for_something_else():
    ready = threading.Event()

    def work():
        ready.set()
        clock.run()

    thread = threading.Thread(target=work)  # expect: leaked-thread [nothing sees whether it has failed] (information)
    thread.start()
    assert ready.wait(5)


def test_nobody_waits():
    threading.Thread(target=close_later, args=(pipe.open(),)).start()  # expect: leaked-thread [it may go on running] (warning)


def test_told_by_two():
    done = threading.Event()

    def first():
        clock.tick()
        done.set()

    def second():
        done.set()
        clock.run()
        done.set()

    one = threading.Thread(target=first)  # expect: leaked-thread [`one` is started and never joined] (information)
    two = threading.Thread(target=second)  # expect: leaked-thread [`two` is started and never joined] (information)
    one.start()
    two.start()
    assert done.wait(5)


def test_last_act():
    done = threading.Event()

    def work():
        try:
            clock.tick()
        finally:
            done.set()

    threading.Thread(target=work).start()
    assert done.wait(5)


def test_waits_on_what_it_gave_away():
    done = threading.Event()
    threading.Thread(target=clock.run, args=(done,)).start()
    assert done.wait(5)


class TestServer(unittest.TestCase):
    def setUp(self):
        self.socket = server.listen()

    def tearDown(self):
        self.socket.close()

    def serve(self):
        connection, _ = self.socket.accept()
        connection.close()

    def test_closed_in_tear_down(self):
        threading.Thread(target=self.serve).start()  # expect: leaked-thread [nothing sees whether it has failed] (information)
        self.assertTrue(server.connect(self.socket))


def test_told_on_one_of_two_ways(promise):
    done = threading.Event()

    def ask():
        try:
            promise.result()
        except RuntimeError:
            done.set()

    threading.Thread(target=ask).start()
    assert done.wait(5)


def test_what_it_says_and_what_it_fails_with(promise):
    answers = pipe.Queue()

    def ask():
        try:
            promise.result()
            answers.put(None)
        except RuntimeError as error:
            answers.put(error)

    threading.Thread(target=ask).start()
    assert answers.get(timeout=5) is None


def test_told_by_what_is_called_back(promise):
    done = threading.Event()

    def answer():
        promise.set_result('tea')

    def called_back(answered):
        assert answered.result() == 'tea'
        done.set()

    promise.add_done_callback(called_back)
    threading.Thread(target=answer).start()
    assert done.wait(5)


def test_told_before_the_end(promise):
    done = threading.Event()

    def answer():
        if promise.open:
            done.set()
        clock.run()

    threading.Thread(target=answer).start()  # expect: leaked-thread
    assert done.wait(5)


def serve_once(ready, listening):
    try:
        listening.accept()
    finally:
        listening.close()
        ready.set()


class TestWaitsInTearDown(unittest.TestCase):
    def setUp(self):
        self.served = threading.Event()
        self.socket = server.listen()
        threading.Thread(target=serve_once, args=(self.served, self.socket)).start()

    def tearDown(self):
        self.served.wait()

    def test_answers(self):
        self.assertTrue(server.connect(self.socket))


def test_leave_thread_behind():
    threading.Thread(target=clock.run).start()


def test_interleaved():
    threading.Thread(target=clock.run).start()  # expect: leaked-thread


def listen(ready):
    try:
        clock.listen(ready)
    except OSError:
        ready.set()


def test_told_by_whom_it_is_handed_on_to():
    ready = threading.Event()
    threading.Thread(target=listen, args=(ready,)).start()  # expect: leaked-thread
    assert ready.wait(5)


class TestOfClass(unittest.TestCase):
    def work(self, gate, done):
        gate.wait()
        self.worked = True
        gate.release()

    def test_not_what_it_tells(self):
        gate, done = threading.Condition(), threading.Event()
        threading.Thread(target=self.work, args=(gate, done)).start()  # expect: leaked-thread
        self.assertTrue(done.wait(5))


def hands_on(work):
    def wrapped(inside, outside):
        try:
            work(inside, outside)
        except ValueError as error:
            outside.put(error)

    return wrapped


def test_what_a_decorator_tells():
    inside, outside = pipe.Queue(), pipe.Queue()

    @hands_on
    def work(inside, outside):
        raise ValueError(inside.get())

    threading.Thread(target=work, args=(inside, outside)).start()
    inside.put('tea')
    assert isinstance(outside.get(timeout=5), ValueError)


def test_asked_until_it_has_ended():
    thread = threading.Thread(target=server.serve)
    thread.start()
    server.stop()
    for _ in range(100):
        if thread.is_alive():
            time.sleep(0.1)
        else:
            break
    else:
        pytest.fail('still running')


def test_one_request():
    thread = threading.Thread(target=server.handle_request)  # expect: leaked-thread (information)
    thread.start()
    assert clock.ask(server.port)


class TestCleanup(unittest.TestCase):
    def setUp(self):
        self.server = server.make()
        threading.Thread(target=self.server.serve_forever).start()
        self.addCleanup(self.server.shutdown)

    def test_answers(self):
        self.assertTrue(server.connect(self.server))


woken = started = False


def sleeper():
    global woken
    try:
        clock.sleep(10000)
    except clock.Backwards:
        woken = True


def test_its_last_act_is_asserted():
    threading.Thread(target=sleeper).start()
    clock.turn_back()
    clock.wait_for_all()
    assert woken


def starter():
    global started
    started = True
    clock.sleep(10000)


def test_its_first_act_is_asserted():
    threading.Thread(target=starter).start()  # expect: leaked-thread (information)
    clock.wait_for_all()
    assert started

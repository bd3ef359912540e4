# Workers that are told to stop only if nothing raises before.
import socketserver
import threading
import unittest

from shop import Server, clock, start_thread


class Listener(threading.Thread):
    """Starts itself."""

    def __init__(self, port):
        threading.Thread.__init__(self)
        self.port = port
        self.stopped = False
        self.start()

    def run(self):
        while not self.stopped:
            self.port.poll()

    def kill(self):
        self.stopped = True
        self.join()


class TestMessages(unittest.TestCase):
    def _send(self, message):
        listener = Listener(clock.port)
        answer = clock.send(message)
        self.assertIsNotNone(answer)
        listener.join(timeout=30)  # expect: leaked-thread [`listener` is ended only if nothing raises before] (information)

    def test_server(self):
        server = Server()
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        self.assertTrue(server.port)
        server.shutdown()  # expect: leaked-thread [`thread` is ended only]
        thread.join()

    def test_loop_of_the_test(self):
        stop = threading.Event()

        def tick():
            while not stop.wait(0.1):
                clock.tick()

        thread = threading.Thread(target=tick)
        thread.start()
        self.assertTrue(clock.running())
        stop.set()  # expect: leaked-thread [`thread` is ended only]
        thread.join()

    def test_in_any_case(self):
        server = Server()
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            self.assertTrue(server.port)
        finally:
            server.shutdown()
            thread.join()

    def test_cleanup(self):
        server = Server()
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        self.addCleanup(server.shutdown)
        self.assertTrue(server.port)
        thread.join()

    def test_block(self):
        with socketserver.TCPServer(('127.0.0.1', 0), None) as server:
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            self.assertTrue(server.port)
            server.shutdown()
            thread.join()

    def test_ends_by_itself(self):
        thread = threading.Thread(target=clock.tick)
        thread.start()
        self.assertTrue(clock.running())
        thread.join()

    def test_nothing_in_between(self):
        listener = Listener(clock.port)
        clock.send('hello')
        listener.kill()
        self.assertTrue(clock.running())


class TestSetUp(unittest.TestCase):
    def setUp(self):
        self.server = Server()
        self.thread = start_thread(self.server)
        self.thread.start()  # expect: leaked-thread [`self.thread` is ended in `tearDown` only] (information)
        self.server.wait()

    def tearDown(self):
        self.server.stop()
        self.thread.join()


class TestSetUpWithCleanup(unittest.TestCase):
    def setUp(self):
        self.server = Server()
        self.thread = start_thread(self.server)
        self.thread.start()
        self.addCleanup(self.thread.join)
        self.server.wait()

    def tearDown(self):
        self.server.stop()
        self.thread.join()


class TestSetUpThatEndsWithTheStart(unittest.TestCase):
    def setUp(self):
        self.server = Server()
        self.thread = start_thread(self.server)
        self.thread.start()
        self.count = 0

    def tearDown(self):
        self.server.stop()
        self.thread.join()


class TestListener(unittest.TestCase):
    def setUp(self):
        self.listener = Listener(clock.port)

    def tearDown(self):
        self.listener.kill()

    def test_ended_by_the_class(self):
        self.listener = Listener(clock.port)
        self.assertTrue(clock.running())
        self.listener.kill()


class TestReady(unittest.TestCase):
    def setUp(self):
        self.ready = threading.Event()
        self.listener = threading.Thread(target=clock.listen, args=(self.ready,))
        self.listener.start()
        self.ready.wait()

    def tearDown(self):
        self.listener.join()

    def test_answers(self):
        self.assertTrue(clock.send('tea'))


class Speaker(threading.Thread):
    def __init__(self):
        super().__init__()
        self.running = threading.Event()

    def run(self):
        self.running.set()
        clock.run()


class TestOwnThread(unittest.TestCase):
    def setUp(self):
        self.listener = Speaker()
        self.listener.start()
        self.listener.running.wait()

    def tearDown(self):
        self.listener.join()

    def test_answers(self):
        self.assertTrue(clock.send('tea'))

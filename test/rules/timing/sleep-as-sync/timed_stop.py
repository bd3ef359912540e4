# A timer that stops the loop is a sleep by another name.
import datetime

from tornado.testing import AsyncTestCase, ExpectLog


class TestServer(AsyncTestCase):
    def test_malformed_request(self):
        with ExpectLog('server', 'Malformed'):
            self.stream.write(b'asdf\r\n\r\n')
            self.io_loop.add_timeout(datetime.timedelta(seconds=0.01), self.stop)  # expect: sleep-as-sync [10 ms]
            self.wait()

    def test_reads(self):
        chunks = []
        self.client.send(b'abc')
        self.io_loop.call_later(0.03, self.stop)  # expect: sleep-as-sync [`self.client.send()` does before]
        self.wait()
        self.assertEqual([b'abc'], chunks)

    def test_stops_by_itself(self):
        self.client.send(b'abc')
        self.io_loop.add_callback(self.stop)
        self.wait()
        self.assertTrue(self.client.sent)

    def test_only_runs_for_a_while(self):
        self.io_loop.call_later(0.03, self.stop)
        self.wait()

    def test_nothing_follows(self):
        self.stream.close()
        self.io_loop.add_timeout(datetime.timedelta(seconds=0.001), self.stop)
        self.wait()

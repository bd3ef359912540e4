# Coroutines that wait by `yield`, as in tornado and twisted; timers of the loop are time itself.
import asyncio

from tornado import gen, testing, web

from shop.client import StockClient


class TestStock(testing.AsyncTestCase):
    @testing.gen_test
    def test_write_arrives(self):
        server, client = yield self.make_pair()
        client.write(b'restock')
        yield gen.sleep(0.2)  # expect: sleep-as-sync [`client.write()`]
        self.assertEqual(b'restock', server.seen)

    @testing.gen_test
    def test_lets_the_loop_turn(self):
        task = asyncio.ensure_future(StockClient().refresh())
        yield gen.sleep(0.01)
        self.assertFalse(task.done())

    @testing.gen_test
    def test_waiter_times_out(self):
        client = StockClient()
        self.io_loop.call_later(0.1, client.expire)
        yield gen.sleep(0.2)
        self.assertTrue(client.expired)

    @testing.gen_test
    def test_collects_the_timed_out(self):
        client = StockClient()
        futures = [asyncio.ensure_future(client.acquire(0.01)) for _ in range(100)]
        # Let first 100 waiters time out, triggering a collection.
        yield gen.sleep(0.2)
        self.assertEqual(1, len(client.waiters))


class SlowTestHandler(web.RequestHandler):
    @gen.coroutine
    def get(self):
        yield gen.sleep(0.1)
        self.write('ok')

# A bare switch runs a green thread up to its next switch, not to its end: an exact count after it is an information.
import eventlet
import gevent


class TestExecutor:
    def test_normal_run(self):
        executor.spawn_with(self.callback, pool=eventlet)
        eventlet.sleep(0)  # expect: sleep-as-sync [lets `executor.spawn_with()` run once before] (information)
        self.assertEqual(1, self.callback.call_count)

    def test_of_gevent(self):
        gevent.spawn(self.callback)
        gevent.sleep()  # expect: sleep-as-sync (information)
        self.callback.assert_called_once_with()

    def test_no_count(self):
        eventlet.spawn(self.callback)
        eventlet.sleep(0)
        self.assertTrue(self.callback.called)

    def test_waited_for(self):
        thread = eventlet.spawn(self.callback)
        thread.wait()
        self.assertEqual(1, self.callback.call_count)

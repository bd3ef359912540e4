# Exact counts behind another wait, where the file has a wait for what is counted.
import unittest

from shop import recorder, wait_for_notification


class TestNotifications(unittest.TestCase):
    def test_order(self):
        self.shop.order('tea')
        self._wait_for_state_change('ordered')
        self.assertEqual(2, len(recorder.NOTIFICATIONS))  # expect: missing-wait [`recorder.NOTIFICATIONS` is counted without a wait for it: in 3 other functions of this file `wait_for_notification` comes first] (information)

    def test_fetched(self):
        self.shop.order('tea')
        self._wait_for_state_change('ordered')
        sent = self.shop.get_notifications('order')
        assert len(sent) == 2  # expect: missing-wait

    def test_pay(self):
        self.shop.pay('tea')
        wait_for_notification('paid')
        self.assertEqual(2, len(recorder.NOTIFICATIONS))

    def test_deliver(self):
        self.shop.deliver('tea')
        self._wait_for_state_change('delivered')
        wait_for_notification('delivered')
        self.assertEqual(2, len(recorder.NOTIFICATIONS))

    def test_return(self):
        self.shop.take_back('tea')
        wait_for_notification('returned')
        self.assertEqual(1, len(recorder.NOTIFICATIONS))

    def test_nothing_sent(self):
        self._wait_for_state_change('open')
        self.assertEqual(0, len(recorder.NOTIFICATIONS))

    def test_no_wait_at_all(self):
        self.shop.say('hello')
        self.assertEqual(1, len(recorder.NOTIFICATIONS))

    def test_at_least(self):
        self.shop.order('tea')
        self._wait_for_state_change('ordered')
        self.assertGreaterEqual(len(recorder.NOTIFICATIONS), 1)

    def test_of_something_else(self):
        self.shop.order('tea')
        self._wait_for_state_change('ordered')
        self.assertEqual(1, len(recorder.ERRORS))

    def test_in_the_background(self):
        task = create_task(self.shop.deliver('tea'))
        self.assertEqual(1, len(recorder.NOTIFICATIONS))
        task.cancel()

    def test_emptied_behind_the_wait(self):
        self._wait_for_state_change('open')
        recorder.reset()
        self.shop.drop('tea')
        self.assertEqual(1, len(recorder.NOTIFICATIONS))

    def test_state_of_error(self):
        self.shop.order('nothing')
        self._wait_for_state_change('ERROR')
        self.assertEqual(1, len(recorder.NOTIFICATIONS))

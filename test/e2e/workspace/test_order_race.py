import threading
import time
from unittest import mock

from shop import Order


def test_confirm_races_with_release():
    """Reproduces the race between release and confirm by delaying both."""
    order = Order()
    original_release = Order.release
    original_confirm = Order.confirm

    def slow_release(self):
        time.sleep(0.2)
        return original_release(self)

    def slow_confirm(self):
        time.sleep(0.5)
        return original_confirm(self)

    with mock.patch.object(Order, "release", slow_release), mock.patch.object(Order, "confirm", slow_confirm):
        # The release has to come between the two steps of the confirmation: this is the race.
        threads = [threading.Thread(target=order.release), threading.Thread(target=order.confirm)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=5)
    assert order.log == ["release", "confirm"]

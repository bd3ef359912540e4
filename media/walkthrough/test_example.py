"""An example to try Steady on. It passes on most days."""

import threading
import time


class Orders:
    def __init__(self):
        self.shipped = []

    def ship(self, order):
        self.shipped.append(order)


def test_orders_are_shipped():
    orders = Orders()
    shipped = []

    def worker():
        orders.ship(45)
        shipped.append(45)

    thread = threading.Thread(target=worker)
    thread.start()
    time.sleep(0.5)  # the worker needs a moment
    assert shipped == [45]

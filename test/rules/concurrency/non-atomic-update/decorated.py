# What a decorator does around a function is not known: a cache may let one caller in at a time.
import threading
import time
from unittest import mock

from cachetools import cachedmethod


class TestStampede:
    cond = threading.Condition()
    count = 0
    calls = 0

    @cachedmethod(cache=lambda self: self.cache, condition=lambda self: self.cond)
    def meth(self):
        time.sleep(1.0)
        self.count += 1
        return 42

    @mock.patch('shop.send')
    def counting(self, send):
        self.calls += 1

    def test_cached(self):
        threads = [threading.Thread(target=self.meth) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert self.count == 1

    def test_patched(self):
        threads = [threading.Thread(target=self.counting) for _ in range(10)]
        for thread in threads:
            thread.start()  # expect: non-atomic-update
        for thread in threads:
            thread.join()
        assert self.calls == 10

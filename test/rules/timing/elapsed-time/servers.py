# Time that passes in a server: no clock of this process moves it.
import time

import redis


def test_key_expires():
    client = redis.Redis()
    client.set('a', 1, ex=1)
    time.sleep(1.1)
    assert client.get('a') is None

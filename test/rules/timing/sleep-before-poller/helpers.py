# A sleep right before a helper that waits by itself.
import time


def test_server_becomes_active(cloud):
    server = cloud.boot()
    time.sleep(2)  # expect: sleep-before-poller [before `wait_for_status`, which waits by itself]
    cloud.wait_for_status(server, 'ACTIVE')


def test_only_the_helper(cloud):
    server = cloud.boot()
    cloud.wait_for_status(server, 'ACTIVE')


def test_something_between(cloud):
    server = cloud.boot()
    time.sleep(0.1)
    server.poke()
    cloud.wait_for_status(server, 'ACTIVE')

# The sleep goes with the comment that is about it; what is about the next step stays.
import time


def test_comment_goes(cloud):
    server = cloud.boot()

    # Cleaning up takes a moment, so we have to wait here a bit.
    time.sleep(2)  # expect: sleep-before-poller  # expect-fix: delete-sleep

    # It ends in this state.
    cloud.wait_for_status(server, 'ACTIVE')


def test_comment_stays(cloud):
    server = cloud.boot()
    # The scheduler has found a host by then.
    time.sleep(1)  # expect: sleep-before-poller  # expect-fix: delete-sleep
    cloud.wait_for_status(server, 'ACTIVE')


def test_time_is_measured(cloud):
    begin = time.monotonic()
    server = cloud.boot()
    time.sleep(1)  # expect: sleep-before-poller
    cloud.wait_for_status(server, 'ACTIVE')
    assert time.monotonic() - begin < 60

import time


def wait_a_moment():
    time.sleep(1)

# A bounded poll that goes on as if nothing had happened when its rounds are used up.
import time


def test_job_finishes(queue):
    queue.put('job')
    for _ in range(50):  # expect: silent-poll  # expect-fix: fail-exhausted
        if queue.done():
            break
        time.sleep(0.1)
    queue.close()
    queue.cleanup()
    queue.report()
    queue.archive()


def test_else(queue):
    queue.put('job')
    for _ in range(50):
        if queue.done():
            break
        time.sleep(0.1)
    else:
        raise AssertionError('the job did not finish')
    queue.close()


def test_asserted_afterwards(queue):
    queue.put('job')
    for _ in range(50):
        if queue.done():
            break
        time.sleep(0.1)
    assert queue.done()


def wait_for(condition):
    for _ in range(50):
        if condition():
            return True
        time.sleep(0.1)
    return False

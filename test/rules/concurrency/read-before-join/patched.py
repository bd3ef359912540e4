# A module that makes green threads of all threads: a started one runs until it waits.
import threading

from gevent import monkey

monkey.patch_all()


def test_runs_at_once():
    seen = []

    def work():
        seen.append(1)

    thread = threading.Thread(target=work)
    thread.start()
    assert seen == [1]
    thread.join()

# A sleep after starting a thread, a timer, a process or a job stands for waiting.
import concurrent.futures
import multiprocessing
import threading
import time


def test_thread():
    results = []

    def worker():
        results.append(1)

    thread = threading.Thread(target=worker)
    thread.start()
    time.sleep(0.5)  # expect: sleep-as-sync [`time.sleep` of 0.5 s waits for what `thread` does]
    assert results == [1]


def test_thread_that_nobody_named():
    results = []
    threading.Thread(target=lambda: results.append(1)).start()
    time.sleep(1)  # expect: sleep-as-sync [of 1 s waits for what `threading.Thread` does]
    assert results == [1]


def test_timer():
    fired = []
    threading.Timer(0.1, lambda: fired.append(True)).start()
    time.sleep(0.3)  # expect: sleep-as-sync
    assert fired


def test_process(tmp_path):
    target = tmp_path / 'out'
    process = multiprocessing.Process(target=write_to, args=(target,))
    process.start()
    time.sleep(2)  # expect: sleep-as-sync [`process`]
    assert target.read_text() == 'done'


def test_job():
    seen = []
    with concurrent.futures.ThreadPoolExecutor() as pool:
        pool.submit(seen.append, 1)
        time.sleep(0.2)  # expect: sleep-as-sync [`pool.submit`]
        assert seen == [1]


def write_to(target):
    target.write_text('done')

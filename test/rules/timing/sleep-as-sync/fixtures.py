# Fixtures and helpers of tests are looked at like tests.
import subprocess
import threading
import time

import pytest


@pytest.fixture
def server(tmp_path):
    process = subprocess.Popen(['server', str(tmp_path)])
    time.sleep(2)  # expect: sleep-as-sync [waits for what `subprocess.Popen` does]
    yield process
    process.kill()
    process.wait()


@pytest.fixture(scope='module')
def ready_server(request):
    thread = threading.Thread(target=request.param.run)
    thread.start()
    assert request.param.ready.wait(timeout=10)
    yield thread
    thread.join()

# The same things, where something orders the two or where they are not the same: nothing to report.
import multiprocessing
import os
import threading
import time
from pathlib import Path
from unittest import mock


def test_other_file():
    def worker():
        Path('one').write_text('x')

    thread = threading.Thread(target=worker)
    thread.start()
    assert not Path('two').exists()
    thread.join()
    assert Path('one').read_text() == 'x'


def test_polled_file(tmp_path):
    path = tmp_path / 'out'

    def worker():
        path.write_text('x')

    thread = threading.Thread(target=worker)
    thread.start()
    while not path.exists():
        time.sleep(0.01)
    assert path.read_text() == 'x'
    thread.join()


def test_file_after_the_join():
    def worker():
        with open('out.txt', 'w') as out:
            out.write('done')

    thread = threading.Thread(target=worker)
    thread.start()
    thread.join()
    with open('out.txt') as out:
        assert out.read() == 'done'


def test_environment_of_a_process():
    def worker():
        os.environ['MODE'] = 'fast'

    process = multiprocessing.Process(target=worker)
    process.start()
    assert 'MODE' not in os.environ
    assert os.environ.get('MODE') is None
    process.join()


def test_another_method_of_the_mock():
    client = mock.Mock()

    def worker():
        client.send(1)

    thread = threading.Thread(target=worker)
    thread.start()
    client.close.assert_not_called()
    thread.join()
    client.send.assert_called_once_with(1)

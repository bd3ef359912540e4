# What can be shared: cells, attributes by way of base classes, containers, records of mocks, files, the environment.
import asyncio
import os
import threading
from pathlib import Path
from unittest import mock


class Base:
    def setUp(self):
        self.seen = []
        self.state = {'inner': {'n': 0}}

    def _note(self):
        self.seen.append(1)


class TestInherited(Base):
    def test_attribute_of_the_base(self):
        thread = threading.Thread(target=self._note)
        thread.start()
        self.assertEqual(self.seen, [1])  # expect: read-before-join [self.seen]
        thread.join()

    def test_container_reached_through_an_attribute(self):
        def worker():
            self.state['inner']['n'] = 3

        thread = threading.Thread(target=worker)
        thread.start()
        self.assertEqual(self.state['inner']['n'], 3)  # expect: read-before-join
        thread.join()


def test_record_of_a_mock():
    callback = mock.Mock()

    def worker():
        callback.done(1)

    thread = threading.Thread(target=worker)
    thread.start()
    callback.done.assert_called_once_with(1)  # expect: read-before-join
    thread.join()


def test_record_of_a_mock_by_name():
    callback = mock.MagicMock()
    thread = threading.Thread(target=callback)
    thread.start()
    assert callback.call_count == 1  # expect: read-before-join
    thread.join()


async def test_record_of_an_async_mock():
    callback = mock.AsyncMock()

    async def worker():
        await asyncio.sleep(0.01)
        await callback(1)

    async def other():
        await asyncio.sleep(0)

    task = asyncio.create_task(worker())
    await other()
    assert callback.await_count == 1  # expect: read-before-join
    await task


def test_file_by_its_name():
    def worker():
        with open('out.txt', 'w') as out:
            out.write('done')

    thread = threading.Thread(target=worker)
    thread.start()
    assert open('out.txt').read() == 'done'  # expect: read-before-join [`out.txt` is read while]
    thread.join()


def test_file_by_way_of_a_handle():
    def worker():
        with open('log', mode='a') as out:
            out.write('done')

    thread = threading.Thread(target=worker)
    thread.start()
    with open('log') as log:
        assert log.read() == 'done'  # expect: read-before-join
    thread.join()


def test_path(tmp_path):
    path = tmp_path / 'out'

    def worker():
        path.write_text('x')

    thread = threading.Thread(target=worker)
    thread.start()
    assert path.read_text() == 'x'  # expect: read-before-join [`path` is read while]
    thread.join()


def test_existence(tmp_path):
    def worker():
        (tmp_path / 'ready').touch()

    thread = threading.Thread(target=worker)
    thread.start()
    assert os.path.exists(tmp_path / 'ready')  # expect: read-before-join
    thread.join()


def test_environment():
    def worker():
        os.environ['MODE'] = 'fast'

    thread = threading.Thread(target=worker)
    thread.start()
    assert os.environ['MODE'] == 'fast'  # expect: read-before-join
    assert os.getenv('MODE') == 'fast'  # expect: read-before-join
    thread.join()

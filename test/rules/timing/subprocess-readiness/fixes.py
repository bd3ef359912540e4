# The port is polled until the process accepts; a process that says that it is ready is listened to.
import asyncio
import subprocess
import sys
import time
import unittest
import urllib.request
from socket import create_connection

ADDRESS = ('127.0.0.1', 9000)
SERVER = """
listener.listen()
print('ready', flush=True)
"""


def test_address(tmp_path):
    server = subprocess.Popen([sys.executable, '-m', 'shop.echo'])
    time.sleep(1)  # expect: subprocess-readiness  # expect-fix: poll-port
    with create_connection(ADDRESS) as client:
        assert client.recv(5) == b'hello'
    server.kill()


class TestServer(unittest.TestCase):
    def test_url(self):
        port = self.free_port()
        with subprocess.Popen(['shop-server', str(port)]) as server:
            time.sleep(1)  # expect: subprocess-readiness  # expect-fix: poll-port
            self.assertTrue(urllib.request.urlopen(f'http://localhost:{port}/'))
            server.kill()


async def test_coroutine():
    server = await asyncio.create_subprocess_exec('shop-server')
    await asyncio.sleep(1)  # expect: subprocess-readiness  # expect-fix: poll-port
    reader, writer = await asyncio.open_connection('127.0.0.1', 9000)
    assert await reader.read(5) == b'hello'
    server.kill()


def test_ready_line():
    server = subprocess.Popen([sys.executable, '-c', SERVER], stdout=subprocess.PIPE)
    time.sleep(1)  # expect: subprocess-readiness  # expect-fix: ready-line
    assert create_connection(ADDRESS)
    server.kill()


def test_process_without_a_name(client):
    client.starts(subprocess.Popen(['shop-server']))
    time.sleep(1)  # expect: subprocess-readiness
    assert create_connection(ADDRESS)


def test_the_process_is_the_client(listener):
    process = subprocess.Popen(['shop-client'])
    time.sleep(1)  # expect: sleep-as-sync
    connection, _ = listener.accept()
    assert connection.recv(5) == b'hello'
    process.kill()

# A started process that is contacted after a guess, in unittest and with other clients.
import http.client
import socket
import subprocess
import sys
import time
import unittest
from subprocess import Popen
from urllib.request import urlopen

import requests


class TestServer(unittest.TestCase):
    def test_request(self):
        server = Popen([sys.executable, '-m', 'shop.server', '9000'])
        self.addCleanup(server.kill)
        time.sleep(1)  # expect: subprocess-readiness [`time.sleep` of 1 s stands for `Popen` being ready]
        response = requests.get('http://127.0.0.1:9000/')
        self.assertEqual(200, response.status_code)

    def test_urlopen(self):
        server = subprocess.Popen([sys.executable, '-m', 'shop.server', '9000'])
        time.sleep(1)  # expect: subprocess-readiness
        self.assertTrue(urlopen('http://127.0.0.1:9000/'))
        server.kill()


def test_reads_the_ready_line():
    server = subprocess.Popen([sys.executable, '-m', 'shop.server'], stdout=subprocess.PIPE)
    assert server.stdout.readline() == b'ready\n'
    with socket.create_connection(('127.0.0.1', 9000)) as client:
        assert client.recv(5)
    server.kill()


def test_polls_the_port():
    server = subprocess.Popen([sys.executable, '-m', 'shop.server', '9000'])
    for _ in range(50):
        try:
            socket.create_connection(('127.0.0.1', 9000)).close()
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    else:
        raise AssertionError('the server did not start')
    server.kill()


def test_second_sleep_is_for_something_else(client):
    server = subprocess.Popen([sys.executable, '-m', 'shop.server', '9000'])
    time.sleep(1)  # expect: subprocess-readiness
    client.add(1)
    time.sleep(1)  # expect: sleep-as-sync
    assert http.client.HTTPConnection('127.0.0.1:9000')
    server.kill()

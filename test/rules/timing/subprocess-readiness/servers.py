# A sleep between the start of a process and the first connection to it.
import socket
import subprocess
import sys
import time
import urllib.request


def test_echo():
    server = subprocess.Popen([sys.executable, '-m', 'shop.echo', '9000'])
    time.sleep(1)  # expect: subprocess-readiness [stands for]
    with socket.create_connection(('127.0.0.1', 9000)) as client:
        assert client.recv(5) == b'hello'
    server.terminate()


def test_http():
    server = subprocess.Popen(['shop-server'])
    time.sleep(2)  # expect: subprocess-readiness
    assert urllib.request.urlopen('http://127.0.0.1:9000').status == 200
    server.terminate()


def test_says_that_it_is_ready():
    server = subprocess.Popen(['shop-server'], stdout=subprocess.PIPE, text=True)
    assert server.stdout.readline() == 'ready\n'
    with socket.create_connection(('127.0.0.1', 9000)) as client:
        assert client.recv(5) == b'hello'
    server.terminate()

# Time that passes in the system, or for its own sake: no clock of this process moves it.
import signal
import socket
import time


def test_socket_timeout(server):
    client = socket.create_connection(server)
    client.settimeout(0.5)
    time.sleep(1)
    assert client.recv(1) == b''


def test_alarm(handler):
    signal.alarm(1)
    time.sleep(1.5)
    assert handler.called


def test_stopwatch(timer):
    begin = time.perf_counter()
    time.sleep(0.5)
    assert time.perf_counter() - begin >= 0.5

# A port that was free, a folder that was missing; and ways that ask and act in one step.
import os
import socket
import threading

from shop import server


def test_free_port():
    sock = socket.socket()
    sock.bind(('127.0.0.1', 0))
    port = sock.getsockname()[1]
    sock.close()  # expect: check-then-act [The port in `port` is free only until `sock` is closed]
    assert server.serve(port).ping()


def test_port_kept_open():
    sock = socket.socket()
    sock.bind(('127.0.0.1', 0))
    port = sock.getsockname()[1]
    sock.listen()
    assert server.connect(port)
    sock.close()


def test_workers_make_a_folder(tmp_path):
    path = tmp_path / 'out'

    def work():
        if not os.path.exists(path):  # expect: check-then-act [can be made by somebody else]
            os.makedirs(path)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_one_step(tmp_path):
    path = tmp_path / 'out'

    def work():
        os.makedirs(path, exist_ok=True)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_nobody_listens():
    sock = socket.socket()
    sock.bind(('127.0.0.1', 0))
    bad_port = sock.getsockname()[1]
    sock.close()
    assert server.connect(bad_port) is None


def test_connection_refused():
    sock = socket.socket()
    sock.bind(('127.0.0.1', 0))
    port = sock.getsockname()[1]
    sock.close()
    assert server.connect(port) is None


def test_port_is_free_again():
    sock = socket.socket()
    sock.bind(('127.0.0.1', 0))
    _, port = sock.getsockname()
    assert not server.can_bind(port)
    sock.close()
    assert server.can_bind(port)

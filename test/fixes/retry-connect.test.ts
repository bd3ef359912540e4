import { describe, expect, it } from 'vitest';
import { checkExecution, checkFix, fixed, kindsOf } from './support.ts';

const BEFORE = `import socket
import time

from shop import server


def test_answers():
    server.start()
    time.sleep(0.5)
    address = server.address()
    client = socket.create_connection(address)
    assert client.recv(2) == b'ok'
`;
const AFTER = `import socket
import time

from shop import server


def test_answers():
    server.start()
    address = server.address()
    deadline = time.monotonic() + 10
    while True:
        try:
            client = socket.create_connection(address)
            break
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
    assert client.recv(2) == b'ok'
`;

describe('A sleep before a connection is made', () => {
    it('becomes trying again until the server accepts', () => {
        checkFix(BEFORE, AFTER, { kind: 'retry-connect' });
    });

    it('awaits in a coroutine, and takes the empty line behind the sleep with it', () => {
        const before = `import asyncio
import unittest


class TestServer(unittest.TestCase):
    def test_answers(self):
        async def client(port):
            await asyncio.sleep(0.5)

            reader, writer = await asyncio.open_connection(
                '127.0.0.1', port)
            self.assertEqual(b'ok', await reader.read(2))

        with self.server() as port:
            asyncio.run(client(port))
`;
        expect(fixed(before, { kind: 'retry-connect' })).toContain(`        async def client(port):
            deadline = time.monotonic() + 10
            while True:
                try:
                    reader, writer = await asyncio.open_connection(
                        '127.0.0.1', port)
                    break
                except OSError:
                    if time.monotonic() > deadline:
                        raise
                    await asyncio.sleep(0.05)
            self.assertEqual(b'ok', await reader.read(2))
`);
    });

    it('leaves sockets alone that cannot connect twice, and what else is done before', () => {
        const own = BEFORE.replace(
            'client = socket.create_connection(address)',
            'client = socket.socket()\n    client.connect(address)',
        );
        expect(kindsOf(own)).not.toContain('retry-connect');
        const busy = BEFORE.replace(
            'address = server.address()',
            'server.warm_up()\n    address = server.address()',
        );
        expect(kindsOf(busy)).not.toContain('retry-connect');
    });
});

/** Listens a while after it was started. */
const SERVER = `import socket
import threading
import time


class Server:
    def __init__(self):
        with socket.socket() as probe:
            probe.bind(('127.0.0.1', 0))
            self.port = probe.getsockname()[1]

    def run(self):
        time.sleep(0.15)
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(('127.0.0.1', self.port))
            listener.listen()
            peer = listener.accept()[0]
            with peer:
                peer.sendall(b'ok')

    def start(self):
        threading.Thread(target=self.run, daemon=True).start()
`;

describe('Under a real Python, trying again passes where the sleep was too short, and fails without a server', () => {
    it('with sockets', () => {
        const before = `import socket
import time

from product import Server


def test_answers():
    server = Server()
    server.start()
    time.sleep(0.3)
    client = socket.create_connection(('127.0.0.1', server.port))
    with client:
        assert client.recv(2) == b'ok'
`;
        checkExecution(before, {
            kind: 'retry-connect',
            files: { 'product.py': SERVER },
            mutation: ["peer.sendall(b'ok')", "peer.sendall(b'no')"],
        });
        checkExecution(before, {
            kind: 'retry-connect',
            files: { 'product.py': SERVER },
            mutation: ['listener.listen()', 'return'],
        });
    });

    it('with asyncio', () => {
        const before = `import asyncio

from product import Server


def test_answers():
    server = Server()
    server.start()

    async def client():
        await asyncio.sleep(0.3)
        reader, writer = await asyncio.open_connection('127.0.0.1', server.port)
        answer = await reader.read(2)
        writer.close()
        return answer

    assert asyncio.run(client()) == b'ok'
`;
        checkExecution(before, {
            kind: 'retry-connect',
            files: { 'product.py': SERVER },
            mutation: ['listener.listen()', 'return'],
        });
    });
});

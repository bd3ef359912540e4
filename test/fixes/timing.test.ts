/** Blocking calls in coroutines, needless sleeps, and sleeps that stand for what can be set or waited for. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { checkDistributed, checkExecutions, type ExecutedCase } from './support.ts';

const STAND_INS = join(import.meta.dirname, 'stand-ins');

/** Small faithful modules in the place of libraries that are not installed: each says what it follows. */
const standIns = Object.fromEntries(
    readdirSync(STAND_INS, { recursive: true, encoding: 'utf8' })
        .map(name => name.replaceAll('\\', '/'))
        .filter(name => name.endsWith('.py'))
        .map(name => [name, readFileSync(join(STAND_INS, name), 'utf8')]),
);

const ASYNC = ['-ppytest_asyncio.plugin', '--asyncio-mode=auto'];

const asyncCases: readonly ExecutedCase[] = [
    {
        name: 'await the sleep of the loop',
        kind: 'async-sleep',
        args: ASYNC,
        before: `import time

from shelf import Shelf


async def test_loaf_goes_stale():
    shelf = Shelf(fresh=0.02)
    shelf.put('loaf')
    time.sleep(0.05)
    assert shelf.is_stale('loaf')
`,
        files: {
            'shelf.py': `import time


class Shelf:
    def __init__(self, fresh):
        self.fresh, self.since = fresh, {}

    def put(self, thing):
        self.since[thing] = time.monotonic()

    def is_stale(self, thing):
        return time.monotonic() - self.since[thing] > self.fresh
`,
        },
        mutation: ['> self.fresh', '> 10 * self.fresh'],
    },
    {
        // The task never runs while the loop is blocked, so the test fails as it is.
        name: 'poll while the loop goes on',
        kind: 'async-poll',
        args: ASYNC,
        fails: true,
        before: `import asyncio
import time

from consumer import Consumer


async def test_consumer():
    consumer = Consumer()
    task = asyncio.create_task(consumer.run())
    time.sleep(0.05)
    assert consumer.seen
    task.cancel()
`,
        files: {
            'consumer.py': `import asyncio


class Consumer:
    seen = False

    async def run(self):
        await asyncio.sleep(0.01)
        self.seen = True
`,
        },
        mutation: ['self.seen = True', 'pass'],
    },
    {
        name: 'run the wait in a thread',
        kind: 'to-thread',
        rule: 'blocking-sleep-in-async',
        args: ASYNC,
        before: `import threading

from printer import Printer


async def test_printed():
    printed = threading.Event()
    Printer().start(printed.set)
    assert printed.wait(0.3)
`,
        files: {
            'printer.py': `import threading


class Printer:
    def start(self, callback):
        threading.Timer(0.01, callback).start()
`,
        },
        mutation: ['0.01, callback', '0.01, print'],
    },
    {
        name: 'make the Event one of the loop',
        kind: 'async-primitive',
        rule: 'blocking-sleep-in-async',
        args: ASYNC,
        fails: true,
        before: `import asyncio
import threading

from kettle import boil


async def test_boiled():
    boiled = threading.Event()

    async def make_tea():
        await boil()
        boiled.set()

    task = asyncio.create_task(make_tea())
    assert boiled.wait(0.3)
    await task
`,
        files: {
            'kettle.py': `import asyncio


async def boil():
    await asyncio.sleep(0.01)
`,
        },
        mutation: ['sleep(0.01)', 'sleep(2)'],
    },
    {
        // Under a clock that stands still the timer never comes due; pytest-timeout ends the test.
        name: 'leave the clock of the loop alone',
        kind: 'real-asyncio',
        args: [...ASYNC, '-ppytest_timeout', '--timeout=1'],
        fails: true,
        before: `import asyncio

from freezegun import freeze_time

from report import Report


@freeze_time('2024-01-01')
async def test_report_is_dated():
    report = Report()
    await asyncio.sleep(0.01)
    assert report.date() == '2024-01-01'
`,
        files: {
            ...standIns,
            'report.py': `import datetime


class Report:
    def date(self):
        return datetime.date.today().isoformat()
`,
        },
        mutation: ['date.today()', 'date.min'],
    },
];

const waits: readonly ExecutedCase[] = [
    {
        name: 'delete the sleep before a poll',
        kind: 'delete-sleep',
        before: `import time
import unittest

from server_in_thread import Server


class TestServer(unittest.TestCase):
    def wait_until(self, predicate):
        deadline = time.monotonic() + 0.5
        while not predicate():
            if time.monotonic() > deadline:
                self.fail('timed out')
            time.sleep(0.01)

    def test_active(self):
        server = Server()
        server.boot()
        time.sleep(0.1)
        self.wait_until(lambda: server.active)
`,
        files: {
            'server_in_thread.py': `import threading


class Server:
    active = False

    def boot(self):
        threading.Timer(0.01, self._become_active).start()

    def _become_active(self):
        self.active = True
`,
        },
        mutation: ['self.active = True', 'pass'],
    },
    {
        name: 'set the time of the file',
        kind: 'file-time',
        before: `import time

from loader import Loader


def test_reload_when_modified(tmp_path):
    path = tmp_path / 'shop.ini'
    path.write_text('a = 1')
    loader = Loader(path)
    time.sleep(1.1)
    path.write_text('a = 2')
    assert loader.reload_if_modified()
`,
        files: {
            'loader.py': `import os


class Loader:
    def __init__(self, path):
        self.path, self.read_at = path, int(os.stat(path).st_mtime)

    def reload_if_modified(self):
        return int(os.stat(self.path).st_mtime) > self.read_at
`,
        },
        mutation: ['> self.read_at', '< self.read_at'],
    },
    {
        name: 'expect what the page shows',
        kind: 'expect',
        before: `import pytest
from playwright.sync_api import Page, expect


@pytest.fixture
def page():
    expect.set_options(timeout=500)
    return Page()


def test_login(page):
    page.click('#submit')
    page.wait_for_timeout(100)
    assert page.inner_text('#name') == 'Ada'
`,
        files: standIns,
        mutation: ['"#name": "Ada"', '"#name": "Bob"'],
    },
    {
        name: 'wait with the web driver',
        kind: 'web-driver-wait',
        before: `import time

import pytest

from driver import Driver


@pytest.fixture
def driver():
    return Driver()


def test_login(driver):
    driver.find_element('id', 'submit').click()
    time.sleep(0.1)
    assert driver.find_element('id', 'name').text == 'Ada'
`,
        files: standIns,
        mutation: ['"Ada")', '"Bob")'],
    },
    {
        name: 'wait until the window shows it',
        kind: 'wait-until',
        before: `import pytest

from window import Window


@pytest.fixture
def window():
    return Window()


def test_click(qtbot, window):
    window.click()
    qtbot.wait(100)
    assert window.label.text() == 'done'
`,
        files: standIns,
        mutation: ['set_text("done")', 'set_text("failed")'],
    },
    {
        name: 'set the Event when the worker is not needed any more',
        kind: 'release',
        rule: 'simulated-work',
        config: { select: ['all', 'simulated-work'] },
        before: `import threading
import time

from pool import Pool


def test_busy_worker():
    pool = Pool()

    def busy():
        time.sleep(0.2)

    thread = threading.Thread(target=pool.working, args=(busy,))
    worker = threading.Thread(target=busy)
    worker.start()
    assert pool.busy(worker) == 1
    worker.join()
    assert thread.ident is None
`,
        files: {
            'pool.py': `class Pool:
    def working(self, work):
        work()

    def busy(self, *workers):
        return sum(worker.is_alive() for worker in workers)
`,
        },
        mutation: ['sum(worker.is_alive() for worker in workers)', '0'],
    },
    {
        name: 'move the clock with freezegun',
        kind: 'fake-clock',
        rule: 'elapsed-time',
        before: `import time

from freezegun import freeze_time

from store import Store


def test_entry_expires():
    store = Store(ttl=0.5)
    store.put('a', 1)
    time.sleep(0.6)
    assert store.get('a') is None


def report_of_the_day():
    with freeze_time('2024-01-01'):
        return Store(ttl=1)
`,
        files: {
            'store.py': `import time


class Store:
    def __init__(self, ttl):
        self.ttl, self.entries = ttl, {}

    def put(self, key, value):
        self.entries[key] = (value, time.time() + self.ttl)

    def get(self, key):
        value, end = self.entries[key]
        return value if time.time() < end else None
`,
        },
        mutation: ['time.time() < end', 'True'],
    },
    {
        name: 'move the clock with time-machine',
        kind: 'fake-clock',
        rule: 'elapsed-time',
        before: `import time

import time_machine

from lease import Lease


def test_lease_expires():
    assert time_machine.travel
    lease = Lease(ttl=0.5)
    time.sleep(0.6)
    assert lease.is_over()
`,
        files: {
            ...standIns,
            'lease.py': `import time


class Lease:
    def __init__(self, ttl):
        self.end = time.time() + ttl

    def is_over(self):
        return time.time() > self.end
`,
        },
        mutation: ['time.time() > self.end', 'False'],
    },
];

/** A server of its own process that answers on the port that it is told. */
const SERVER = `import socket
import sys
import time

listener = socket.create_server(('127.0.0.1', int(sys.argv[1])))
while True:
    client, _ = listener.accept()
    client.sendall(b'hello')
    client.close()
`;

const ports: readonly ExecutedCase[] = [
    {
        name: 'poll the port of the process',
        kind: 'poll-port',
        before: `import pathlib
import socket
import subprocess
import sys
import time
import unittest

SERVER = pathlib.Path(__file__).parent / 'server_process.py'


class TestServer(unittest.TestCase):
    def test_hello(self):
        with socket.socket() as free:
            free.bind(('127.0.0.1', 0))
            port = free.getsockname()[1]
        server = subprocess.Popen([sys.executable, str(SERVER), str(port)])
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        time.sleep(1)
        with socket.create_connection(('127.0.0.1', port)) as client:
            self.assertEqual(b'hello', client.recv(5))
`,
        files: { 'server_process.py': SERVER },
        mutation: ['listener = ', 'sys.exit(3)\nlistener = '],
    },
    {
        name: 'read the line of the process',
        kind: 'ready-line',
        before: `import socket
import subprocess
import sys
import time

SERVER = '''
import socket
listener = socket.create_server(('127.0.0.1', 0))
with open('port', 'w') as file:
    file.write(str(listener.getsockname()[1]))
print('listening', flush=True)
while True:
    listener.accept()[0].close()
'''


def test_accepts(tmp_path):
    server = subprocess.Popen([sys.executable, '-c', SERVER], cwd=tmp_path, stdout=subprocess.PIPE)
    try:
        time.sleep(1)
        port = int((tmp_path / 'port').read_text())
        socket.create_connection(('127.0.0.1', port)).close()
    finally:
        server.kill()
        server.wait()
`,
        mutation: ["print('listening', flush=True)", 'raise SystemExit(3)'],
    },
];

describe('Run under pytest, the fixed test passes twenty times and fails soon if the product is broken', {
    timeout: 60_000,
}, () => {
    it('in coroutines', () => checkExecutions(asyncCases));
    it('where something is waited for, set or moved', () => checkExecutions(waits));
    it('with processes and their ports', () => checkExecutions(ports));
    it('distributed by pytest-xdist', () => checkDistributed([...asyncCases, ...waits, ...ports]));
});

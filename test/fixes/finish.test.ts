import { describe, expect, it } from 'vitest';
import { checkExecution, checkFix, fixed, kindsOf } from './support.ts';

describe('A sleep while something works becomes waiting for its end', () => {
    it('by joining the thread and asserting that it ended', () => {
        const before = `import threading
import time


def test_sum():
    results = []
    thread = threading.Thread(target=lambda: results.append(sum(range(10))))
    thread.start()
    time.sleep(0.2)
    assert results == [45]
`;
        const after = `import threading


def test_sum():
    results = []
    thread = threading.Thread(target=lambda: results.append(sum(range(10))))
    thread.start()
    thread.join(timeout=10)
    assert not thread.is_alive()
    assert results == [45]
`;
        checkFix(before, after, { kind: 'join' });
    });

    it('by asking the future for its result, naming it if it was dropped', () => {
        const before = `import time
from concurrent.futures import ThreadPoolExecutor


def test_job():
    seen = []

    def job():
        seen.append('job')

    with ThreadPoolExecutor() as pool:
        pool.submit(job)
        time.sleep(0.2)
        assert seen == ['job']
`;
        const after = `from concurrent.futures import ThreadPoolExecutor


def test_job():
    seen = []

    def job():
        seen.append('job')

    with ThreadPoolExecutor() as pool:
        future = pool.submit(job)
        future.result(timeout=10)
        assert seen == ['job']
`;
        checkFix(before, after, { kind: 'future-result' });
    });

    it('by awaiting the task with a limit', () => {
        const before = `import asyncio


async def scenario():
    seen = []

    async def work():
        await asyncio.sleep(0)
        seen.append(1)

    asyncio.create_task(work())
    await asyncio.sleep(0.2)
    assert seen == [1]


def test_task():
    asyncio.run(scenario())
`;
        expect(fixed(before, { kind: 'await-task' })).toContain(
            `    task = asyncio.create_task(work())
    await asyncio.wait_for(task, timeout=10)
    assert seen == [1]
`,
        );
    });

    it('by waiting for the process that was told to end', () => {
        const before = `import subprocess
import sys
import time


def test_terminate():
    process = subprocess.Popen([sys.executable, '-c', 'input()'], stdin=subprocess.PIPE)
    process.terminate()
    time.sleep(1)
    assert process.poll() is not None
`;
        expect(fixed(before, { kind: 'process-wait' })).toContain(
            '    process.terminate()\n    process.wait(timeout=10)\n    assert process.poll() is not None\n',
        );
    });

    it('by waiting in the queue', () => {
        const before = `import queue
import threading
import time


def test_item():
    items = queue.Queue()
    threading.Thread(target=items.put, args=(1,)).start()
    time.sleep(0.2)
    assert items.get_nowait() == 1
`;
        const after = `import queue
import threading


def test_item():
    items = queue.Queue()
    threading.Thread(target=items.put, args=(1,)).start()
    assert items.get(timeout=10) == 1
`;
        checkFix(before, after, { kind: 'queue-get' });
    });
});

describe('Waiting for the end is not offered', () => {
    it('for a process that nobody told to end: it may be a server', () => {
        const before = `import subprocess
import time


def test_server(tmp_path):
    server = subprocess.Popen(['server', str(tmp_path)])
    time.sleep(1)
    assert (tmp_path / 'ready').exists()
`;
        expect(kindsOf(before)).toEqual(['bounded-poll']);
    });

    it('for a thread whose function is not in the file', () => {
        const before = `import threading
import time

from shop import service


def test_service():
    thread = threading.Thread(target=service.handle)
    thread.start()
    time.sleep(1)
    assert service.is_handled()
`;
        expect(kindsOf(before)).toEqual(['bounded-poll']);
    });

    it('for a task that the test cancels at work', () => {
        const before = `import asyncio


async def test_cancelled():
    results = []

    async def work():
        results.append(1)

    task = asyncio.create_task(work())
    await asyncio.sleep(0.1)
    task.cancel()
    assert results == [1]
`;
        expect(kindsOf(before)).not.toContain('await-task');
        expect(kindsOf(before.replace('    task.cancel()\n', ''))).toContain('await-task');
    });

    it('for one thread of several', () => {
        const before = `import threading
import time


def test_two():
    results = []

    def first():
        results.append(1)

    def second():
        results.append(2)

    one = threading.Thread(target=first)
    two = threading.Thread(target=second)
    one.start()
    two.start()
    time.sleep(0.5)
    assert sorted(results) == [1, 2]
`;
        expect(fixed(before, { kind: 'join' })).toContain('    two.join(timeout=10)\n');
        const endless = before.replace('results.append(2)', 'results.append(inbox.get())');
        expect(kindsOf(endless)).toEqual(['bounded-poll']);
    });
});

describe('Run under pytest, a fixed test passes twenty times and fails if the product is broken', {
    timeout: 60_000,
}, () => {
    it('with a joined thread, in a TestCase', () => {
        const before = `import threading
import time
import unittest


class TestSum(unittest.TestCase):
    def test_sum(self):
        results = []

        def work():
            results.append(sum(range(10)))

        thread = threading.Thread(target=work)
        thread.start()
        time.sleep(0.2)
        self.assertEqual([45], results)
`;
        checkExecution(before, { kind: 'join', mutation: ['range(10)', 'range(9)'] });
    });

    it('with a future, and a job that raises', () => {
        const before = `import time
from concurrent.futures import ThreadPoolExecutor


def test_job():
    seen = []

    def job():
        seen.append('job')

    with ThreadPoolExecutor() as pool:
        pool.submit(job)
        time.sleep(0.2)
        assert 'job' in seen
`;
        checkExecution(before, {
            kind: 'future-result',
            mutation: ["seen.append('job')", 'raise ValueError'],
        });
    });

    it('with a task', () => {
        const before = `import asyncio
import unittest


class TestTask(unittest.IsolatedAsyncioTestCase):
    async def test_task(self):
        seen = []

        async def work():
            await asyncio.sleep(0.01)
            seen.append(1)

        task = asyncio.create_task(work())
        await asyncio.sleep(0.2)
        self.assertEqual(seen, [1])
`;
        checkExecution(before, { kind: 'await-task', mutation: ['seen.append(1)', 'seen.append(2)'] });
    });

    it('with a queue that nothing is put into', () => {
        const before = `import queue
import threading
import time


def test_item():
    items = queue.Queue()

    def work():
        items.put(1)

    threading.Thread(target=work).start()
    time.sleep(0.2)
    assert items.get_nowait() == 1
`;
        checkExecution(before, { kind: 'queue-get', mutation: ['items.put(1)', 'pass'] });
    });

    it('with a process that is killed by its id', () => {
        const before = `import os
import signal
import subprocess
import sys
import time


def test_stops():
    process = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])
    os.kill(process.pid, signal.SIGKILL)
    time.sleep(0.5)
    code = process.poll()
    assert code == -9
`;
        const after = before.replace('    time.sleep(0.5)\n', '    process.wait(timeout=10)\n');
        checkFix(before, after, { kind: 'process-wait' });
        checkExecution(before, { kind: 'process-wait', mutation: ['SIGKILL', 'SIGTERM'] });
        expect(kindsOf(before.replace('SIGKILL', 'SIGUSR1'))).not.toContain('process-wait');
    });

    it('with a process that does not end', () => {
        const before = `import subprocess
import sys
import time


def test_terminate():
    process = subprocess.Popen([sys.executable, '-c', 'print(1, flush=True); import time; time.sleep(30)'], stdout=subprocess.PIPE)
    process.stdout.readline()
    process.terminate()
    time.sleep(0.5)
    assert process.poll() is not None
    process.stdout.close()
`;
        checkExecution(before, {
            kind: 'process-wait',
            mutation: ["'print(1", "'import signal; signal.signal(15, signal.SIG_IGN); print(1"],
        });
    });
});

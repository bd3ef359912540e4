/** Loops that poll for ever, and loops that fall through when they are exhausted. */
import { describe, expect, it } from 'vitest';
import {
    checkDistributed,
    checkExecutions,
    checkFix,
    crlf,
    type ExecutedCase,
    findingsOf,
    fixed,
    kindsOf,
    tabs,
} from './support.ts';

const POLL = `import time


def test_server(server):
    server.start()
    # It needs a moment.
    while not server.up:
        time.sleep(0.1)
    assert server.address
`;
const BOUNDED = `import time


def test_server(server):
    server.start()
    deadline = time.monotonic() + 10
    # It needs a moment.
    while not server.up:
        if time.monotonic() > deadline:
            raise AssertionError('timed out after 10 s waiting for server.up')
        time.sleep(0.1)
    assert server.address
`;
const ALWAYS = POLL.replace('while not server.up', 'while True');
/** The loop with other statements in it. */
const looping = (...lines: string[]) =>
    ALWAYS.replace('        time.sleep(0.1)\n', lines.map(l => `        ${l}\n`).join(''));

describe('A loop that polls for ever', () => {
    const options = { rule: 'unbounded-poll', kind: 'deadline' };

    it('gets a deadline, at which the test fails with what it waited for', () => {
        checkFix(POLL, BOUNDED, options);
        checkFix(crlf(tabs(POLL)), crlf(tabs(BOUNDED)), options);
    });

    it('fails as the file does', () => {
        expect(fixed(POLL.replace('import time', 'import time\n\nimport pytest'), options)).toContain(
            "pytest.fail('timed out after 10 s waiting for server.up')",
        );
        const method = POLL.replace('def test_server(server):', 'def test_server(self, server):')
            .replace(/^(?=(def| ).)/gm, '    ')
            .replace('    def', 'class TestServer(TestCase):\n    def')
            .replace('assert server.address', 'self.assertTrue(server.address)')
            .replace('import time', 'import time\nfrom unittest import TestCase');
        expect(fixed(method, options)).toContain(
            "                self.fail('timed out after 10 s waiting for server.up')\n            time.sleep(0.1)",
        );
    });

    it('lasts as long as the configuration says, and long enough for many rounds', () => {
        expect(fixed(POLL, { ...options, config: { timeout: 3 } })).toContain('time.monotonic() + 3\n');
        expect(fixed(POLL.replace('0.1', '2'), options)).toContain('time.monotonic() + 40\n');
    });

    it('looks at the deadline when the condition has just been asked', () => {
        expect(fixed(looping('if server.up:', '    break', 'time.sleep(0.1)'), options)).toContain(
            "            break\n        if time.monotonic() > deadline:\n            raise AssertionError('timed out after 10 s waiting for server.up')\n        time",
        );
        const attempts = looping(
            'try:',
            '    server.ask()',
            '    break',
            'except OSError:',
            '    time.sleep(0.1)',
        );
        expect(fixed(attempts, options)).toContain(
            "        except OSError:\n            if time.monotonic() > deadline:\n                raise AssertionError(\n                    'timed out after 10 s waiting for server.ask()')\n            time",
        );
    });

    it('looks at it first where a round may pass the sleep by, or a block would catch the failure', () => {
        const first = '    while True:\n        if time.monotonic() > deadline:';
        const skips = looping(
            'if server.asked:',
            '    continue',
            'if server.up:',
            '    break',
            'time.sleep(0.1)',
        );
        expect(fixed(skips, options)).toContain(first);
        const caught = looping(
            'try:',
            '    if server.up:',
            '        break',
            '    time.sleep(0.1)',
            'except Exception:',
            '    pass',
        );
        expect(fixed(caught, options)).toContain(first);
    });

    it('gets lines of its own where it was on one', () => {
        const before = POLL.replace(':\n        time.sleep', ': time.sleep');
        checkFix(before, BOUNDED, options);
    });

    it('shares the name of the deadline with the poll above, and with nothing else', () => {
        const twice = `${BOUNDED}    server.stop()\n    while server.up:\n        time.sleep(0.1)\n`;
        const result = fixed(twice, options);
        expect(result).toContain('    deadline = time.monotonic() + 10\n    while server.up:');
        const read = `${twice}    assert server.stopped_before(deadline)\n`;
        // What is asked of a deadline later is about time.
        expect(kindsOf(read, options)).toEqual([]);
        const inLoop = twice.replace('    while server.up', '    while server.up and deadline');
        expect(kindsOf(inLoop, options)).toEqual([]);
        const parameter = POLL.replace('(server)', '(server, deadline)').replace(
            'server.start()',
            'server.start(deadline)',
        );
        expect(fixed(`${parameter}    server.stop(deadline)\n`, options)).toContain(
            'deadline_2 = time.monotonic() + 10',
        );
    });

    it('asks the clock of its own event loop', () => {
        const before = POLL.replace('import time', 'import trio')
            .replace('def', 'async def')
            .replace('time.sleep', 'await trio.sleep');
        expect(fixed(before, options)).toContain('if trio.current_time() > deadline:');
        const asyncio = before.replaceAll('trio', 'asyncio');
        expect(fixed(asyncio, options)).toContain('import asyncio\nimport time\n');
    });

    it('waits with the helper of its class where it only sleeps', () => {
        const before = `import time
import unittest


class TestServer(unittest.TestCase):
    def wait_for(self, predicate):
        for _ in range(100):
            if predicate():
                return True
            time.sleep(0.01)
        return False

    def test_server(self):
        while self.server.state != 'up' or self.server.busy:
            time.sleep(0.1)
        self.assertTrue(self.server.address)
`;
        expect(kindsOf(before, { rule: 'unbounded-poll' })).toEqual(['wait-helper', 'deadline']);
        checkFix(
            before,
            before.replace(
                "        while self.server.state != 'up' or self.server.busy:\n            time.sleep(0.1)\n",
                '        self.assertTrue(\n' +
                    "            self.wait_for(lambda: self.server.state == 'up' and not self.server.busy),\n" +
                    '            "timed out waiting for self.server.state == \'up\' and not self.server.busy")\n',
            ),
            { kind: 'wait-helper' },
        );
        const works = before.replace(
            '            time.sleep(0.1)\n',
            '            self.server.ask()\n            time.sleep(0.1)\n',
        );
        expect(kindsOf(works, { rule: 'unbounded-poll' })).toEqual(['deadline']);
    });

    it('stays where the failure would be caught, and where the test has a limit of its own', () => {
        const caught = POLL.replace(
            /( {4})(# It[\s\S]*?sleep\(0.1\)\n)/,
            '    try:\n    $1$2    except Exception:\n        pass\n',
        )
            .replace(/^ {4}(while|time)/gm, '        $1')
            .replace('        time.sleep', '            time.sleep');
        expect(findingsOf(caught, { rule: 'unbounded-poll' })).toHaveLength(1);
        expect(kindsOf(caught, { rule: 'unbounded-poll' })).toEqual([]);
        const marked = POLL.replace(
            'import time\n\n\n',
            'import time\n\nimport pytest\n\n\n@pytest.mark.timeout(200)\n',
        );
        expect(kindsOf(marked)).toEqual([]);
        expect(findingsOf(marked)[0]?.explanation.solution).toContain(
            'No fix is offered: the test has a limit of its own, which ends it',
        );
    });

    it('stays where the test asserts elapsed time, and the hover says why', () => {
        const measured = POLL.replace(
            '    server.start()\n',
            '    begin = time.time()\n    server.start()\n',
        ).replace('assert server.address', 'assert time.time() - begin < 60');
        expect(kindsOf(measured, options)).toEqual([]);
        expect(findingsOf(measured, options)[0]?.explanation.solution).toContain(
            'No fix is offered: the test asserts something about time, `assert time.time() - begin < 60`',
        );
    });
});

const SILENT = `import time


def test_job(queue):
    for _ in range(50):
        if queue.done():
            break
        time.sleep(0.1)  # a moment
    queue.close()
    queue.clean_up()
    queue.report()
    queue.archive()
`;
/** The poll as another loop. */
const poll = (head: string, loop: string) =>
    SILENT.replace('(queue):\n', `(queue):\n${head}`).replace(/ {4}for[\s\S]*moment\n/, loop);

describe('A poll that falls through', () => {
    const options = { rule: 'silent-poll' };

    it('fails in its else', () => {
        const after = SILENT.replace(
            '# a moment\n',
            "# a moment\n    else:\n        raise AssertionError('timed out waiting for queue.done()')\n",
        );
        checkFix(SILENT, after, options);
        checkFix(crlf(tabs(SILENT)), crlf(tabs(after)), options);
    });

    it('asserts its condition where that ends it', () => {
        const loop = '    while queue.busy and time.monotonic() < deadline:\n        time.sleep(0.1)\n';
        const before = poll('    deadline = time.monotonic() + 5\n', loop);
        checkFix(
            before,
            before.replace(
                loop,
                `${loop}    assert not queue.busy, 'timed out waiting for not queue.busy'\n`,
            ),
            options,
        );
    });

    it('fails where it gives up', () => {
        const loop = [
            '    while True:',
            '        if queue.done():',
            '            break',
            '        if time.monotonic() > deadline:',
            '            break',
            '        time.sleep(0.1)',
            '',
        ].join('\n');
        const before = poll('    deadline = time.monotonic() + 5\n', loop);
        expect(fixed(before, options)).toContain(
            "        if time.monotonic() > deadline:\n            raise AssertionError('timed out waiting for queue.done()')\n        time",
        );
    });

    it('stays where asking again would take something away, or success cannot be told from exhaustion', () => {
        const takes =
            '    while queue.get() != 1 and time.monotonic() < deadline:\n        time.sleep(0.1)\n';
        expect(kindsOf(poll('    deadline = time.monotonic() + 5\n', takes), options)).toEqual([]);
        const both =
            '    while True:\n        if queue.done() or time.monotonic() > deadline:\n            break\n        time.sleep(0.1)\n';
        const mixed = poll('    deadline = time.monotonic() + 5\n', both);
        expect(findingsOf(mixed, options)).toHaveLength(1);
        expect(kindsOf(mixed, options)).toEqual([]);
    });
});

const cases: ExecutedCase[] = [
    {
        name: 'poll of a function',
        kind: 'deadline',
        before: `import threading
import time


def test_appends():
    results = []
    threading.Timer(0.02, lambda: results.append(1)).start()
    while not results:
        time.sleep(0.001)
    assert len(results) < 2
`,
        mutation: ['results.append(1)', 'None'],
    },
    {
        name: 'poll of a TestCase with break',
        kind: 'deadline',
        before: `import threading
import time
import unittest


class TestAppends(unittest.TestCase):
    def test_appends(self):
        results = []
        threading.Timer(0.02, lambda: results.append(1)).start()
        while True:
            if results == [1]:
                break
            time.sleep(0.001)
        self.assertLess(len(results), 2)
`,
        mutation: ['results.append(1)', 'None'],
    },
    {
        name: 'poll of a coroutine',
        kind: 'deadline',
        before: `import asyncio
import unittest


class TestAppends(unittest.IsolatedAsyncioTestCase):
    async def test_appends(self):
        results = []
        asyncio.get_running_loop().call_later(0.02, lambda: results.append(1))
        while len(results) != 1:
            await asyncio.sleep(0.001)
        self.assertLess(len(results), 2)
`,
        mutation: ['results.append(1)', 'None'],
    },
    {
        name: 'poll by a helper of the file',
        kind: 'wait-helper',
        before: `import threading
import time


def wait_until(predicate, timeout=0.5):
    end = time.monotonic() + timeout
    while not predicate():
        if time.monotonic() > end:
            raise AssertionError('timed out')
        time.sleep(0.001)


def test_appends():
    results = []
    threading.Timer(0.02, lambda: results.append(1)).start()
    while not results:
        time.sleep(0.001)
    assert len(results) < 2
`,
        mutation: ['results.append(1)', 'None'],
    },
    {
        name: 'poll with else',
        kind: 'fail-exhausted',
        before: `import threading
import time


def test_appends():
    results = []
    timer = threading.Timer(0.02, lambda: results.append(1))
    timer.start()
    for _ in range(200):
        if results:
            break
        time.sleep(0.002)
    timer.join()
    del timer
    results.clear()
    results.append(2)
`,
        mutation: ['results.append(1)', 'None'],
    },
    {
        name: 'poll asserted behind',
        kind: 'fail-exhausted',
        before: `import threading
import time
import unittest


class TestAppends(unittest.TestCase):
    def test_appends(self):
        results = []
        timer = threading.Timer(0.02, lambda: results.append(1))
        timer.start()
        deadline = time.monotonic() + 0.4
        while not results and time.monotonic() < deadline:
            time.sleep(0.002)
        timer.join()
        del timer
        del results
        del deadline
`,
        mutation: ['results.append(1)', 'None'],
    },
    {
        name: 'poll that gives up',
        kind: 'fail-exhausted',
        before: `import threading
import time


def test_appends():
    results = []
    timer = threading.Timer(0.02, lambda: results.append(1))
    timer.start()
    deadline = time.monotonic() + 0.4
    while True:
        if results:
            break
        if time.monotonic() > deadline:
            break
        time.sleep(0.002)
    timer.join()
    del timer
    results.clear()
    results.append(2)
`,
        mutation: ['results.append(1)', 'None'],
    },
];

describe('Run under pytest,', { timeout: 60_000 }, () => {
    it('a test whose poll ends passes twenty times, and fails soon if nothing comes', () =>
        checkExecutions(cases));

    it('such tests pass together, distributed by xdist', () => checkDistributed(cases));
});

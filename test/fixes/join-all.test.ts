/** Several threads at work: every one of them is waited for. */
import { describe, expect, it } from 'vitest';
import {
    checkDistributed,
    checkExecutions,
    checkFix,
    crlf,
    type ExecutedCase,
    fixed,
    kindsOf,
    tabs,
} from './support.ts';

const STARTS = `    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
`;
const BEFORE = `import threading
import time


def test_results():
    results = []

    def work():
        results.append(1)

${STARTS}    time.sleep(1)
    assert len(results) == 3
`;
const JOINS = `    for thread in threads:
        thread.join(timeout=10)
        assert not thread.is_alive()
`;
/** The same test with other threads. */
const starting = (lines: string) => BEFORE.replace(STARTS, lines);

describe('A sleep after the start of several threads', () => {
    const options = { rule: 'sleep-as-sync', kind: 'join' };

    it('becomes a join of each', () => {
        const after = BEFORE.replace('    time.sleep(1)\n', JOINS).replace('import time\n', '');
        checkFix(BEFORE, after, options);
        checkFix(crlf(tabs(BEFORE)), crlf(tabs(after)), options);
    });

    it('names those that had no name, each by another one', () => {
        const before = starting(
            '    threading.Thread(target=work).start()\n    threading.Thread(target=work).start()\n',
        );
        expect(fixed(before, options)).toContain(`    thread = threading.Thread(target=work)
    thread.start()
    thread_2 = threading.Thread(target=work)
    thread_2.start()
    thread.join(timeout=10)
    assert not thread.is_alive()
    thread_2.join(timeout=10)
    assert not thread_2.is_alive()
`);
    });

    it('keeps those of a loop in a list', () => {
        const before = starting(`    for _ in range(3):
        thread = threading.Thread(target=work)
        thread.start()
`);
        expect(fixed(before, options)).toContain(`    threads = []
    for _ in range(3):
        thread = threading.Thread(target=work)
        thread.start()
        threads.append(thread)
${JOINS}`);
    });

    it('stays where one of them waits for somebody, is not known, or is made elsewhere', () => {
        const waits = BEFORE.replace('results.append(1)', 'results.append(inbox.get())');
        expect(kindsOf(waits, { rule: 'sleep-as-sync' })).not.toContain('join');
        const unknown = BEFORE.replace('target=work', 'target=shop.work');
        expect(kindsOf(unknown, { rule: 'sleep-as-sync' })).not.toContain('join');
        const elsewhere = starting(
            `    threads = make()\n    thread = threading.Thread(target=work)\n    for thread in threads:\n        thread.start()\n`,
        );
        expect(kindsOf(elsewhere, { rule: 'sleep-as-sync' })).not.toContain('join');
    });

    it('stays where a branch starts them, and on a line that holds more', () => {
        const branch = BEFORE.replace(
            '    for thread in threads:\n        thread.start()\n',
            '    if results:\n        for thread in threads:\n            thread.start()\n',
        );
        expect(kindsOf(branch, { rule: 'sleep-as-sync' })).not.toContain('join');
        const shared = BEFORE.replace('    time.sleep(1)\n', '    time.sleep(1); results.append(2)\n');
        expect(kindsOf(shared, { rule: 'sleep-as-sync' })).not.toContain('join');
    });
});

describe('An assertion before the joins', () => {
    const options = { rule: 'read-before-join', kind: 'join' };
    const early = BEFORE.replace('    time.sleep(1)\n', '').replace('import time\n', '');

    it('stands behind them, once', () => {
        const before = `${early}    for thread in threads:\n        thread.join()\n`;
        const after = early.replace('    assert len', `${JOINS}    assert len`);
        checkFix(before, after, options);
    });

    it('waits for all threads of a loop that the test forgot', () => {
        const before = early.replace(
            STARTS,
            '    for _ in range(3):\n        threading.Thread(target=work).start()\n',
        );
        expect(fixed(before, options)).toContain(`    threads = []
    for _ in range(3):
        thread = threading.Thread(target=work)
        thread.start()
        threads.append(thread)
${JOINS}    assert len(results) == 3
`);
    });
});

const test = (starts: string, before = '    time.sleep(0.3)\n', test = 'test_results') => `import threading
import time


def ${test}():
    results = []

    def work():
        time.sleep(0)
        results.append(1)

${starts}${before}    assert len(results) == 3
`;
const WORKS: readonly [string, string] = ['time.sleep(0)', 'time.sleep(2)'];
const daemons = STARTS.replace('work)', 'work, daemon=True)');

const cases: ExecutedCase[] = [
    { name: 'list', kind: 'join', rule: 'sleep-as-sync', before: test(daemons), mutation: WORKS },
    {
        name: 'loop without names',
        kind: 'join',
        rule: 'sleep-as-sync',
        before: test('    for _ in range(3):\n        threading.Thread(target=work, daemon=True).start()\n'),
        mutation: WORKS,
    },
    {
        name: 'worker that does nothing',
        kind: 'join',
        rule: 'sleep-as-sync',
        before: test(daemons),
        mutation: ['results.append(1)', 'pass'],
    },
    {
        name: 'three of a TestCase',
        kind: 'join',
        rule: 'sleep-as-sync',
        before: `import threading
import time
import unittest


class TestResults(unittest.TestCase):
    def work(self):
        time.sleep(0)
        self.results.append(1)

    def test_results(self):
        self.results = []
        one = threading.Thread(target=self.work, daemon=True)
        two = threading.Thread(target=self.work, daemon=True)
        one.start()
        two.start()
        time.sleep(0.3)
        self.assertEqual(2, len(self.results))
`,
        mutation: WORKS,
    },
];

describe('Run under pytest,', { timeout: 60_000 }, () => {
    it('a test that joins all passes twenty times, and fails soon if one does not end', () =>
        checkExecutions(cases));

    it('such tests pass together, distributed by xdist', () => checkDistributed(cases));
});

/** Tests that assert how long something took: another way of waiting would change what they assert. */
import { describe, expect, it } from 'vitest';
import { listRules } from '../../server/src/rules/registry.ts';
import { findingsOf } from './support.ts';

/** Their fixes do not wait in another way: they give the code under test another clock, or a file another time. */
const ABOUT_CLOCKS = ['elapsed-time', 'frozen-clock-async', 'mtime-sleep'];
const rules = listRules().filter(
    ({ name, family, fix }) => family === 'timing' && fix !== 'none' && !ABOUT_CLOCKS.includes(name),
);
/** An assertion behind a join counts as a look at its outcome; work that is measured may last. */
const SILENT = ['ignored-join-timeout', 'simulated-work'];
const MEASURED = 'assert time.monotonic() - began < 60';

/** The findings of a rule, also if it is off by default. */
const findings = (text: string, rule: string) =>
    findingsOf(text, { rule, config: { select: ['all', rule] } });

describe('A test that asserts elapsed time', () => {
    it.each(rules)('has no fix of $name, and the hover says why', ({ name, docs }) => {
        expect(findings(docs.example, name).flatMap(f => f.fixes)).not.toEqual([]);
        const measured = findings(`${docs.example}    ${MEASURED}\n`, name);
        for (const { fixes, explanation } of measured) {
            expect(fixes).toEqual([]);
            expect(explanation.solution).toContain(
                `No fix is offered: the test asserts something about time, \`${MEASURED}\``,
            );
        }
        expect(measured.length > 0).toBe(!SILENT.includes(name));
    });

    it('keeps the fixes of what stands behind the assertion', () => {
        const text = `import threading
import time


def test_worker_stops(worker):
    began = time.monotonic()
    worker.work()
    ${MEASURED}
    thread = threading.Thread(target=worker.run)
    thread.start()
    thread.join(timeout=5)
`;
        expect(findings(text, 'ignored-join-timeout').flatMap(f => f.fixes.map(x => x.kind))).toEqual([
            'assert-ended',
        ]);
    });

    it('is not one whose poll asserts its deadline', () => {
        const text = `import threading
import time


def test_worker_reports(worker):
    deadline = time.monotonic() + 10
    while not worker.ready:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    reported = threading.Event()
    worker.on_report(reported.set)
    reported.wait()
    assert worker.reports == 1
`;
        expect(findings(text, 'unbounded-wait').flatMap(f => f.fixes.map(x => x.kind))).toEqual([
            'bound-wait',
        ]);
    });
});

describe('What has no fix', () => {
    const without = listRules().filter(({ family, fix }) => family === 'timing' && fix === 'none');

    it.each(without)('$name says in the hover what to do', ({ name, docs }) => {
        const [finding] = findings(docs.example, name);
        expect(finding?.fixes).toEqual([]);
        expect(finding?.explanation.solution).toMatch(/^[A-Z].{40,}[.]$/s);
    });

    it('is what must be redesigned: retries, and conditions that change', () => {
        expect(without.map(rule => rule.name)).toEqual(
            expect.arrayContaining(['retry-mask', 'side-effecting-poll']),
        );
    });
});

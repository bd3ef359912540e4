/** Work that a test starts and leaves behind. */
import { cleanupFixes } from '../../fixes/concurrency/cleanup.ts';
import { leaksIn } from '../../flow/races/leaks.ts';
import type { Rule } from '../rule.ts';

export const leakedThread: Rule = {
    meta: {
        name: 'leaked-thread',
        family: 'concurrency',
        summary: 'A thread, timer, pool or process is started and never ended',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'unsafe',
        docs: {
            what: 'Reports a `Thread`, `Timer`, executor, or `Process` that a test starts and neither joins, stops, cancels, shuts down nor hands to anybody. For a daemon it is an information.',
            why: 'It goes on running in the tests that follow: it writes to their output, takes their patches, keeps the interpreter from exiting. What it raises is seen by nobody.',
            example: `import threading

from shop import clock


def test_clock_starts():
    thread = threading.Thread(target=clock.run)
    thread.start()
    assert clock.running()
`,
            useInstead: `import threading

from shop import clock


def test_clock_starts():
    thread = threading.Thread(target=clock.run)
    thread.start()
    try:
        assert clock.running()
    finally:
        clock.stop()
        thread.join(timeout=10)
`,
            references: [
                {
                    title: 'threading.Thread.join',
                    url: 'https://docs.python.org/3/library/threading.html#threading.Thread.join',
                },
                {
                    title: 'unittest.TestCase.addCleanup',
                    url: 'https://docs.python.org/3/library/unittest.html#unittest.TestCase.addCleanup',
                },
            ],
        },
    },
    triggers: ['Thread(', 'Timer(', 'Executor(', 'Process('],
    check(context) {
        const { unit, facts } = context;
        const timeline = unit.role === 'test' || unit.role === 'setup' ? facts.timeline(unit) : undefined;
        if (!timeline) return;
        for (const leak of leaksIn(timeline, facts)) {
            const { name, what, daemon, create } = leak;
            const called = name === undefined ? `This ${what}` : `\`${name}\``;
            const ends = ENDS[what];
            context.report({
                at: create.expr,
                message: `${called} is started and never ${ends}: it may go on running in the tests that follow`,
                ...(daemon ? { severity: 'information' as const } : {}),
                confidence: leak.sure ? 'medium' : 'low',
                fixes: () => cleanupFixes(leak, timeline, facts, context.config),
                explanation: {
                    why: `Nothing in the test waits for the end of the ${what}, not even when it passes. What it does after the test belongs to another test by then${daemon ? '; as a daemon it ends with the process only' : ''}.`,
                    solution: `Have it ${ends} in a cleanup (\`addCleanup\`, \`finally\`, a fixture) that runs in any case.`,
                    evidence: '',
                },
            });
        }
    },
};

const ENDS = {
    thread: 'joined',
    timer: 'cancelled',
    executor: 'shut down',
    process: 'joined',
} as const;

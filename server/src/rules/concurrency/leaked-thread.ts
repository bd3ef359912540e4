/** Work that a test starts and leaves behind. */
import { cleanupFixes } from '../../fixes/concurrency/cleanup.ts';
import { handsOut } from '../../flow/races/handle-uses.ts';
import { lateEndsIn, lateInSetUp } from '../../flow/races/late-ends.ts';
import { askedOnlyIn, type Leak, leaksIn } from '../../flow/races/leaks.ts';
import { namesWorker } from '../../flow/races/worker-types.ts';
import type { Timeline } from '../../flow/timeline.ts';
import type { Rule, RuleContext } from '../rule.ts';

const STOPS = /\.(terminate|kill)\(\)/;
const PROCESSES = /\b(Process|Popen)\(/;

export const leakedThread: Rule = {
    meta: {
        name: 'leaked-thread',
        family: 'concurrency',
        summary: 'A thread, timer, pool or process is started and never ended',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'unsafe',
        docs: {
            what: 'Reports a `Thread`, `Timer`, executor, pool or `Process`, and classes of the file that extend one, that a test starts and neither joins, stops, cancels, shuts down nor hands to anybody; also those that it keeps in a list of its own. It is an information for a daemon, and where the test waits for something that the worker does, but not for its end (silent if that is the last thing it does, and for an executor); so it is if the worker, or a `Popen`, is asked to stop and nobody waits until it has, and if one that runs until it is told to stop is told so after an assertion, or only in `tearDown` although the rest of `setUp` may raise.',
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
    triggers: [
        'hread',
        'Timer',
        'xecutor',
        'Process(',
        'Pool(',
        'multiprocessing.',
        'Scheduler(',
        '.start()',
        '.stop()',
        '.kill()',
        '.terminate()',
        '.send_signal(',
        '.join()',
        '.join(timeout',
    ],
    requires:
        /[tT]hread|[wW]orker|[sS]erver|Timer|Executor|Process\(|Pool\(|Scheduler|Observer|\.(shutdown|kill|terminate|send_signal)\b|\.stop\(\)|(?<!path|['"])\.join\((\)|timeout|\d)|^\s*(?!\w*(patch|mock|ptch)|p\d?\.)(self\.(?!\w*(patch|mock|ptch)))?\w+\.start\(\)/m,
    concerns: ({ role, cls, text }, facts) => {
        if (cls?.isTestClass && STOPS.test(text) && facts.mentions(PROCESSES)) return true;
        const isHelper = role === 'helper' && !cls?.isTestClass && !text.startsWith('@');
        if (role === 'teardown' || isHelper) return false;
        return (role === 'setup' && text.includes('.start()')) || namesWorker(text, facts);
    },
    check(context) {
        const { unit, facts } = context;
        const timeline = facts.timeline(unit);
        if (!timeline) return;
        const isLookedAt = unit.role !== 'teardown' && (unit.role !== 'helper' || handsOut(timeline));
        const leaks = [...askedOnlyIn(timeline, facts), ...(isLookedAt ? leaksIn(timeline, facts) : [])];
        for (const leak of leaks) reportLeak(leak, timeline, context);
        if (unit.role === 'teardown') return;
        if (unit.role === 'setup') {
            for (const late of lateInSetUp(timeline, facts)) {
                context.report({
                    at: late.start.expr,
                    severity: 'information',
                    message: `\`${late.name}\` is ended in \`tearDown\` only, which does not run if the rest of \`${unit.name}\` raises`,
                    confidence: 'medium',
                    related: [{ span: late.risk, message: 'this may raise' }],
                    explanation: {
                        why: `unittest calls \`tearDown\` only after a \`${unit.name}\` that came to its end. If it raises after the start, \`${late.name}\` runs on through the tests that follow.`,
                        solution: `Say \`self.addCleanup(…)\` directly behind the start: cleanups run in any case, the last one first.`,
                        evidence: '',
                    },
                });
            }
        } else if (unit.role === 'test' || unit.cls?.isTestClass) {
            for (const late of lateEndsIn(timeline, facts)) {
                // Who is never waited for is never safely ended either.
                if (leaks.some(leak => leak.asked === late.end)) continue;
                context.report({
                    at: late.end.expr,
                    severity: 'information',
                    message: `\`${late.name}\` is ended only if nothing raises before: after a failed assertion it goes on running in the tests that follow`,
                    confidence: 'medium',
                    related: [
                        { span: late.start.expr, message: `\`${late.name}\` is started here` },
                        { span: late.risk, message: 'if this fails, it is never told to stop' },
                    ],
                    explanation: {
                        why: `\`${late.name}\` runs until it is told to stop, and the call that tells it stands after an assertion. One failure then disturbs tests that have nothing to do with it.`,
                        solution:
                            'Put the end into `finally`, a fixture or `addCleanup`, directly behind the start.',
                        evidence: '',
                    },
                });
            }
        }
    },
};

function reportLeak(leak: Leak, timeline: Timeline, context: RuleContext): void {
    const { name, what, daemon, create, asked, many, sure } = leak;
    const called = name === undefined ? `This ${what}` : many ? `Each ${what} in \`${name}\`` : `\`${name}\``;
    const ends = ENDS[what];
    const message = asked
        ? `${called} is asked to stop and never ${ends}: it may still run when the next test starts`
        : sure
          ? `${called} is started and never ${ends}: it may go on running in the tests that follow`
          : what === 'pool'
            ? `${called} is started and never ${ends}: its workers stay when the test has ended`
            : `${called} is started and never ${ends}: nothing sees whether it has failed, or has ended when the test does`;
    context.report({
        at: (asked ?? create).expr,
        message,
        ...(daemon || asked || !sure ? { severity: 'information' as const } : {}),
        confidence: 'medium',
        fixes: () => cleanupFixes(leak, timeline, context.facts, context.config),
        explanation: {
            why: asked
                ? `The call that stops the ${what} returns before it has stopped. What it still does then belongs to another test.`
                : sure
                  ? `Nothing in the test waits for the end of the ${what}, not even when it passes. What it does after the test belongs to another test by then${daemon ? '; a daemon does not keep the process from exiting' : ''}.`
                  : `The test waits for something that the ${what} does, not for its end. What it does after that belongs to another test, and an exception in it is seen by nobody${daemon ? '; a daemon does not keep the process from exiting' : ''}.`,
            solution: asked
                ? `Call \`${leak.end}(timeout=…)\` on it after the call that stops it.`
                : `Have it ${ends} in a cleanup (\`addCleanup\`, \`finally\`, a fixture) that runs in any case.`,
            evidence: '',
        },
    });
}

const ENDS = {
    thread: 'joined',
    timer: 'cancelled',
    executor: 'shut down',
    process: 'waited for',
    pool: 'closed',
    observer: 'joined',
    scheduler: 'shut down',
} as const;

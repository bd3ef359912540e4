/** A sleep gives something forbidden the time to happen; if it comes later, the test is green all the same. */
import { delayName } from '../../flow/sleeps.ts';
import type { Rule } from '../rule.ts';
import { formatSeconds, quoteStep } from '../wording.ts';

export const sleepBeforeAbsence: Rule = {
    meta: {
        name: 'sleep-before-absence',
        family: 'timing',
        summary: 'A sleep precedes an assertion that nothing happened',
        severity: 'information',
        enabledByDefault: true,
        fix: 'none',
        docs: {
            what: 'Reports a sleep after concurrent work was started that is followed by an assertion of absence: `assert_not_called`, an empty list, still `False`. Silent where the clock is mocked.',
            why: 'If the forbidden event comes a moment later than the sleep ends, the test passes and the defect stays unseen: a false green, the opposite of a flaky failure and harder to notice. A longer sleep only makes the test slower.',
            example: `import threading
import time


def test_cancelled_job_does_not_run():
    calls = []
    timer = threading.Timer(0.1, calls.append, args=['ran'])
    timer.start()
    timer.cancel()
    time.sleep(0.3)
    assert calls == []
`,
            useInstead: `import threading


def test_cancelled_job_does_not_run():
    calls = []
    timer = threading.Timer(0.1, calls.append, args=['ran'])
    timer.start()
    timer.cancel()
    timer.join(timeout=10)
    assert not timer.is_alive()
    assert calls == []
`,
            references: [
                {
                    title: 'threading.Timer',
                    url: 'https://docs.python.org/3/library/threading.html#timer-objects',
                },
            ],
        },
    },
    triggers: ['sleep'],
    check(context) {
        for (const site of context.sleeps()) {
            if (site.intent !== 'wait-for-absence' || !site.observed) continue;
            const length = site.seconds === undefined ? '' : ` of ${formatSeconds(site.seconds)}`;
            const observed = quoteStep(site.observed, context.unit.text);
            context.report({
                at: site.call.expr,
                message: `\`${delayName(site.call)}\`${length} before ${observed}: what comes later is missed, and the test stays green`,
                confidence: 'medium',
                related: [{ span: site.observed, message: 'nothing is expected to have happened here' }],
                explanation: {
                    why: `The assertion that follows holds if nothing happens within${length || ' the sleep'}. A late event is a false green.`,
                    solution:
                        'Make the end of the work certain before asserting that nothing came of it: join or cancel and join, drain the queue with a sentinel, or wait for a barrier that the work passes last. Where no such point exists, a fake clock shows that the time has passed.',
                    evidence: '',
                },
            });
        }
    },
};

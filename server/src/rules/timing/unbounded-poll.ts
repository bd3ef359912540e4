/** A loop polls for ever. */

import { limitOf } from '../../flow/test-marks.ts';
import { loopsAround } from '../../flow/timeline.ts';
import type { Rule } from '../rule.ts';
import { quote } from '../wording.ts';

export const unboundedPoll: Rule = {
    meta: {
        name: 'unbounded-poll',
        family: 'timing',
        summary: 'A polling loop has no deadline',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'none',
        docs: {
            what: 'Reports a `while` loop in a test that asks a condition and sleeps, with no deadline, no count of attempts and no timeout around it. Where something ends the whole test (`@pytest.mark.timeout`, a timeout decorator, pytest-timeout in the configuration) it is an information; where the test itself runs under a limit (`gen_test`) it is a hint.',
            why: 'When the condition never comes true, the test does not fail: it hangs until the whole job is killed, and the log does not say where. A bounded poll fails in seconds with the condition in its message.',
            example: `import time


def test_server_comes_up(server):
    server.start()
    while server.status != 'ACTIVE':
        time.sleep(0.1)
    assert server.address
`,
            useInstead: `import time


def test_server_comes_up(server):
    server.start()
    deadline = time.monotonic() + 10
    while server.status != 'ACTIVE':
        assert time.monotonic() < deadline, server.status
        time.sleep(0.1)
    assert server.address
`,
            configuration:
                "The limit of the suite is read from pytest-timeout's settings, or given as `suite-timeout = 300`.",
            references: [
                {
                    title: 'time.monotonic',
                    url: 'https://docs.python.org/3/library/time.html#time.monotonic',
                },
                { title: 'pytest-timeout', url: 'https://pypi.org/project/pytest-timeout/' },
            ],
        },
    },
    triggers: ['sleep'],
    check(context) {
        for (const site of context.sleeps()) {
            const loop = loopsAround(site.call.step)[0];
            if (site.intent !== 'poll-unbounded' || !site.bets || loop?.kind !== 'while') continue;
            const limit = limitOf(context.unit, context.facts, context.config.suiteTimeout);
            const condition = quote(context.unit.text.slice(loop.test.start, loop.test.end));
            context.report({
                at: { start: loop.start, end: loop.test.end },
                ...(limit
                    ? { severity: limit === 'awaited' ? ('hint' as const) : ('information' as const) }
                    : {}),
                message: `Polls ${condition} without a deadline: if it never changes, the test ${limit ? 'dies of its timeout' : 'hangs'} instead of failing`,
                confidence: 'high',
                related: [{ span: site.call.expr, message: 'sleeps between the rounds' }],
                explanation: {
                    why: `Nothing ends this loop but ${condition} itself.`,
                    solution:
                        "Give the loop a deadline (`time.monotonic()`) or a count of attempts, and fail with the condition in the message when it is exhausted. The project's own wait helper, if it has one, does the same.",
                    evidence: '',
                },
            });
        }
    },
};

/** A bounded poll that goes on as if nothing were wrong when its time is up. */
import { failExhaustedFixes } from '../../fixes/waits/fail-exhausted.ts';
import { assertionOf } from '../../flow/assertions.ts';
import { loopsAround } from '../../flow/timeline.ts';
import type { Draft, Rule, RuleContext } from '../rule.ts';
import { withFixes } from './fixable.ts';

export const silentPoll: Rule = {
    meta: {
        name: 'silent-poll',
        family: 'timing',
        summary: 'A bounded poll falls through when it is exhausted',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'unsafe',
        docs: {
            what: 'Reports a polling loop in a test that is bounded, leaves early on success, and simply goes on when it is exhausted, without an assertion, a `raise` or an `else: fail` behind it. Helpers that return whether the poll succeeded are fine.',
            why: 'When the condition does not come true in time, the test fails somewhere later, with a message that has nothing to do with the cause, or does not fail at all.',
            example: `import time


def test_job_finishes(queue):
    queue.put('job')
    for _ in range(50):
        if queue.done():
            break
        time.sleep(0.1)
    queue.close()
    queue.cleanup()
    queue.report()
    queue.archive()
`,
            useInstead: `import time


def test_job_finishes(queue):
    queue.put('job')
    for _ in range(50):
        if queue.done():
            break
        time.sleep(0.1)
    else:
        raise AssertionError('the job did not finish in 5 s')
    queue.close()
    queue.cleanup()
    queue.report()
    queue.archive()
`,
            references: [
                {
                    title: 'else clauses on loops',
                    url: 'https://docs.python.org/3/tutorial/controlflow.html#else-clauses-on-loops',
                },
            ],
        },
    },
    triggers: ['sleep'],
    check(context) {
        for (const site of context.sleeps()) {
            const loop = loopsAround(site.call.step)[0];
            if (
                site.intent !== 'poll-silent' ||
                site.role.kind !== 'main' ||
                !loop ||
                (loop.kind !== 'for' && loop.kind !== 'while') ||
                callersAssert(context)
            )
                continue;
            const head = loop.kind === 'for' ? loop.iter : loop.test;
            const draft: Draft = {
                at: { start: loop.start, end: head.end },
                message:
                    'This poll falls through when it is exhausted: nothing checks that what it waits for has happened',
                confidence: 'medium',
                related: [{ span: site.call.expr, message: 'sleeps between the rounds' }],
                explanation: {
                    why: 'An exhausted poll means that what the test waits for did not happen. The test goes on all the same and fails later, elsewhere, or not at all.',
                    solution:
                        'Fail in an `else:` branch of the loop, or assert the condition right after it.',
                    evidence: '',
                },
            };
            const fixes = () => failExhaustedFixes(site, context.facts, context.config);
            context.report(withFixes(draft, site.timeline, fixes));
        }
    },
};

const LOOK_AHEAD = 3;

/** A helper that only waits: those that call it look at what came of it. */
function callersAssert({ unit, facts }: RuleContext): boolean {
    if (unit.role !== 'helper') return false;
    const calls = facts.unitUses(unit).filter(u => u.use.kind === 'called');
    return (
        calls.length > 0 &&
        calls.every(({ call: { step } }) =>
            step.body.steps
                .slice(step.index, step.index + 1 + LOOK_AHEAD)
                .some(s => assertionOf(s) !== undefined),
        )
    );
}

/** A Condition that is waited for without asking what it stands for. */
import { waitForFixes } from '../../fixes/concurrency/wait-for.ts';
import { expectsInside } from '../../flow/sleep-surroundings.ts';
import { type Call, loopsAround, type Timeline } from '../../flow/timeline.ts';
import type { Rule } from '../rule.ts';
import { sourceIn } from './shared.ts';

export const waitWithoutPredicate: Rule = {
    meta: {
        name: 'wait-without-predicate',
        family: 'concurrency',
        summary: '`Condition.wait()` outside a loop over its predicate',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'unsafe',
        docs: {
            what: 'Reports `condition.wait()` that stands in no `while` loop, in a test or in a worker of one. `wait_for` and a wait inside `while not predicate:` are fine; silent in a test that is named after the condition.',
            why: 'A notification that comes before the wait is lost, and a wait may return without one. Only the predicate says what happened.',
            example: `import threading


def test_item_arrives(producer):
    condition = threading.Condition()
    producer.start(condition)
    with condition:
        condition.wait(timeout=5)
    assert producer.items == [1]
`,
            useInstead: `import threading


def test_item_arrives(producer):
    condition = threading.Condition()
    producer.start(condition)
    with condition:
        assert condition.wait_for(lambda: producer.items, timeout=5)
    assert producer.items == [1]
`,
            references: [
                {
                    title: 'Condition objects',
                    url: 'https://docs.python.org/3/library/threading.html#condition-objects',
                },
            ],
        },
    },
    triggers: ['.wait('],
    requires: /[Cc]ond/,
    roles: ['test', 'setup'],
    check({ unit, facts, config, report }) {
        const timeline = facts.timeline(unit);
        for (const call of timeline?.calls ?? []) {
            if (call.origin !== 'threading.Condition().wait' || call.expr.func.kind !== 'attribute') continue;
            // Where its result is asserted, the test is about the Condition itself.
            if (call.use !== 'statement' || call.awaited || /condition/i.test(unit.name)) continue;
            // `if not ready: condition.wait()`, under the lock.
            if (call.step.frames.at(-1)?.kind === 'if') continue;
            // Whoever notifies needs the lock, and was started when it was held already.
            if (timeline && isStartedUnderLock(call, timeline)) continue;
            // It is expected to fail at once.
            if (expectsInside(call.step)) continue;
            if (loopsAround(call.step).length > 0 || call.step.stmt.kind === 'while') continue;
            const condition = sourceIn(unit, call.expr.func.value);
            report({
                at: call.expr,
                message: `\`${condition}.wait()\` asks for no predicate: a notification that came earlier is lost, and it may return without one`,
                confidence: 'medium',
                fixes: () => (timeline ? waitForFixes(call, timeline, facts, config) : []),
                explanation: {
                    why: `\`notify()\` wakes those who wait at that moment and leaves no trace. If it comes before this line, the test waits in vain; if \`${condition}.wait()\` wakes up early, the test goes on too soon.`,
                    solution: `Use \`${condition}.wait_for(lambda: …, timeout=…)\` with what the notification stands for, and assert its result.`,
                    evidence: '',
                },
            });
        }
    },
};

/** `with condition:`, `thread.start()`, `condition.wait()`: no notification comes too early, unless there are several. */
function isStartedUnderLock({ step }: Call, { calls, bodies }: Timeline): boolean {
    const around = step.frames.filter(f => f.kind === 'with').map(f => f.stmt);
    const started = calls.some(
        c =>
            (c.effect?.kind === 'spawn' || c.name === 'start') &&
            c.step.body === step.body &&
            c.step.index < step.index &&
            c.step.frames.some(f => around.includes(f.stmt)),
    );
    const notifiesAgain = bodies.some(b =>
        b.steps.some(s => loopsAround(s).length > 0 && s.calls.some(c => /^notify/.test(c.name))),
    );
    return started && !notifiesAgain;
}

/** A pulse that a waiter may miss, and a thread that is expected to be dead too early. */
import { assertionOf } from '../../flow/assertions.ts';
import { diagram } from '../../flow/races/interleaving.ts';
import type { Step } from '../../flow/timeline.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { receiverOf } from './shared.ts';

const EVENT_SET = /^(threading|multiprocessing)\.Event\(\)\.set$/;
const EVENT_CLEAR = /^(threading|multiprocessing)\.Event\(\)\.clear$/;

export const eventPulse: Rule = {
    meta: {
        name: 'event-pulse',
        family: 'concurrency',
        summary: 'An Event is set and cleared at once, or its waiter is expected to have ended',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'none',
        docs: {
            what: 'Reports `event.set()` followed directly by `event.clear()`, and an assertion that a thread is dead right behind a wait for an Event that the thread itself sets.',
            why: 'A waiter wakes up some time after `set()`. If the Event is cleared before, it may miss the pulse and wait for ever. A thread that has set its Event still has to return: until then it is alive.',
            example: `import threading


def test_worker_wakes_up(worker):
    wake = threading.Event()
    worker.start(wake)
    wake.set()
    wake.clear()
    assert worker.finished(timeout=5)
`,
            useInstead: `import threading


def test_worker_wakes_up(worker):
    wake = threading.Event()
    worker.start(wake)
    wake.set()
    assert worker.finished(timeout=5)
    wake.clear()
`,
            references: [
                {
                    title: 'Event objects',
                    url: 'https://docs.python.org/3/library/threading.html#event-objects',
                },
            ],
        },
    },
    triggers: ['.clear()', 'is_alive'],
    requires: /\.set\(\)[\s\S]*\.clear\(\)|\.wait\([\s\S]*is_alive/,
    roles: ['test'],
    check(context) {
        const { unit, facts } = context;
        const timeline = facts.timeline(unit);
        for (const body of timeline?.bodies ?? []) {
            for (const [i, step] of body.steps.entries()) {
                const before = body.steps[i - 1];
                if (!before || before.frames.length !== step.frames.length) continue;
                pulse(before, step, context);
                if (body.parent === undefined) stillAlive(before, step, context);
            }
        }
    },
};

function pulse(before: Step, step: Step, { unit, report }: RuleContext): void {
    const set = before.calls.find(c => EVENT_SET.test(c.origin ?? ''));
    const clear = step.calls.find(c => EVENT_CLEAR.test(c.origin ?? ''));
    if (!set || !clear || before.stmt.kind !== 'expr' || before.stmt.value !== set.expr) return;
    const event = receiverOf(clear.expr, unit);
    if (event === undefined || event !== receiverOf(set.expr, unit)) return;
    report({
        at: step,
        message: `\`${event}\` is cleared right after it was set: a thread that has not woken up yet misses it`,
        confidence: 'medium',
        related: [{ span: before, message: `\`${event}\` is set here` }],
        explanation: {
            why: `\`set()\` only marks the waiters as ready. Whether one of them runs before the next line is decided by the scheduler; under load \`${event}\` is clear again when it looks.`,
            solution:
                'Clear the Event when the waiter has told that it saw it, or use a Condition, a Semaphore or a queue: they do not forget.',
            evidence: diagram([
                ['test', 'worker'],
                [`${event}.set()`, ''],
                [`${event}.clear()   <-- nobody has looked yet`, ''],
                ['', `${event}.wait()   (waits on)`],
            ]),
        },
    });
}

function stillAlive(before: Step, step: Step, { unit, report }: RuleContext): void {
    const alive = step.calls.find(
        c => c.name === 'is_alive' && /^threading\.(Thread|Timer)\(\)/.test(c.origin ?? ''),
    );
    const waited = before.calls.find(c => c.origin === 'threading.Event().wait');
    if (!alive || !waited || assertionOf(step) !== 'absence') return;
    const thread = receiverOf(alive.expr, unit);
    const event = receiverOf(waited.expr, unit);
    if (thread === undefined || event === undefined) return;
    report({
        at: step,
        message: `\`${thread}\` may still be alive here: \`${event}\` only says that it was set, not that the thread has returned`,
        confidence: 'medium',
        related: [{ span: before, message: `only \`${event}\` is waited for` }],
        explanation: {
            why: `Between setting \`${event}\` and its end a thread still has to return from its function. Until then \`is_alive()\` is true.`,
            solution: `Call \`${thread}.join(timeout=…)\` before the assertion.`,
            evidence: diagram([
                ['test', 'worker'],
                ['', `${event}.set()`],
                [`${event}.wait()`, ''],
                [`${thread}.is_alive()   <-- still true`, ''],
                ['', '(returns)'],
            ]),
        },
    });
}

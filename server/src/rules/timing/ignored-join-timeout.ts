/** `thread.join(timeout)` returns in any case. */
import { assertEndedFixes } from '../../fixes/waits/assert-ended.ts';
import { assertionOf } from '../../flow/assertions.ts';
import { argumentAt, type Call } from '../../flow/timeline.ts';
import { insideTimeout } from '../../flow/timeouts.ts';
import { receiverOf } from '../../flow/waits.ts';
import type { Draft, Rule } from '../rule.ts';
import { quote } from '../wording.ts';
import { withFixes } from './fixable.ts';

const JOINS = new Set([
    'threading.Thread().join',
    'multiprocessing.Process().join',
    'threading.Timer().join',
]);

export const ignoredJoinTimeout: Rule = {
    meta: {
        name: 'ignored-join-timeout',
        family: 'timing',
        summary: 'A join with a timeout, and nobody asks whether the thread has ended',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'unsafe',
        docs: {
            what: 'Reports `thread.join(timeout)` in a test with neither `is_alive()` (or `exitcode`) nor any assertion behind it. Teardowns and `finally` blocks are left alone.',
            why: '`join(timeout)` returns `None` whether the thread has ended or not. A thread that hangs is not noticed here; it goes on running into the next tests.',
            example: `import threading


def test_worker_stops(worker):
    thread = threading.Thread(target=worker.run)
    thread.start()
    worker.stop()
    thread.join(timeout=5)
`,
            useInstead: `import threading


def test_worker_stops(worker):
    thread = threading.Thread(target=worker.run)
    thread.start()
    worker.stop()
    thread.join(timeout=5)
    assert not thread.is_alive()
`,
            references: [
                {
                    title: 'threading.Thread.join',
                    url: 'https://docs.python.org/3/library/threading.html#threading.Thread.join',
                },
            ],
        },
    },
    triggers: ['.join('],
    requires: /\.join\(\s*(timeout|\d|[\w.]*(timeout|TIMEOUT|wait|WAIT)\w*)/,
    check(context) {
        const timeline = context.facts.timeline(context.unit);
        if (!timeline || context.unit.role !== 'test') return;
        for (const call of timeline.calls) {
            const { step, origin } = call;
            if (
                origin === undefined ||
                !JOINS.has(origin) ||
                call.expr.func.kind !== 'attribute' ||
                step.body.parent
            )
                continue;
            if (!argumentAt(call.expr, { index: 0, keyword: 'timeout' })) continue;
            if (step.frames.some(f => f.kind === 'finally' || f.kind === 'except')) continue;
            const after = step.body.steps.slice(step.index + 1);
            const receiver = context.unit.text.slice(call.expr.func.value.start, call.expr.func.value.end);
            const rest = context.unit.text.slice(step.end);
            const checked =
                /\b(is_alive|isAlive|exitcode)\b/.test(rest) ||
                after.some(s => assertionOf(s) !== undefined || s.stmt.kind === 'raise');
            if (checked || insideTimeout(step) || isJoinedForGood(call, context.unit.text)) continue;
            const draft: Draft = {
                at: call.expr,
                message: `${quote(context.unit.text.slice(call.expr.start, call.expr.end))} returns even if \`${receiver}\` still runs, and nothing asks whether it does`,
                confidence: 'high',
                explanation: {
                    why: '`join` with a timeout returns `None` in any case. The test ends here and is green although the thread may hang.',
                    solution: `Add \`assert not ${receiver}.is_alive()\` behind it.`,
                    evidence: '',
                },
            };
            const fixes = () => assertEndedFixes(call, timeline, context.facts, context.config);
            context.report(withFixes(draft, timeline, fixes, step));
        }
    },
};

/** A later join of the same thread without a limit. */
function isJoinedForGood(call: Call, text: string): boolean {
    const receiver = receiverOf(call, text);
    return call.step.body.steps
        .slice(call.step.index + 1)
        .some(s =>
            s.calls.some(
                c => c.name === 'join' && c.expr.args.length === 0 && receiverOf(c, text) === receiver,
            ),
        );
}

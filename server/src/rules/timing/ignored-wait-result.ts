/** A wait with a timeout whose result nobody looks at. */
import { assertWaitFixes } from '../../fixes/waits/assert-result.ts';
import { assertionOf } from '../../flow/assertions.ts';
import { argumentAt } from '../../flow/timeline.ts';
import { foldNumber } from '../../model/constants.ts';
import type { Expr } from '../../syntax/ast.ts';
import type { Draft, Rule } from '../rule.ts';
import { quote, quoteStep } from '../wording.ts';
import { asPattern } from '../words.ts';
import { withFixes, withoutFixes } from './fixable.ts';

const LOOK_AHEAD = 3;
/** Nobody waits this long to see that nothing happens. */
const LONG_SECONDS = 2;

export const ignoredWaitResult: Rule = {
    meta: {
        name: 'ignored-wait-result',
        family: 'timing',
        summary: 'The result of a wait with a timeout is dropped',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'unsafe',
        docs: {
            what: 'Reports `event.wait(timeout)`, `condition.wait(timeout)` and the like as a bare statement before an assertion. Waits that raise on timeout (`Popen.wait`, `Barrier.wait`, `Future.result`) are fine; where the very next assertion asks the same object, it is only a hint.',
            why: 'When the time is up the wait returns `False`, and the test goes on as if the event had come. It then fails on something else, or passes without having tested anything.',
            example: `import threading


def test_callback(bus):
    called = threading.Event()
    bus.subscribe(called.set)
    bus.publish('x')
    called.wait(timeout=5)
    assert bus.delivered == 1
`,
            useInstead: `import threading


def test_callback(bus):
    called = threading.Event()
    bus.subscribe(called.set)
    bus.publish('x')
    assert called.wait(timeout=5), 'the callback was not called in 5 s'
    assert bus.delivered == 1
`,
            references: [
                {
                    title: 'threading.Event.wait',
                    url: 'https://docs.python.org/3/library/threading.html#threading.Event.wait',
                },
            ],
        },
    },
    triggers: ['.wait('],
    requires: /^\s*[\w.[\]]+\.wait\(\s*[^)\s]/m,
    check(context) {
        const timeline = context.facts.timeline(context.unit);
        if (!timeline || context.unit.role === 'teardown') return;
        for (const call of timeline.calls) {
            const { effect, step } = call;
            if (
                effect?.kind !== 'wait' ||
                effect.onTimeout !== 'returns-false' ||
                effect.what === 'lock' ||
                !effect.timeout
            )
                continue;
            const isStatement = step.stmt.kind === 'expr' && step.stmt.value === call.expr;
            // A wait in the loop over its predicate asks again anyway.
            if (step.frames.some(f => f.kind === 'while')) continue;
            if (!isStatement || !argumentAt(call.expr, effect.timeout) || step.body.parent !== undefined)
                continue;
            const after = step.body.steps.slice(step.index + 1, step.index + 1 + LOOK_AHEAD);
            const assertion = after.find(s => assertionOf(s) !== undefined);
            if (!assertion || call.expr.func.kind !== 'attribute') continue;
            const receiver = context.unit.text.slice(call.expr.func.value.start, call.expr.func.value.end);
            const between = context.unit.text.slice(step.end, assertion.stmt.end);
            if (new RegExp(`if not ${asPattern(receiver)}\\.(is_set|isSet)`).test(between)) continue;
            const asked = /\.(is_set|isSet)\(/.test(context.unit.text.slice(assertion.start, assertion.end));
            const draft: Draft = {
                at: call.expr,
                ...(asked ? { severity: 'hint' as const } : {}),
                message: `The result of ${quote(context.unit.text.slice(call.expr.start, call.expr.end))} is dropped: when its time is up, the test goes on all the same`,
                confidence: call.origin?.startsWith('threading') ? 'high' : 'medium',
                related: [{ span: assertion, message: 'asserted whether or not the wait succeeded' }],
                explanation: {
                    why: `\`wait\` returns \`False\` when its time is up. Nobody looks, so the assertion after it is reached either way.`,
                    solution: `Assert the result: \`assert ${receiver}.wait(…)\`, or \`self.assertTrue(${receiver}.wait(…))\`.`,
                    evidence: '',
                },
            };
            const isShort = (timeout: Expr | undefined) =>
                timeout !== undefined &&
                (foldNumber(timeout, step.body.scope, context.facts.resolver) ?? LONG_SECONDS) < LONG_SECONDS;
            const fixes = () => assertWaitFixes(call, timeline, context.facts, context.config);
            context.report(
                assertionOf(assertion) === 'absence' && isShort(argumentAt(call.expr, effect.timeout))
                    ? withoutFixes(
                          draft,
                          `${quoteStep(assertion, context.unit.text)} asserts that something did not happen, so that the wait may be meant to run its full time`,
                      )
                    : withFixes(draft, timeline, fixes, step),
            );
        }
    },
};

/** A test that is run again until it is green. */
import type { Span } from '../../base/text.ts';
import { assertionOf } from '../../flow/assertions.ts';
import { loopsAround, type Step } from '../../flow/timeline.ts';
import type { ExceptHandler, Expr } from '../../syntax/ast.ts';
import { dottedName, lastName } from '../../syntax/walk.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { quote, quoteStep } from '../wording.ts';

const RETRIES = /(^|\.)(flaky|rerun|reruns|retry|retry_on_failure|retries|repeat_on_failure|flaky_test)$/;
const NARROWED = new Set(['only_rerun', 'rerun_except', 'exceptions', 'retry_on', 'only_on', 'condition']);

export const retryMask: Rule = {
    meta: {
        name: 'retry-mask',
        family: 'timing',
        summary: 'A decorator or a loop runs the test again until it passes',
        severity: 'information',
        enabledByDefault: true,
        fix: 'none',
        docs: {
            what: 'Marks tests with `@flaky`, `@pytest.mark.flaky(reruns=…)`, `@retry` and the like. Also marks a loop that does the work under test anew in each round until an assertion holds. Reruns that are narrowed to one error (`only_rerun`) are left alone, and so are loops that only ask.',
            why: 'A retry hides the race that makes the test fail. If the race is in the product, users meet it; the retry makes sure that nobody else does.',
            example: `import pytest


@pytest.mark.flaky(reruns=3)
def test_upload(client):
    assert client.upload('a') == 'ok'
`,
            useInstead: `import pytest


@pytest.mark.flaky(reruns=3, only_rerun='ConnectionResetError')
def test_upload(client):
    assert client.upload('a') == 'ok'
`,
            references: [
                {
                    title: 'pytest: flaky tests',
                    url: 'https://docs.pytest.org/en/stable/explanation/flaky.html',
                },
            ],
        },
    },
    triggers: ['flaky', 'retry', 'rerun', 'retries', 'AssertionError', 'failureException'],
    requires:
        /^\s*@[\w.]*(flaky|retry|rerun|retries|repeat_on)|^\s*except\b[^\n]*(AssertionError|failureException)/m,
    check(context) {
        if (context.unit.role !== 'test') return;
        for (const loop of retryLoops(context)) report(loop, context);
        const fn = context.unit.fn();
        for (const decorator of fn?.decorators ?? []) {
            if (!isRetry(decorator)) continue;
            context.report({
                at: decorator,
                message: `${quote(`@${context.unit.text.slice(decorator.start, decorator.end)}`)} runs \`${context.unit.name}\` again until it passes: what makes it fail stays hidden`,
                confidence: 'medium',
                explanation: {
                    why: 'The test is known to fail now and then. The retry keeps the build green and the cause unknown.',
                    solution:
                        'Find what the test does not wait for, and order it. Until then, narrow the retry to the error that is understood (`only_rerun=…`).',
                    evidence: '',
                },
            });
        }
    },
};

function isRetry(decorator: Expr): boolean {
    const func = decorator.kind === 'call' ? decorator.func : decorator;
    if (!RETRIES.test(dottedName(func) ?? '')) return false;
    return (
        decorator.kind !== 'call' ||
        !decorator.keywords.some(k => k.name !== undefined && NARROWED.has(k.name))
    );
}

/** A loop, and what it does anew in each round. */
interface RetryLoop {
    readonly head: Span;
    readonly again: Step;
}

/** `for _ in range(3): try: act(); assert ...; break; except AssertionError: ...`. A loop that only asks is a poll. */
function retryLoops({ unit, facts }: RuleContext): RetryLoop[] {
    const steps = facts.timeline(unit)?.root.steps ?? [];
    return steps.flatMap(step => {
        const { stmt } = step;
        const [loop] = loopsAround(step);
        if (stmt.kind !== 'try' || loop?.kind !== 'for' || !stmt.handlers.some(catchesAssertions)) return [];
        const inside = steps.filter(s => s.frames.some(f => f.kind === 'try' && f.stmt === stmt));
        const again = inside.find(acts);
        const asserts = inside.some(s => assertionOf(s) !== undefined);
        return again && asserts ? [{ head: { start: loop.start, end: loop.iter.end }, again }] : [];
    });
}

function catchesAssertions({ types }: ExceptHandler): boolean {
    const listed = types?.kind === 'tuple' ? types.items : types ? [types] : [];
    return listed.some(t => /^(AssertionError|failureException)$/.test(lastName(t) ?? ''));
}

/** It does something, rather than ask. */
function acts(step: Step): boolean {
    if (assertionOf(step) !== undefined || step.stmt.kind !== 'expr') return false;
    return step.calls.some(c => c.effect?.kind !== 'delay');
}

function report({ head, again }: RetryLoop, context: RuleContext): void {
    context.report({
        at: head,
        message: `This loop runs ${quoteStep(again, context.unit.text)} again until the assertion holds: what makes it fail stays hidden`,
        confidence: 'medium',
        related: [{ span: again, message: 'done anew in each round' }],
        explanation: {
            why: 'The work under test is repeated, not only the question whether it is done. A failure in one of three rounds is a failure that users meet too.',
            solution:
                'Do the work once, and wait with a deadline for the condition that is asserted. If the work may rightly fail, retry in the product and test that.',
            evidence: '',
        },
    });
}

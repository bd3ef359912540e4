/** A test that is run again until it is green. */
import type { Expr } from '../../syntax/ast.ts';
import { dottedName } from '../../syntax/walk.ts';
import type { Rule } from '../rule.ts';
import { quote } from '../wording.ts';

const RETRIES = /(^|\.)(flaky|rerun|reruns|retry|retry_on_failure|retries|repeat_on_failure|flaky_test)$/;
const NARROWED = new Set(['only_rerun', 'rerun_except', 'exceptions', 'retry_on', 'only_on', 'condition']);

export const retryMask: Rule = {
    meta: {
        name: 'retry-mask',
        family: 'timing',
        summary: 'A decorator runs the test again until it passes',
        severity: 'information',
        enabledByDefault: true,
        fix: 'none',
        docs: {
            what: 'Marks tests with `@flaky`, `@pytest.mark.flaky(reruns=…)`, `@retry` and the like. Reruns that are narrowed to one error (`only_rerun`) are left alone.',
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
    triggers: ['flaky', 'retry', 'rerun', 'retries'],
    requires: /^\s*@[\w.]*(flaky|retry|rerun|retries|repeat_on)/m,
    check(context) {
        if (context.unit.role !== 'test' || !context.unit.text.startsWith('@')) return;
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

/** A polled condition that changes what it asks about. */
import type { Expr, LambdaExpr } from '../../syntax/ast.ts';
import { lastName, walkExpr } from '../../syntax/walk.ts';
import type { Rule } from '../rule.ts';
import { quote } from '../wording.ts';

const WAITS =
    /^_?(wait_(for|until)\w*|waitFor|waitUntil|assert_eventually\w*|eventually\w*|poll_\w*|poll|retry_until\w*)$/;
/** Methods that take something away or move on. */
const CHANGES =
    /^(pop|popleft|popitem|get_nowait|__next__|next_message|recv|recvfrom|readline|acquire|increment|remove|discard)$/;

export const sideEffectingPoll: Rule = {
    meta: {
        name: 'side-effecting-poll',
        family: 'timing',
        summary: 'A polled condition changes what it asks about',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'none',
        docs: {
            what: 'Reports a condition given to a waiting helper (`wait_until(lambda: …)`) that takes something away each time it is asked: `queue.get_nowait()`, `stack.pop()`, `socket.recv()`.',
            why: 'How often the condition is asked depends on the speed of the machine. Each time it takes a message or an item, and what is left afterwards differs from run to run.',
            example: `from shop.testing import wait_until


def test_all_messages_arrive(inbox):
    inbox.subscribe()
    wait_until(lambda: inbox.messages.pop() == 'last')
    assert inbox.messages == []
`,
            useInstead: `from shop.testing import wait_until


def test_all_messages_arrive(inbox):
    inbox.subscribe()
    wait_until(lambda: 'last' in inbox.messages)
    assert inbox.messages == ['first', 'last']
`,
            references: [
                {
                    title: 'Eradicating non-determinism in tests',
                    url: 'https://martinfowler.com/articles/nonDeterminism.html',
                },
            ],
        },
    },
    triggers: ['lambda'],
    requires:
        /\b_?(wait_?\w*|waitFor\w*|waitUntil|\w*eventually\w*|poll\w*|retry_until\w*)\([^\n]{0,80}?\blambda/,
    check(context) {
        const timeline = context.facts.timeline(context.unit);
        if (!timeline) return;
        for (const call of timeline.calls) {
            if (!WAITS.test(call.name)) continue;
            for (const argument of [...call.expr.args, ...call.expr.keywords.map(k => k.value)]) {
                if (argument.kind !== 'lambda') continue;
                const change = changeIn(argument);
                if (!change) continue;
                context.report({
                    at: change,
                    message: `The polled condition calls ${quote(context.unit.text.slice(change.start, change.end))}, which changes what it asks about`,
                    confidence: 'medium',
                    related: [
                        { span: call.expr.func, message: 'asks again and again until the condition holds' },
                    ],
                    explanation: {
                        why: 'Every round of the poll takes something away.',
                        solution:
                            'Ask without changing: look at the length or at membership, or collect what is received in a list outside the condition.',
                        evidence: '',
                    },
                });
            }
        }
    },
};

function changeIn(lambda: LambdaExpr): Expr | undefined {
    let found: Expr | undefined;
    walkExpr(lambda.body, e => {
        if (e.kind === 'call' && e.func.kind === 'attribute' && CHANGES.test(lastName(e.func) ?? ''))
            found ??= e;
    });
    return found;
}

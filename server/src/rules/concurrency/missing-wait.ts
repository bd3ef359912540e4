/** What the other tests of a file wait for, and this one does not. */
import { hasWaitedFor } from '../../flow/waits/file-waits.ts';
import { type MissingWait, missingWaitsIn } from '../../flow/waits/missing.ts';
import type { Rule } from '../rule.ts';

export const missingWait: Rule = {
    meta: {
        name: 'missing-wait',
        family: 'concurrency',
        summary: 'A test goes on at once where the other tests of the file wait',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'none',
        docs: {
            what: 'Reports two things, each only if the file itself shows the wait that is missing: an assertion, right behind an awaited `cancel`, `close` or the like, of a condition that at least two other functions of the file poll; and, as an information, an exact count behind a wait for something else, where the file has a wait for what is counted.',
            why: 'That the other tests wait says that the thing takes time. Where nobody waits, the test is right as long as the machine is fast.',
            example: `import asyncio


async def test_all_sold(shop, customer):
    await customer.buy_all()
    while shop.orders:
        await asyncio.sleep(0.01)


async def test_sent_back(shop, customer):
    await customer.send_all_back()
    while shop.orders:
        await asyncio.sleep(0.01)


async def test_cancelled(shop, customer):
    order = customer.order('tea')
    await order.cancel()
    assert not shop.orders
`,
            useInstead: `import asyncio


async def test_all_sold(shop, customer):
    await customer.buy_all()
    while shop.orders:
        await asyncio.sleep(0.01)


async def test_sent_back(shop, customer):
    await customer.send_all_back()
    while shop.orders:
        await asyncio.sleep(0.01)


async def test_cancelled(shop, customer):
    order = customer.order('tea')
    await order.cancel()
    async with asyncio.timeout(10):
        while shop.orders:
            await asyncio.sleep(0.01)
    assert not shop.orders
`,
            references: [
                {
                    title: 'Eradicating Non-Determinism in Tests: asynchronous behaviour',
                    url: 'https://martinfowler.com/articles/nonDeterminism.html#AsynchronousBehavior',
                },
            ],
        },
    },
    triggers: ['len(', 'await '],
    requires: /assert[^\n]*\n?[^\n]*\blen\(|\bawait\b[\s\S]*\bassert/,
    needsInFile: ['ait_', 'aitFor', 'aitfor', '_until_', 'poll_', 'ventually', 'while '],
    roles: ['test', 'helper'],
    requiresInFile:
        /[wW]ait(?:_|[fF]or)\w+\(|_until_\w+\(|poll_\w+\(|[eE]ventually|while\b[^\n]*\n[^\n]*\bsleep\(/,
    concerns: (unit, facts) =>
        (unit.role === 'test' || (unit.role === 'helper' && /^_?test/.test(unit.name))) &&
        hasWaitedFor(unit, facts),
    check(context) {
        const { unit, facts } = context;
        for (const missing of missingWaitsIn(unit, facts)) {
            const { at, cause, kind } = missing;
            context.report({
                at,
                ...(kind === 'count' ? { severity: 'information' as const } : {}),
                message: messageOf(missing),
                confidence: 'medium',
                related: [{ span: cause, message: RELATED[kind] }],
                explanation: {
                    why: whyOf(missing),
                    solution:
                        kind === 'condition'
                            ? `Poll the condition with a limit here, too, before it is asserted.`
                            : `Call \`${missing.wait}\` here, too.`,
                    evidence: '',
                },
            });
        }
    },
};

const RELATED: Readonly<Record<MissingWait['kind'], string>> = {
    condition: 'this only begins what the assertion is about',
    count: 'this waits for something else',
};

function messageOf({ kind, what, wait, times }: MissingWait): string {
    return kind === 'condition'
        ? `\`${what}\` is asserted at once: ${times} other functions of this file poll until it holds`
        : `\`${what}\` is counted without a wait for it: in ${times} other functions of this file \`${wait}\` comes first`;
}

function whyOf({ kind, wait }: MissingWait): string {
    return kind === 'condition'
        ? 'The request above returns before its effect has arrived; other tests of the file poll the very condition that is asserted here.'
        : `What the test waited for says nothing about the number of items: another one may still be on its way. Other tests of the file wait for them with \`${wait}\`.`;
}

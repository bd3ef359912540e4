/** A loop polls for ever. */
import { boundPollFixes } from '../../fixes/waits/bound-poll.ts';
import { type Limit, limitOf } from '../../flow/test-marks.ts';
import { loopsAround } from '../../flow/timeline.ts';
import type { Block, Expr, WhileStmt } from '../../syntax/ast.ts';
import { walkBlock } from '../../syntax/walk.ts';
import type { Draft, Rule, RuleContext } from '../rule.ts';
import { quote } from '../wording.ts';
import { withFixes, withoutFixes } from './fixable.ts';

export const unboundedPoll: Rule = {
    meta: {
        name: 'unbounded-poll',
        family: 'timing',
        summary: 'A polling loop has no deadline',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'unsafe',
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
            const limit = limitOfPoll(context);
            const leaving = leavingCondition(loop);
            const { start, end } = leaving ?? loop.test;
            const condition = quote(context.unit.text.slice(start, end));
            const polls = leaving ? `Waits for ${condition}` : `Polls ${condition}`;
            const never = leaving ? 'it never holds' : 'it never changes';
            const draft: Draft = {
                at: { start: loop.start, end: loop.test.end },
                ...(limit
                    ? { severity: limit === 'awaited' ? ('hint' as const) : ('information' as const) }
                    : {}),
                message: `${polls} without a deadline: if ${never}, the test ${limit ? 'dies of its timeout' : 'hangs'} instead of failing`,
                confidence: 'high',
                related: [{ span: site.call.expr, message: 'sleeps between the rounds' }],
                explanation: {
                    why: `Nothing ends this loop but ${condition} itself.`,
                    solution:
                        "Give the loop a deadline (`time.monotonic()`) or a count of attempts, and fail with the condition in the message when it is exhausted. The project's own wait helper, if it has one, does the same.",
                    evidence: '',
                },
            };
            const fixes = () => boundPollFixes(site, leaving, context.facts, context.config);
            // How long this may take has been said already.
            context.report(
                limit === 'awaited' || limit === 'marked'
                    ? withoutFixes(draft, 'the test has a limit of its own, which ends it')
                    : withFixes(draft, site.timeline, fixes, site.call.step),
            );
        }
    },
};

/** `while True: ... if ready: break`: what ends the loop. */
function leavingCondition(loop: WhileStmt): Expr | undefined {
    if (loop.test.kind !== 'constant' && loop.test.kind !== 'number') return undefined;
    let found: Expr | undefined;
    walkBlock(loop.body, stmt => {
        const leaves = (block: Block) => block.some(s => s.kind === 'break' || s.kind === 'return');
        if (stmt.kind === 'if' && leaves(stmt.body)) found ??= stmt.test;
        return stmt.kind === 'function' || stmt.kind === 'class' ? false : undefined;
    });
    return found;
}

/** A helper's poll ends when the tests that call it are ended, if all of them are. */
function limitOfPoll({ unit, facts, config }: RuleContext): Limit | undefined {
    const own = limitOf(unit, facts, config.suiteTimeout);
    if (own || unit.role !== 'helper') return own;
    const callers = [...new Set(facts.unitUses(unit).map(use => use.by))].filter(by => by.role === 'test');
    const limits = callers.map(by => limitOf(by, facts, config.suiteTimeout));
    return limits.length > 0 && limits.every(limit => limit !== undefined) ? limits[0] : undefined;
}

/** A frozen clock around code that awaits timers. */
import { realAsyncioFixes } from '../../fixes/timing/real-asyncio.ts';
import type { CallExpr, Expr } from '../../syntax/ast.ts';
import { dottedName } from '../../syntax/walk.ts';
import type { Rule } from '../rule.ts';

const FREEZE = /(^|\.)freeze_time$/;
/** The sleep itself is replaced, or moves the clock. */
const MOCKED_SLEEP = /\b(patch(\.\w+)?|setattr)\([^)\n]*\bsleep\b|\b(mock|fake|patched)_(a?sync_)?sleep\b/;
const TIMERS = /^(asyncio|anyio|trio)\.(sleep|wait_for|timeout|timeout_at|wait|fail_after|move_on_after)$/;

export const frozenClockAsync: Rule = {
    meta: {
        name: 'frozen-clock-async',
        family: 'timing',
        summary: 'A frozen clock surrounds code that awaits timers',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'safe',
        docs: {
            what: 'Reports an `async` test under `freeze_time(...)` that awaits `asyncio.sleep`, `wait_for` or a timeout, without `tick=True`, `real_asyncio=True`, a call of `tick()` or a sleep that is mocked.',
            why: "freezegun also stops the event loop's clock. Timers then never come due, and the test hangs or times out for a reason that is hard to see.",
            example: `import asyncio

from freezegun import freeze_time


@freeze_time('2024-01-01')
async def test_report_is_dated(report):
    await asyncio.sleep(0.1)
    assert report.date == '2024-01-01'
`,
            useInstead: `import asyncio

from freezegun import freeze_time


@freeze_time('2024-01-01', real_asyncio=True)
async def test_report_is_dated(report):
    await asyncio.sleep(0.1)
    assert report.date == '2024-01-01'
`,
            references: [{ title: 'freezegun: real_asyncio', url: 'https://github.com/spulec/freezegun' }],
        },
    },
    triggers: ['freeze_time'],
    check(context) {
        const timeline = context.facts.timeline(context.unit);
        if (!timeline?.fn.isAsync || MOCKED_SLEEP.test(context.unit.text)) return;
        const frozen =
            timeline.fn.decorators.find(isFrozen) ??
            timeline.calls
                .map(c => (c.step.stmt.kind === 'with' ? c.expr : undefined))
                .find(e => e !== undefined && isFrozen(e));
        const timer = timeline.calls.find(c => c.awaited && TIMERS.test(c.origin ?? '') && !isZero(c.expr));
        if (!frozen || !timer || timeline.calls.some(c => c.name === 'tick' || c.name === 'move_to')) return;
        const name = context.unit.text.slice(timer.expr.func.start, timer.expr.func.end);
        context.report({
            at: timer.expr,
            message: `\`${name}\` is awaited under a frozen clock: its timer may never come due`,
            confidence: 'medium',
            fixes: () => realAsyncioFixes(frozen, timeline, context.facts, context.config),
            related: [{ span: frozen, message: 'the clock is frozen here' }],
            explanation: {
                why: "The event loop's clock stands still with all others.",
                solution:
                    'Freeze with `real_asyncio=True` (freezegun 1.5 and later), or with `tick=True`, or move the clock in the test.',
                evidence: '',
            },
        });
    },
};

/** A sleep of zero turns the loop without a timer. */
function isZero({ args: [first] }: CallExpr): boolean {
    return first?.kind === 'number' && first.value === 0;
}

function isFrozen(expr: Expr): expr is CallExpr {
    if (expr.kind !== 'call' || !FREEZE.test(dottedName(expr.func) ?? '')) return false;
    return !expr.keywords.some(
        k => k.name === 'tick' || k.name === 'real_asyncio' || k.name === 'auto_tick_seconds',
    );
}

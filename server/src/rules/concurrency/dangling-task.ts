/** A task that nobody waits for. */
import { awaitTaskFixes } from '../../fixes/concurrency/await-task.ts';
import type { FileFacts } from '../../flow/context.ts';
import { ASYNCIO_TASKS } from '../../flow/libraries/concurrency.ts';
import { plainlyAwaited } from '../../flow/races/build/updates.ts';
import { endsInTearDown } from '../../flow/races/late-ends.ts';
import { leavesOnPurpose } from '../../flow/races/leaks-exempt.ts';
import type { Call } from '../../flow/timeline.ts';
import type { FunctionUnit } from '../../model/module.ts';
import { receiverName } from '../../syntax/walk.ts';
import type { Rule } from '../rule.ts';
import { quote } from '../wording.ts';
import { sourceIn } from './shared.ts';

export const danglingTask: Rule = {
    meta: {
        name: 'dangling-task',
        family: 'concurrency',
        summary: 'A task is started and neither awaited nor cancelled',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'unsafe',
        docs: {
            what: 'Reports `asyncio.create_task` and `ensure_future` in an asynchronous test whose result is thrown away, or kept under a name that nothing uses again. Of low confidence if the test waits for something else behind it, which mostly needs the task. Task groups and `gather` are fine.',
            why: 'The task runs, or does not, depending on what the loop gets to before the test ends. Its exception is reported nowhere, and the event loop may even collect a task that nobody keeps.',
            example: `import asyncio


async def test_refresh(cache):
    asyncio.create_task(cache.refresh())
    await asyncio.sleep(0)
    assert cache.fresh
`,
            useInstead: `import asyncio


async def test_refresh(cache):
    task = asyncio.create_task(cache.refresh())
    await asyncio.wait_for(task, timeout=10)
    assert cache.fresh
`,
            references: [
                {
                    title: 'asyncio.create_task',
                    url: 'https://docs.python.org/3/library/asyncio-task.html#asyncio.create_task',
                },
            ],
        },
    },
    triggers: ['create_task', 'ensure_future'],
    roles: ['test'],
    check(context) {
        const { unit, facts, report } = context;
        const timeline = facts.timeline(unit);
        if (!timeline?.fn.isAsync || leavesOnPurpose(timeline)) return;
        for (const call of timeline.calls) {
            if (!ASYNCIO_TASKS.test(call.origin ?? '') || call.step.body !== timeline.root) continue;
            if (isOverAfterATurn(call, facts) || isEndedByClass(call, unit)) continue;
            const { stmt } = call.step;
            const dropped = stmt.kind === 'expr' && stmt.value === call.expr;
            const name =
                stmt.kind === 'assign' && stmt.value === call.expr && stmt.targets[0]?.kind === 'name'
                    ? stmt.targets[0].id
                    : undefined;
            if (!dropped && (name === undefined || occurrences(unit.text, name) > 1)) continue;
            const what = quote(sourceIn(unit, call.expr.args[0] ?? call.expr));
            report({
                at: call.expr,
                message: dropped
                    ? `The task of ${what} is thrown away: nothing waits for it, cancels it or sees what it raises`
                    : `\`${name}\` is never awaited nor cancelled: nothing waits for ${what} or sees what it raises`,
                confidence: waitsForOthers(call) ? 'low' : 'medium',
                fixes: () => awaitTaskFixes(call, name, timeline, facts, context.config),
                explanation: {
                    why: 'The loop keeps only a weak reference to a task. Unless something else shows its end, whether it gets there before the test does is decided by the loop, and a failure inside it turns into a log line.',
                    solution:
                        'Keep the task and await it with a limit, or cancel it at the end; or start it in a task group.',
                    evidence: '',
                },
            });
        }
    },
};

/** What the test awaits afterwards mostly needs the task. */
function waitsForOthers({ step }: Call): boolean {
    return step.body.steps.some(
        ({ index, stmt, calls }) =>
            index > step.index &&
            (((stmt.kind === 'for' || stmt.kind === 'with') && stmt.isAsync) ||
                calls.some(c => c.awaited && c.effect?.kind !== 'delay') ||
                plainlyAwaited(stmt).length > 0),
    );
}

/** Coroutines of asyncio that end without ever having waited, as long as nobody else holds what they ask for. */
const NEVER_WAITS = /^asyncio\.Barrier\(\)\.(abort|reset)$/;

/** `create_task(barrier.abort())`, and behind it `await asyncio.sleep(0)`: it has run by then. */
function isOverAfterATurn({ expr, step }: Call, { resolver }: FileFacts): boolean {
    const [started] = expr.args;
    if (started?.kind !== 'call' || !NEVER_WAITS.test(resolver.origin(started.func, step.body.scope) ?? ''))
        return false;
    return step.body.steps.some(
        ({ index, calls }) => index > step.index && calls.some(c => c.awaited && c.effect?.kind === 'delay'),
    );
}

/** `create_task(self.worker.start())`, and `self.worker.stop()` in `tearDown`. */
function isEndedByClass({ expr }: Call, { cls }: FunctionUnit): boolean {
    const [started] = expr.args;
    const owner = started?.kind === 'call' ? receiverName(started) : undefined;
    return cls !== undefined && owner !== undefined && endsInTearDown(new Set([owner]), cls);
}

function occurrences(text: string, name: string): number {
    return text.match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0;
}

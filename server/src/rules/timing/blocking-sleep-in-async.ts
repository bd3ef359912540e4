/** A blocking call stops the event loop. */

import type { FixPlan } from '../../fixes/edits.ts';
import { placeOf } from '../../fixes/place.ts';
import { asyncSleepFixes, unblockFixes } from '../../fixes/timing/blocking-call.ts';
import { clockIsMocked } from '../../flow/clock-scope.ts';
import { commentsNear, WORK_CUE } from '../../flow/comments.ts';
import type { FileFacts } from '../../flow/context.ts';
import { type Call, loopsAround, type Timeline } from '../../flow/timeline.ts';
import { isFilled } from '../../flow/waits.ts';
import type { FunctionUnit } from '../../model/module.ts';
import type { Draft, Rule, RuleContext } from '../rule.ts';
import { withFixes } from './fixable.ts';

interface Blocking {
    /** What to await instead. */
    readonly instead: string;
    /** It may not move to another thread: it holds something there. */
    readonly bound?: true;
}

/** Calls that block the thread, by origin. */
const BLOCKING: Readonly<Record<string, Blocking>> = {
    'time.sleep': { instead: 'await asyncio.sleep(…)' },
    'threading.Event().wait': {
        instead: 'an `asyncio.Event`, or `await asyncio.to_thread(event.wait, timeout)`',
    },
    'threading.Condition().wait': { instead: 'an `asyncio.Condition`', bound: true },
    'threading.Thread().join': { instead: '`await asyncio.to_thread(thread.join, timeout)`' },
    'queue.Queue().get': {
        instead: 'an `asyncio.Queue`, or `await asyncio.to_thread(queue.get, timeout=…)`',
    },
    'subprocess.Popen().wait': { instead: '`asyncio.create_subprocess_exec` and `await process.wait()`' },
    'subprocess.Popen().communicate': {
        instead: '`asyncio.create_subprocess_exec` and `await process.communicate()`',
    },
    'subprocess.run': { instead: '`asyncio.create_subprocess_exec`' },
    'requests.get': { instead: 'an asynchronous client' },
    'requests.post': { instead: 'an asynchronous client' },
    'urllib.request.urlopen': { instead: 'an asynchronous client' },
};

export const blockingSleepInAsync: Rule = {
    meta: {
        name: 'blocking-sleep-in-async',
        family: 'timing',
        summary: 'A blocking call in an `async def` stops the event loop',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'safe',
        docs: {
            what: 'Reports `time.sleep` and other blocking calls (`Event.wait`, `Queue.get`, `Popen.wait`, `Thread.join`, `requests.get`) directly in an `async def` of a test. Nested ordinary functions, `to_thread` and executors are fine; so is blocking on purpose, said in a comment or shown by both kinds of sleep side by side.',
            why: 'While the call blocks, no other task runs: what the test waits for cannot happen, timeouts fire late, and the order of tasks changes.',
            example: `import asyncio
import time


async def test_consumer(consumer):
    task = asyncio.create_task(consumer.run())
    time.sleep(0.5)
    assert consumer.seen
    task.cancel()
`,
            useInstead: `import asyncio


async def test_consumer(consumer):
    task = asyncio.create_task(consumer.run())
    async with asyncio.timeout(5):
        await consumer.first_message.wait()
    assert consumer.seen
    task.cancel()
`,
            references: [
                {
                    title: 'asyncio: running blocking code',
                    url: 'https://docs.python.org/3/library/asyncio-dev.html#running-blocking-code',
                },
                {
                    title: 'ruff ASYNC251',
                    url: 'https://docs.astral.sh/ruff/rules/blocking-sleep-in-async-function/',
                },
            ],
        },
    },
    triggers: [
        'sleep',
        '.wait(',
        '.join(',
        '.get(',
        '.communicate(',
        'requests.',
        'urlopen',
        'subprocess.run',
    ],
    requires: /\basync def\b/,
    check(context) {
        const timeline = context.facts.timeline(context.unit);
        if (!timeline) return;
        for (const call of timeline.calls) {
            const blocking = call.origin === undefined ? undefined : BLOCKING[call.origin];
            if (
                blocking === undefined ||
                !call.step.body.isAsync ||
                call.awaited ||
                onPurpose(call, context.unit) ||
                runsElsewhere(call, timeline, context.facts)
            )
                continue;
            if (isZero(call) || isFilled(call, context.unit.text)) continue;
            if (call.effect?.kind === 'delay' && clockIsMocked(timeline, context.facts)) continue;
            const name = context.unit.text.slice(call.expr.func.start, call.expr.func.end);
            const draft: Draft = {
                at: call.expr,
                message: `\`${name}\` blocks the event loop: while \`${call.step.body.name}\` waits, no other task runs`,
                confidence: call.origin === 'time.sleep' ? 'high' : 'medium',
                explanation: {
                    why: 'An event loop runs one thing at a time. A call that blocks the thread stops all tasks, timeouts and callbacks of the test.',
                    solution: `Use ${blocking.instead} instead.`,
                    evidence: '',
                },
            };
            context.report(withFixes(draft, timeline, () => fixes(call, blocking, timeline, context)));
        }
    },
};

function fixes(
    call: Call,
    { bound }: Blocking,
    timeline: Timeline,
    context: RuleContext,
): readonly FixPlan[] {
    const { facts, config } = context;
    if (call.effect?.kind !== 'delay')
        return unblockFixes(call, bound !== true, placeOf(timeline, facts, config));
    const site = context.sleeps().find(s => s.call === call);
    return site ? asyncSleepFixes(site, facts, config) : [];
}

/** Blocking is what the test is about: its name or a comment says so, or both kinds of sleep stand side by side. */
function onPurpose(call: Call, { text, name, comments }: FunctionUnit): boolean {
    if (/block(s|ed|ing)?($|_)|(?<!a)sync_sleep|starv|unresponsive|event_loop_lag/i.test(name)) return true;
    const near = commentsNear(text, comments(), call.step.start, call.step.end);
    if (WORK_CUE.test(near) || /\bblock|\btime\.sleep\b|\bsync(hronous)?(ly)? |\bGIL\b/i.test(near))
        return true;
    if (call.effect?.kind !== 'delay') return false;
    const { steps } = call.step.body;
    const [loop] = loopsAround(call.step);
    const beside = steps.filter(s =>
        loop ? loopsAround(s)[0] === loop : Math.abs(s.index - call.step.index) === 1,
    );
    return beside.some(s => s.calls.some(c => c.awaited && c.effect?.kind === 'delay'));
}

/** A coroutine inside the test that a decorator takes to another runtime: it is not known what may block there. */
function runsElsewhere({ step }: Call, timeline: Timeline, facts: FileFacts): boolean {
    return (
        step.body.parent !== undefined && facts.uses(step.body, timeline).some(u => u.kind === 'decorated')
    );
}

function isZero(call: Call): boolean {
    const first = call.expr.args[0];
    return first?.kind === 'number' && first.value === 0;
}

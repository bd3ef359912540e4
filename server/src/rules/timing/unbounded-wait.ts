/** A wait without a timeout. */
import { argumentAt, type Call } from '../../flow/timeline.ts';
import type { Rule } from '../rule.ts';
import { quote } from '../wording.ts';

/** Waits for something that another thread must do; waits for the end of work are left to it. */
const WAITS = new Set([
    'threading.Event().wait',
    'threading.Condition().wait',
    'threading.Condition().wait_for',
    'multiprocessing.Event().wait',
    'queue.Queue().get',
    'multiprocessing.Queue().get',
    'concurrent.futures.ThreadPoolExecutor().submit().result',
    'concurrent.futures.ProcessPoolExecutor().submit().result',
]);

export const unboundedWait: Rule = {
    meta: {
        name: 'unbounded-wait',
        family: 'timing',
        summary: 'A wait has no timeout',
        severity: 'information',
        enabledByDefault: true,
        fix: 'none',
        docs: {
            what: 'Marks `Event.wait()`, `Condition.wait()`, `Queue.get()` and `Future.result()` without a timeout in the body of a test. Silent where the Event is known to be set already, under a timeout decorator, and for joins, which wait for work that waits elsewhere.',
            why: 'If the other side dies, the test does not fail: it hangs until the whole job is killed, and the log does not say where.',
            example: `import threading


def test_worker_reports(worker):
    reported = threading.Event()
    worker.on_report(reported.set)
    worker.start()
    reported.wait()
    assert worker.reports == 1
`,
            useInstead: `import threading


def test_worker_reports(worker):
    reported = threading.Event()
    worker.on_report(reported.set)
    worker.start()
    assert reported.wait(timeout=10), 'the worker did not report in 10 s'
    assert worker.reports == 1
`,
            references: [{ title: 'pytest-timeout', url: 'https://pypi.org/project/pytest-timeout/' }],
        },
    },
    triggers: ['.wait()', '.get()', '.result()', '.wait_for('],
    requires: /\.(wait|get|result)\(\)|\.wait_for\(/,
    check(context) {
        if (context.unit.role !== 'test') return;
        const timeline = context.facts.timeline(context.unit);
        if (
            !timeline ||
            timeline.fn.decorators.some(d => /timeout/i.test(context.unit.text.slice(d.start, d.end)))
        )
            return;
        for (const call of timeline.calls) {
            const { effect, step, origin } = call;
            if (origin === undefined || !WAITS.has(origin) || effect?.kind !== 'wait' || !effect.timeout)
                continue;
            if (
                step.body.parent !== undefined ||
                call.awaited ||
                argumentAt(call.expr, effect.timeout) ||
                hasOtherTimeout(call)
            )
                continue;
            if (alreadySet(call, context.unit.text)) continue;
            const source = context.unit.text.slice(call.expr.start, call.expr.end);
            context.report({
                at: call.expr,
                message: `${quote(source)} waits for ever: if the other side dies, the test hangs instead of failing`,
                confidence: 'medium',
                explanation: {
                    why: 'Nothing ends this wait but the event itself.',
                    solution: `Give it a timeout and look at the result (\`timeout=${context.config.timeout}\`), or configure a timeout for the whole suite (pytest-timeout).`,
                    evidence: '',
                },
            });
        }
    },
};

/** `queue.get(True, 5)`, `get(block=False)`, `get(**options)`. */
function hasOtherTimeout({ expr }: Call): boolean {
    return expr.args.length > 0 || expr.keywords.some(k => k.name === undefined || k.name === 'block');
}

/** `ready.set()` earlier in the same body: the wait returns at once. */
function alreadySet(call: Call, text: string): boolean {
    if (call.expr.func.kind !== 'attribute') return false;
    const receiver = text.slice(call.expr.func.value.start, call.expr.func.value.end);
    return call.step.body.steps
        .slice(0, call.step.index)
        .some(s =>
            s.calls.some(
                c =>
                    (c.name === 'set' || c.name === 'put') &&
                    text.slice(c.expr.start, c.expr.end).startsWith(`${receiver}.`),
            ),
        );
}

/** A wait without a timeout. */
import { boundWaitFixes, isJoin } from '../../fixes/waits/bound-wait.ts';
import type { FileFacts } from '../../flow/context.ts';
import { limitOf } from '../../flow/test-marks.ts';
import { argumentAt, type Call, contextsAround, type Timeline } from '../../flow/timeline.ts';
import { insideTimeout } from '../../flow/timeouts.ts';
import { isFilled } from '../../flow/waits.ts';
import type { FunctionUnit } from '../../model/module.ts';
import { dottedName, lastName, receiverName } from '../../syntax/walk.ts';
import type { Draft, Rule, RuleContext } from '../rule.ts';
import { quote } from '../wording.ts';
import { withFixes } from './fixable.ts';

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
        fix: 'unsafe',
        docs: {
            what: 'Marks `Event.wait()`, `Condition.wait()`, `Queue.get()` and `Future.result()` without a timeout in tests, fixtures, `setUp` and context managers of tests. Silent where the Event is known to be set already, in clean-up, for jobs of a pool that the test shuts down anyway, and where something ends the whole test: a timeout decorator or mark, pytest-timeout in the configuration. Joins are left alone, since they wait for work that waits elsewhere, except where a cleanup stops a thread and then joins it without a limit.',
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
            configuration:
                "The limit of the suite is read from pytest-timeout's settings, or given as `suite-timeout = 300`.",
            references: [{ title: 'pytest-timeout', url: 'https://pypi.org/project/pytest-timeout/' }],
        },
    },
    triggers: ['.wait()', '.get()', '.result()', '.wait_for(', '.join()'],
    requires: /\.(wait|get|result|join)\(\)|\.wait_for\(/,
    check(context) {
        const { unit, facts, config } = context;
        const timeline = facts.timeline(unit);
        if (!timeline || limitOf(unit, facts, config.suiteTimeout) !== undefined) return;
        if (unit.role !== 'test') {
            for (const call of timeline.calls)
                if (isEndOfCleanup(call, timeline)) report(call, context, timeline);
            if (!isOfTests(timeline, facts)) return;
        }
        for (const call of timeline.calls) {
            const { step } = call;
            if (!waitsForEver(call) || call.awaited || step.body.parent !== undefined) continue;
            // In a test what is in `finally` runs after the outcome; in a context manager it is half of the work.
            const isAfterwards = unit.role === 'test' && step.frames.some(f => f.kind === 'finally');
            if (insideTimeout(step) || isAfterwards || endsByItself(call)) continue;
            if (isFilled(call, unit.text)) continue;
            report(call, context, timeline);
        }
    },
};

function report(call: Call, context: RuleContext, timeline: Timeline): void {
    const { unit, facts, config } = context;
    const source = unit.text.slice(call.expr.start, call.expr.end);
    const draft: Draft = {
        at: call.expr,
        message: `${quote(source)} waits for ever: if nothing comes, the test hangs instead of failing`,
        confidence: 'medium',
        explanation: {
            why: 'Nothing ends this wait but the event itself.',
            solution: `Give it a timeout and look at the result (\`timeout=${config.timeout}\`), or configure a timeout for the whole suite (pytest-timeout).`,
            evidence: '',
        },
    };
    // Not every `join` takes a limit.
    if (call.name === 'join' && !isJoin(call)) context.report(draft);
    else
        context.report(
            withFixes(draft, timeline, () => boundWaitFixes(call, timeline, facts, config), call.step),
        );
}

/** A fixture, a `setUp` or a context manager that runs as part of a test. */
function isOfTests({ unit, fn }: Timeline, facts: FileFacts): boolean {
    if (unit.role === 'fixture' || unit.role === 'setup') return true;
    const isManager = fn.decorators.some(d => /contextmanager$/.test(dottedName(d) ?? ''));
    return isManager && limitsOfCallers(unit, facts);
}

/** Who calls it in this file, if anybody does, is not ended by a limit of its own. */
function limitsOfCallers(unit: FunctionUnit, facts: FileFacts): boolean {
    return facts.unitUses(unit).every(use => limitOf(use.by, facts, 0) === undefined);
}

const CLEANS_UP = /^_*(stop|clean_?up|tear_?down|shut_?down|close|_cleanup)$/i;
const TELLS_TO_END = /^(stop|shutdown|cancel|terminate|close|quit|kill)$/;

/** `self.thread.stop(); self.thread.join()` where a test cleans up: a thread that does not end hangs the suite. */
function isEndOfCleanup(call: Call, { unit }: Timeline): boolean {
    const { expr, name, step } = call;
    if (name !== 'join' || expr.args.length > 0 || expr.keywords.length > 0) return false;
    if (unit.role !== 'teardown' && !(unit.role === 'helper' && CLEANS_UP.test(unit.name))) return false;
    const handle = receiverName(expr);
    if (handle === undefined || step.stmt.kind !== 'expr' || step.body.parent) return false;
    return step.body.steps
        .slice(0, step.index)
        .some(s =>
            s.calls.some(
                c =>
                    TELLS_TO_END.test(c.name) &&
                    c.expr.func.kind === 'attribute' &&
                    dottedName(c.expr.func.value) === handle,
            ),
        );
}

/** Names of Events whose origin is not known. */
const EVENT_NAME =
    /(^|_)(event|evt|ev|ready|done|started|finished|received|called|stopped|released|entered|completed|connected|signall?ed)$/i;

function waitsForEver({ expr, effect, origin, name }: Call): boolean {
    const isBare = expr.args.length === 0 && expr.keywords.length === 0;
    if (origin !== undefined && WAITS.has(origin)) {
        if (effect?.kind !== 'wait' || !effect.timeout || argumentAt(expr, effect.timeout)) return false;
        // `wait_for(predicate)` has an argument that is no limit; `get(True, 5)` and `get(block=False)` have one that is.
        return isBare || name === 'wait_for';
    }
    if (name !== 'wait' || !isBare || (origin !== undefined && !/^(self|param:)/.test(origin))) return false;
    return expr.func.kind === 'attribute' && EVENT_NAME.test(lastName(expr.func.value) ?? '');
}

/** The result of a job is no more likely to stay out than the end of the block that shuts the pool down. */
function endsByItself({ name, expr, step }: Call): boolean {
    if (name !== 'result') return false;
    if (expr.func.kind === 'attribute' && expr.func.value.kind === 'call') return true;
    return contextsAround(step).some(({ func }) => /Executor|pool/i.test(lastName(func) ?? ''));
}

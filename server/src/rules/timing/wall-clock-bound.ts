/** An upper bound on measured real time. */
import type { Severity } from '../../base/finding.ts';
import type { FileFacts } from '../../flow/context.ts';
import { timedBounds } from '../../flow/timed-bounds.ts';
import { loopsAround, type Step, type Timeline } from '../../flow/timeline.ts';
import { foldNumber } from '../../model/constants.ts';
import type { Scope } from '../../model/scope.ts';
import type { Expr, Stmt } from '../../syntax/ast.ts';
import { lastName, walkExpr } from '../../syntax/walk.ts';
import type { Rule } from '../rule.ts';
import { formatSeconds, quoteStep } from '../wording.ts';

const CLOCKS =
    /^(time|monotonic|perf_counter|time_ns|perf_counter_ns|monotonic_ns|now|utcnow|default_timer)$/;
const DURATION =
    /^(elapsed|duration|took|dt|delta|time_taken|elapsed_time|total_time|run_?time|diff|time_diff|seconds|re(quest|sponse)_time|wall_time)$|_(elapsed|duration|took)$|^(elapsed|duration)_/i;
const BENCHMARK = /bench|perf(ormance)?|speed|stress|load/i;
/** Nothing but a hang takes this long. */
const HANG_SECONDS = 30;
/** Rarely exceeded. */
const GENEROUS_SECONDS = 5;

export const wallClockBound: Rule = {
    meta: {
        name: 'wall-clock-bound',
        family: 'timing',
        summary: 'An assertion that something took less than a given time',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'none',
        docs: {
            what: 'Reports an assertion that a measured duration (the difference of two readings of a clock) is below a number. Lower bounds, processor time and the deadlines of polls are fine, benchmarks are left alone; bounds of five seconds and more are informations, of thirty and more hints.\n\nReported as well: a deadline that a sleep of the same length nearly reaches, a range for a count of what happened in a fixed time, a remaining time (`ttl`) that must not exceed what was added to another clock, and a duration of zero that a log line spells out.',
            why: 'The bound says more about the machine than about the code. A garbage collection, a neighbour on the same host or a debug build exceeds it.',
            example: `import time


def test_lookup_is_fast(index):
    start = time.monotonic()
    index.lookup('a')
    assert time.monotonic() - start < 0.5
`,
            useInstead: `def test_lookup_is_fast(index):
    index.lookup('a')
    assert index.comparisons <= 10
`,
            references: [{ title: 'pytest-benchmark', url: 'https://pytest-benchmark.readthedocs.io/' }],
        },
    },
    triggers: [
        'monotonic',
        'perf_counter',
        'time.time',
        'time()',
        'elapsed',
        'duration',
        'default_timer',
        'now()',
        'request_time',
        'response_time',
        'wall_time',
        '<= len(',
        '< len(',
        'count <',
        'ttl(',
        '0.0 s',
        '0.00 s',
    ],
    requires: /<|>|assert(Less|Greater|AlmostEqual)|\b0\.0+ s/,
    check(context) {
        if (BENCHMARK.test(context.unit.qualname) || /bench/i.test(context.facts.module.path)) return;
        const timeline = context.facts.timeline(context.unit);
        if (!timeline) return;
        const { resolver } = context.facts;
        // By its own name, or by what the name stands for.
        const isClock: ClockTest = e =>
            readsClock(e) ||
            (e.kind === 'call' &&
                /^time\./.test(resolver.origin(e.func, timeline.root.scope) ?? '') &&
                CLOCKS.test(resolver.origin(e.func, timeline.root.scope)?.slice(5) ?? ''));
        for (const body of timeline.bodies) {
            for (const step of body.steps) {
                // In a loop that polls it is the deadline.
                if (loopsAround(step).some(l => l.kind === 'while')) continue;
                const bound = upperBound(step) ?? closeness(step);
                if (!bound || !isDuration(bound.measured, timeline, 3, isClock)) continue;
                const limit = limitOf(bound.limit, body.scope, context.facts);
                if (limit === undefined && !isNumeric(bound.limit)) continue;
                if (comparesMeasurements(bound.limit, timeline, isClock)) continue;
                const severity = limit === undefined ? undefined : severityOf(limit);
                context.report({
                    at: step,
                    ...(severity ? { severity } : {}),
                    message: `${quoteStep(step, context.unit.text)} allows ${allowance(limit)}; a busy machine takes longer`,
                    confidence: 'medium',
                    explanation: {
                        why: 'How long code takes on a shared machine is not in the hands of the test.',
                        solution:
                            'Count what makes it slow (calls, comparisons, queries), move a fake clock, or measure in a benchmark that compares runs instead of failing at a number.',
                        evidence: '',
                    },
                });
            }
        }
        for (const { step, message } of timedBounds(timeline, context.facts)) {
            context.report({
                at: step,
                message: message(quoteStep(step, context.unit.text)),
                confidence: 'medium',
                explanation: {
                    why: 'How much a shared machine does in a given time is not in the hands of the test.',
                    solution:
                        'Replace the clock, wait until what is counted has happened, or leave a margin that only a hang exceeds.',
                    evidence: '',
                },
            });
        }
    },
};

function allowance(limit: number | undefined): string {
    if (limit === 0) return 'no real time at all';
    return `${limit === undefined ? 'only so much' : formatSeconds(limit)} of real time`;
}

function severityOf(limit: number): Severity | undefined {
    if (limit >= HANG_SECONDS) return 'hint';
    return limit >= GENEROUS_SECONDS ? 'information' : undefined;
}

type ClockTest = (expr: Expr) => boolean;

interface Bound {
    readonly measured: Expr;
    readonly limit: Expr;
}

/** `measured < limit`, in any spelling. */
function upperBound(step: Step): Bound | undefined {
    const { stmt } = step;
    if (stmt.kind === 'assert') return fromComparison(stmt.test);
    if (stmt.kind === 'if' && stmt.body.some(isFailure)) return exceeding(stmt.test);
    if (stmt.kind !== 'expr' || stmt.value.kind !== 'call') return undefined;
    const [a, b] = stmt.value.args;
    switch (lastName(stmt.value.func)) {
        case 'assertLess':
        case 'assertLessEqual':
            return a && b ? { measured: a, limit: b } : undefined;
        case 'assertGreater':
        case 'assertGreaterEqual':
            return a && b ? { measured: b, limit: a } : undefined;
        case 'assertTrue':
            return a && fromComparison(a);
        default:
            return undefined;
    }
}

/** `if took > limit: self.fail(...)`. */
function exceeding(test: Expr): Bound | undefined {
    const [limit] = test.kind === 'compare' && test.comparators.length === 1 ? test.comparators : [];
    if (test.kind !== 'compare' || !limit || !/^>=?$/.test(test.ops[0] ?? '')) return undefined;
    return { measured: test.left, limit };
}

function isFailure(stmt: Stmt): boolean {
    if (stmt.kind === 'raise')
        return stmt.exc !== undefined && lastName(calleeOf(stmt.exc)) === 'AssertionError';
    return stmt.kind === 'expr' && stmt.value.kind === 'call' && lastName(stmt.value.func) === 'fail';
}

function calleeOf(expr: Expr): Expr {
    return expr.kind === 'call' ? expr.func : expr;
}

/** `assertAlmostEqual(time.time(), then, places=2)`: the clock must not have gone on. */
function closeness({ stmt }: Step): Bound | undefined {
    if (stmt.kind !== 'expr' || stmt.value.kind !== 'call') return undefined;
    if (lastName(stmt.value.func) !== 'assertAlmostEqual') return undefined;
    const [a, b] = stmt.value.args;
    const delta = stmt.value.keywords.find(k => k.name === 'delta')?.value;
    // A clock that is compared with a number is a virtual one.
    if (!a || !b || a.kind === 'number' || b.kind === 'number') return undefined;
    // The difference of the two is what is bounded.
    if (readsClock(a) || readsClock(b)) {
        const measured: Expr = { kind: 'binary', op: '-', left: a, right: b, start: a.start, end: b.end };
        const places = stmt.value.keywords.find(k => k.name === 'places')?.value ?? stmt.value.args[2];
        // Rounded to so many places, half of the last one is zero.
        const value = places?.kind === 'number' && places.value !== undefined ? 0.5 * 10 ** -places.value : 0;
        const rounding: Expr = { kind: 'number', value, start: a.start, end: a.start };
        const ends = readsClock(a) ? measured : { ...measured, left: b, right: a };
        return { measured: ends, limit: delta ?? rounding };
    }
    return undefined;
}

function fromComparison(test: Expr): Bound | undefined {
    if (test.kind !== 'compare') return undefined;
    const last = test.comparators.at(-1);
    const op = test.ops.at(-1);
    if (!last) return undefined;
    if (test.comparators.length === 1) {
        if (op === '<' || op === '<=') return { measured: test.left, limit: last };
        if (op === '>' || op === '>=') return { measured: last, limit: test.left };
        return undefined;
    }
    // `low < measured < high`
    const middle = test.comparators.at(-2);
    if (middle && (op === '<' || op === '<=')) return { measured: middle, limit: last };
    // `high > measured > low`
    const [first] = test.comparators;
    return first && /^>=?$/.test(test.ops[0] ?? '') ? { measured: first, limit: test.left } : undefined;
}

/** The difference of two readings of a clock, directly or through a local name. */
function isDuration(expr: Expr, timeline: Timeline, steps: number, isClock: ClockTest): boolean {
    if (steps === 0) return false;
    if (expr.kind === 'binary' && expr.op === '-')
        return isClock(expr.left) || isClockName(expr.left, timeline, steps, isClock);
    if (expr.kind === 'call' && lastName(expr.func) === 'total_seconds' && expr.func.kind === 'attribute')
        return isDuration(expr.func.value, timeline, steps - 1, isClock);
    if (expr.kind === 'name') {
        const assigned = assignmentsOf(expr.id, timeline);
        if (assigned.length > 0) return assigned.some(v => isDuration(v, timeline, steps - 1, isClock));
        return false;
    }
    return expr.kind === 'attribute' && DURATION.test(expr.attr) && timeline.unit.text.includes('time');
}

function isClockName(expr: Expr, timeline: Timeline, steps: number, isClock: ClockTest): boolean {
    if (expr.kind !== 'name' || steps === 0) return false;
    return assignmentsOf(expr.id, timeline).some(isClock);
}

function assignmentsOf(name: string, timeline: Timeline): Expr[] {
    const values: Expr[] = [];
    for (const body of timeline.bodies) {
        for (const { stmt } of body.steps) {
            if (stmt.kind !== 'assign' || !stmt.value) continue;
            if (stmt.targets.some(t => t.kind === 'name' && t.id === name)) values.push(stmt.value);
        }
    }
    return values;
}

function readsClock(expr: Expr): boolean {
    if (expr.kind === 'call' && CLOCKS.test(lastName(expr.func) ?? '')) return true;
    return false;
}

function limitOf(expr: Expr, scope: Scope, facts: FileFacts): number | undefined {
    if (expr.kind === 'call' && lastName(expr.func) === 'timedelta') {
        const seconds = expr.keywords.find(k => k.name === 'seconds')?.value;
        return seconds && foldNumber(seconds, scope, facts.resolver);
    }
    return foldNumber(expr, scope, facts.resolver);
}

/** A bound that is itself another clock reading is an ordering, not a bound. */
function isNumeric(expr: Expr): boolean {
    let clock = false;
    walkExpr(expr, e => {
        if (readsClock(e)) clock = true;
    });
    if (clock) return false;
    return expr.kind === 'binary' || expr.kind === 'number' || isConstantName(expr);
}

/** `LONG_TIMEOUT`, `self.timeout`: a number that another file or the caller gives. */
function isConstantName(expr: Expr): boolean {
    const name = lastName(expr);
    return (
        name !== undefined &&
        expr.kind !== 'call' &&
        (/^[A-Z][A-Z\d_]+$/.test(name) || /time_?out|limit|max_/i.test(name))
    );
}

/** `second < first / 2`: two measurements on one machine, no bound in seconds. */
function comparesMeasurements(limit: Expr, timeline: Timeline, isClock: ClockTest): boolean {
    let measured = false;
    walkExpr(limit, e => {
        if (e.kind === 'name' && isDuration(e, timeline, 3, isClock)) measured = true;
    });
    return measured;
}

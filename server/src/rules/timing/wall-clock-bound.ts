/** An upper bound on measured real time. */

import type { FileFacts } from '../../flow/context.ts';
import type { Step, Timeline } from '../../flow/timeline.ts';
import { foldNumber } from '../../model/constants.ts';
import type { Scope } from '../../model/scope.ts';
import type { Expr } from '../../syntax/ast.ts';
import { lastName, walkExpr } from '../../syntax/walk.ts';
import type { Rule } from '../rule.ts';
import { formatSeconds, quoteStep } from '../wording.ts';

const CLOCKS =
    /^(time|monotonic|perf_counter|process_time|time_ns|perf_counter_ns|monotonic_ns|now|utcnow|default_timer)$/;
const DURATION =
    /^(elapsed|duration|took|dt|delta|time_taken|elapsed_time|total_time|run_?time|diff|time_diff|seconds)$|_(elapsed|duration|took)$|^(elapsed|duration)_/i;
const BENCHMARK = /bench|perf(ormance)?|speed|stress|load/i;
/** Nothing but a hang takes this long. */
const GENEROUS_SECONDS = 30;

export const wallClockBound: Rule = {
    meta: {
        name: 'wall-clock-bound',
        family: 'timing',
        summary: 'An assertion that something took less than a given time',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'none',
        docs: {
            what: 'Reports an assertion that a measured duration (the difference of two readings of a clock) is below a number. Lower bounds are fine, benchmarks are left alone, bounds of thirty seconds and more are hints.',
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
    ],
    requires: /<|>|assert(Less|Greater)/,
    check(context) {
        if (BENCHMARK.test(context.unit.qualname) || /bench/i.test(context.facts.module.path)) return;
        const timeline = context.facts.timeline(context.unit);
        if (!timeline) return;
        for (const body of timeline.bodies) {
            for (const step of body.steps) {
                const bound = upperBound(step);
                if (!bound || !isDuration(bound.measured, timeline, 3)) continue;
                const limit = limitOf(bound.limit, body.scope, context.facts);
                if (limit === undefined && !isNumeric(bound.limit)) continue;
                context.report({
                    at: step,
                    ...(limit !== undefined && limit >= GENEROUS_SECONDS
                        ? { severity: 'hint' as const }
                        : {}),
                    message: `${quoteStep(step, context.unit.text)} bounds real time${limit === undefined ? '' : ` at ${formatSeconds(limit)}`}: a busy machine exceeds it`,
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
    },
};

interface Bound {
    readonly measured: Expr;
    readonly limit: Expr;
}

/** `measured < limit`, in any spelling. */
function upperBound(step: Step): Bound | undefined {
    const { stmt } = step;
    if (stmt.kind === 'assert') return fromComparison(stmt.test);
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
    return middle && (op === '<' || op === '<=') ? { measured: middle, limit: last } : undefined;
}

/** The difference of two readings of a clock, directly or through a local name. */
function isDuration(expr: Expr, timeline: Timeline, steps: number): boolean {
    if (steps === 0) return false;
    if (expr.kind === 'binary' && expr.op === '-')
        return (
            readsClock(expr.left) ||
            (readsClock(expr.right) && readsClock(expr.left)) ||
            isClockName(expr.left, timeline, steps)
        );
    if (expr.kind === 'call' && lastName(expr.func) === 'total_seconds' && expr.func.kind === 'attribute')
        return isDuration(expr.func.value, timeline, steps - 1);
    if (expr.kind === 'name') {
        const assigned = assignmentsOf(expr.id, timeline);
        if (assigned.length > 0) return assigned.some(v => isDuration(v, timeline, steps - 1));
        return false;
    }
    return expr.kind === 'attribute' && DURATION.test(expr.attr) && timeline.unit.text.includes('time');
}

function isClockName(expr: Expr, timeline: Timeline, steps: number): boolean {
    if (expr.kind !== 'name' || steps === 0) return false;
    return assignmentsOf(expr.id, timeline).some(v => readsClock(v));
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
    return !clock && (expr.kind === 'binary' || expr.kind === 'number');
}

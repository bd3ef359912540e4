/** What a step asserts or observes, by the shapes that test frameworks use. */
import type { Expr, Stmt } from '../syntax/ast.ts';
import { anyExpr, dottedName, lastName, ownExprs } from '../syntax/walk.ts';
import type { Call, Step } from './timeline.ts';

export type AssertionKind = 'presence' | 'absence';

const ASSERT_NAME = /^_?(assert|fail|verify|expect|check_|ensure_|should|must_)|^(eq|ok)_$/i;
/** Waits and then asserts: the sleep before it is not what the test relies on. */
const POLL_NAME = /(wait|poll|eventually|retry|until)/i;
const ABSENCE_NAME =
    /^(assertFalse|assertIsNone|assertNotIn|assert_not_called|assert_not_awaited|failIf|assertFalsy|assertEmpty|assertNotCalled|assertNoResult)$/;
const NEGATIVE_NAME = /^assert(_)?(Not|No|Empty|not_)/;

/** The assertion that a step makes, if it makes one. */
export function assertionOf(step: Step): AssertionKind | undefined {
    const { stmt } = step;
    if (stmt.kind === 'assert') return isAbsence(stmt.test) ? 'absence' : 'presence';
    for (const call of step.calls) {
        const kind = assertionCall(call);
        if (kind) return kind;
    }
    if (stmt.kind === 'with') return undefined;
    return undefined;
}

function assertionCall(call: Call): AssertionKind | undefined {
    const { name, expr } = call;
    if (!ASSERT_NAME.test(name) || POLL_NAME.test(name)) return undefined;
    if (
        name === 'assertRaises' ||
        name === 'assertRaisesRegex' ||
        name === 'assertWarns' ||
        name === 'assertLogs'
    )
        return 'presence';
    const negated = expr.args.some(a =>
        /empty|closed|stopped|blocked|pending|missing|locked/i.test(lastNameIn(a)),
    );
    if (negated && expr.args.some(a => a.kind === 'constant' && a.value === false)) return 'presence';
    if (name === 'assertFalse' && negated) return 'presence';
    if (ABSENCE_NAME.test(name)) return 'absence';
    if (NEGATIVE_NAME.test(name) && !/^assertNot(Equal|Equals|AlmostEqual)$/.test(name)) return 'absence';
    if (
        /^_?assert(Equal|Equals|Is|AlmostEqual|CountEqual|Returns\w*)?$/.test(name) &&
        expr.args.slice(0, 2).some(isEmptyValue)
    )
        return 'absence';
    return 'presence';
}

/** The name of what an argument asks: `queue_empty` in `queue_empty(q)`. */
function lastNameIn(expr: Expr): string {
    return lastName(expr.kind === 'call' ? expr.func : expr) ?? '';
}

function isAbsence(test: Expr): boolean {
    if (test.kind === 'unary' && test.op === 'not') return true;
    if (test.kind === 'compare' && test.comparators.length === 1) {
        const op = test.ops[0];
        if (op === 'not in') return true;
        if (op === '==' || op === 'is') return [test.left, ...test.comparators].some(isEmptyValue);
    }
    return false;
}

/** `0`, `[]`, `{}`, `''`, `None`, `False`: what "nothing happened" looks like. */
function isEmptyValue(expr: Expr): boolean {
    switch (expr.kind) {
        case 'number':
            return expr.value === 0;
        case 'constant':
            return expr.value === false || expr.value === null;
        case 'list':
        case 'tuple':
        case 'set':
            return expr.items.length === 0;
        case 'dict':
            return expr.entries.length === 0;
        case 'string':
            return expr.value === '' && expr.parts.length === 0;
        default:
            return false;
    }
}

/** The condition that an assertion checks, as the source of a Python expression, or `undefined` if it has no simple one. */
export function assertedCondition(stmt: Stmt, text: string): string | undefined {
    const src = (e: Expr) => text.slice(e.start, e.end);
    if (stmt.kind === 'assert') return src(stmt.test);
    if (stmt.kind !== 'expr' || stmt.value.kind !== 'call') return undefined;
    const { func, args } = stmt.value;
    const [a, b] = args;
    const operand = (e: Expr) =>
        /^(name|attribute|call|subscript|number|string|constant|list|tuple|dict|set)$/.test(e.kind)
            ? src(e)
            : `(${src(e)})`;
    switch (lastName(func)) {
        case 'assertTrue':
            return a && src(a);
        case 'assertFalse':
            return a && `not ${operand(a)}`;
        case 'assertEqual':
        case 'assertEquals':
            return a && b && `${operand(a)} == ${operand(b)}`;
        case 'assertNotEqual':
            return a && b && `${operand(a)} != ${operand(b)}`;
        case 'assertIs':
            return a && b && `${operand(a)} is ${operand(b)}`;
        case 'assertIsNone':
            return a && `${operand(a)} is None`;
        case 'assertIsNotNone':
            return a && `${operand(a)} is not None`;
        case 'assertIn':
            return a && b && `${operand(a)} in ${operand(b)}`;
        case 'assertNotIn':
            return a && b && `${operand(a)} not in ${operand(b)}`;
        case 'assertGreater':
            return a && b && `${operand(a)} > ${operand(b)}`;
        case 'assertGreaterEqual':
            return a && b && `${operand(a)} >= ${operand(b)}`;
        case 'assertLess':
            return a && b && `${operand(a)} < ${operand(b)}`;
        case 'assertLessEqual':
            return a && b && `${operand(a)} <= ${operand(b)}`;
        case 'assert_called':
        case 'assert_called_once':
        // What it was called with is asserted when it was called.
        case 'assert_called_with':
        case 'assert_called_once_with':
        case 'assert_any_call':
            return func.kind === 'attribute' ? `${operand(func.value)}.called` : undefined;
        case 'assert_has_calls':
            return func.kind === 'attribute' && a?.kind === 'list' && a.items.every(i => i.kind !== 'starred')
                ? `${operand(func.value)}.call_count >= ${a.items.length}`
                : undefined;
        default:
            return undefined;
    }
}

/** Whether an expression reads a clock or names a duration. */
export function mentionsClock(expr: Expr): boolean {
    return anyExpr(expr, e => CLOCK_NAME.test(lastName(e) ?? ''));
}

const CLOCK_NAME =
    /^(monotonic|perf_counter|process_time|time_ns|utcnow|now|utctime|st_mtime(_ns)?|getmtime|st_ctime|st_atime|updated_at|created_at|elapsed|duration|dt|age|expires?(_at)?|is_expired|has_expired|time_since|thread_time|total_seconds|deadline|last_seen|heartbeat)$|_(time|ts|timestamp|elapsed|duration|expiry|mtime)$|^(expir|elapsed|mtime)/;

/** `assert made == 1`, `assertEqual(1, made)`. */
export function expectsOne({ stmt }: Step): boolean {
    return ownExprs(stmt).some(own => anyExpr(own, isComparedWithOne));
}

function isComparedWithOne(expr: Expr): boolean {
    const isOne = (e: Expr) => e.kind === 'number' && e.value === 1;
    if (expr.kind === 'compare') return expr.ops[0] === '==' && [expr.left, ...expr.comparators].some(isOne);
    return (
        expr.kind === 'call' &&
        /(^|\.)(assertEquals?|eq_)$/.test(dottedName(expr.func) ?? '') &&
        expr.args.slice(0, 2).some(isOne)
    );
}

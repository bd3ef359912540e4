/** What an assertion compares, in one shape for `assert` and for the methods of a test case. */
import type { Step } from '../../flow/timeline.ts';
import type { Expr } from '../../syntax/ast.ts';
import { lastName } from '../../syntax/walk.ts';

export interface Comparison {
    /** What is asked of the interface: the side that has a call or an attribute. */
    readonly asked: Expr;
    readonly relation: 'true' | 'false' | 'equal' | 'contains';
    /** What it is compared with; `contains`: what is contained. */
    readonly expected: Expr | undefined;
}

/** The comparison that a step asserts, if it is a simple one without a message. */
export function comparisonOf({ stmt }: Step): Comparison | undefined {
    if (stmt.kind === 'assert') return stmt.message ? undefined : ofTest(stmt.test);
    if (stmt.kind !== 'expr' || stmt.value.kind !== 'call') return undefined;
    const { func, args, keywords } = stmt.value;
    const [a, b] = args;
    if (keywords.length > 0 || !a) return undefined;
    const name = lastName(func);
    if (args.length === 1 && name === 'assertTrue') return ofTest(a);
    if (args.length === 1 && name === 'assertFalse')
        return { asked: unawaited(a), relation: 'false', expected: undefined };
    if (args.length !== 2 || !b) return undefined;
    if (name === 'assertEqual' || name === 'assertEquals') return equality(a, b);
    return name === 'assertIn' ? { asked: unawaited(b), relation: 'contains', expected: a } : undefined;
}

function ofTest(test: Expr): Comparison | undefined {
    if (test.kind === 'unary' && test.op === 'not')
        return { asked: unawaited(test.operand), relation: 'false', expected: undefined };
    if (test.kind !== 'compare') return { asked: unawaited(test), relation: 'true', expected: undefined };
    const [right] = test.comparators;
    if (test.comparators.length !== 1 || !right) return undefined;
    if (test.ops[0] === '==') return equality(test.left, right);
    return test.ops[0] === 'in'
        ? { asked: unawaited(right), relation: 'contains', expected: test.left }
        : undefined;
}

function equality(a: Expr, b: Expr): Comparison | undefined {
    const [x, y] = [unawaited(a), unawaited(b)];
    const asks = (e: Expr) => e.kind === 'call' || e.kind === 'attribute';
    if (asks(x) && !asks(y)) return { asked: x, relation: 'equal', expected: y };
    return asks(y) && !asks(x) ? { asked: y, relation: 'equal', expected: x } : undefined;
}

function unawaited(expr: Expr): Expr {
    return expr.kind === 'await' ? expr.value : expr;
}

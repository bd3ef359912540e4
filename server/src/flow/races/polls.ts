/** What a condition that is asked again and again waits for. */
import type { Expr, Stmt } from '../../syntax/ast.ts';
import { walkExpr } from '../../syntax/walk.ts';

export interface Polled {
    readonly variable: string;
    /** How many writes it takes at least; `all` if that cannot be told. */
    readonly need: number | 'all';
}

/** @param identity the variable that an expression names */
export function pollsOf(stmt: Stmt, identity: (expr: Expr) => string | undefined): Polled[] {
    if (stmt.kind !== 'while' && stmt.kind !== 'if') return [];
    const found: Polled[] = [];
    const need = needOf(stmt.test);
    walkExpr(
        stmt.test,
        e => {
            if (e.kind !== 'name' && e.kind !== 'attribute') return;
            const variable = identity(e);
            if (variable !== undefined && !found.some(f => f.variable === variable))
                found.push({ variable, need });
        },
        false,
    );
    return found;
}

/** `not x` and `x` need one write; a comparison with a number needs as many, where each write adds one. */
function needOf(test: Expr): number | 'all' {
    if (test.kind === 'unary' && test.op === 'not') return needOf(test.operand) === 1 ? 1 : 'all';
    if (test.kind === 'name' || test.kind === 'attribute' || test.kind === 'subscript') return 1;
    if (test.kind === 'compare' && test.comparators[0]?.kind === 'constant') return 1;
    return 'all';
}

/** Values that an assertion lists, and those that it leaves out. */
import type { Expr } from '../../syntax/ast.ts';
import { lastName } from '../../syntax/walk.ts';
import type { Access } from './program.ts';

/** `assert state == ['start']` and, elsewhere, `state.append('finished')`: what is asserted comes before that. */
export function isLeftOut({ step: { stmt } }: Access, write: Access): boolean {
    const added = write.step.stmt.kind === 'expr' ? write.step.stmt.value : undefined;
    const item =
        added?.kind === 'call' && /^(append|add)$/.test(lastName(added.func) ?? '')
            ? added.args[0]
            : undefined;
    const key = item && keyOf(item);
    if (key === undefined) return false;
    const sides =
        stmt.kind === 'assert' ? sidesIn(stmt.test) : stmt.kind === 'expr' ? sidesIn(stmt.value) : [];
    return sides.some(
        e =>
            (e.kind === 'list' || e.kind === 'set') &&
            e.items.length > 0 &&
            e.items.every(i => keyOf(i) !== undefined && keyOf(i) !== key),
    );
}

function sidesIn(expr: Expr): readonly Expr[] {
    if (expr.kind === 'compare') return [expr.left, ...expr.comparators];
    return expr.kind === 'call' ? expr.args : [];
}

/** A literal as a key: equal ones are equal values. */
export function keyOf(expr: Expr): string | undefined {
    if (expr.kind === 'string') return expr.value === undefined ? undefined : `"${expr.value}"`;
    return expr.kind === 'number' || expr.kind === 'constant' ? String(expr.value) : undefined;
}

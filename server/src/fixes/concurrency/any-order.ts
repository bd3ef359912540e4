/** A comparison that holds in whatever order the items came. */
import type { FileFacts } from '../../flow/context.ts';
import type { Step, Timeline } from '../../flow/timeline.ts';
import type { Expr } from '../../syntax/ast.ts';
import { type FixPlan, makeFix, type SpanEdit } from '../edits.ts';
import { absolute, type FixOptions, type Place, placeOf, sourceOf } from '../place.ts';

/**
 * `assertCountEqual`, or `sorted` around both sides; none where the items cannot be compared with each other as
 * far as the literal tells, nor for a comparison with more than two sides.
 *
 * @param list the part of the assertion that holds the items
 */
export function anyOrderFixes(
    step: Step,
    list: Expr,
    timeline: Timeline,
    facts: FileFacts,
    options: FixOptions,
): readonly FixPlan[] {
    const place = placeOf(timeline, facts, options);
    if (!place) return [];
    const edits = countEqual(step, list, place) ?? bothSorted(step, list, place);
    const fix =
        edits &&
        makeFix('any-order', 'Compare in any order (unsafe: the order is no longer asserted)', [edits]);
    return fix ? [fix] : [];
}

/** `self.assertEqual(names, [...])` becomes `self.assertCountEqual(names, [...])`. */
function countEqual({ stmt }: Step, list: Expr, place: Place): SpanEdit[] | undefined {
    if (stmt.kind !== 'expr' || stmt.value.kind !== 'call') return undefined;
    const { func, args } = stmt.value;
    if (func.kind !== 'attribute' || !args.slice(0, 2).includes(list)) return undefined;
    const { end } = absolute(place, func);
    return [{ start: end - func.attr.length, end, newText: 'assertCountEqual' }];
}

/** `assert names == ['b', 'a']` becomes `assert sorted(names) == sorted(['b', 'a'])`. */
function bothSorted({ stmt }: Step, list: Expr, place: Place): SpanEdit[] | undefined {
    if (stmt.kind !== 'assert' || stmt.test.kind !== 'compare' || stmt.test.comparators.length !== 1)
        return undefined;
    const [right] = stmt.test.comparators;
    const { left } = stmt.test;
    const other = left === list ? right : left;
    if (!right || !other || (left !== list && right !== list) || !isSortable(other)) return undefined;
    const wrap = (expr: Expr): SpanEdit => ({
        ...absolute(place, expr),
        newText: `sorted(${unwrapped(expr, place)})`,
    });
    return [wrap(list), ...(isInOrder(other) ? [] : [wrap(other)])];
}

/** `sorted` makes a list of anything that can be iterated: `list(...)` around it says nothing more. */
function unwrapped(expr: Expr, place: Place): string {
    const [inner] =
        expr.kind === 'call' && expr.func.kind === 'name' && expr.func.id === 'list' ? expr.args : [];
    return sourceOf(place, inner ?? expr);
}

function isSortable(expr: Expr): boolean {
    if (expr.kind === 'call') return isRange(expr);
    if (expr.kind !== 'list') return false;
    const kinds = new Set(expr.items.map(i => i.kind));
    return kinds.size === 1 && (kinds.has('number') || kinds.has('string'));
}

function isRange(expr: Expr): boolean {
    const [inner] =
        expr.kind === 'call' && expr.func.kind === 'name' && expr.func.id === 'list' ? expr.args : [];
    return inner?.kind === 'call' && inner.func.kind === 'name' && inner.func.id === 'range';
}

/** A list that `sorted` would give out as it is. */
function isInOrder(expr: Expr): boolean {
    if (isRange(expr)) return true;
    if (expr.kind !== 'list') return false;
    return expr.items.every((item, i) => {
        const next = expr.items[i + 1];
        if (!next) return true;
        if (item.kind === 'number' && next.kind === 'number') return item.value <= next.value;
        return (
            item.kind === 'string' &&
            next.kind === 'string' &&
            item.value !== undefined &&
            next.value !== undefined &&
            item.value <= next.value
        );
    });
}

/** Where a value stands in the code around it: what gets it, what keeps it, what it is passed as. */
import type { FunctionUnit } from '../../model/module.ts';
import type { CallExpr, Expr, FunctionStmt, Stmt } from '../../syntax/ast.ts';
import { childExprs, dottedName, lastName } from '../../syntax/walk.ts';
import type { Body, Call, Step } from '../timeline.ts';

/** Attributes of a handle that carry its rights. */
const POWERS = /^(_?session|reader|writer|connection|objects)$/;

/** The innermost call of a step that gets a value as an argument or is made on it. */
export function enclosingCall(value: Expr, step: Step): Call | undefined {
    let best: Call | undefined;
    for (const call of step.calls) {
        const { expr } = call;
        if (expr === value || expr.start > value.start || expr.end < value.end) continue;
        if (best && best.expr.end - best.expr.start <= expr.end - expr.start) continue;
        best = call;
    }
    return best;
}

/** Where a statement puts a value: the target of an assignment or of `with`. */
export function targetOf(stmt: Stmt, value: Expr): Expr | undefined {
    if (stmt.kind === 'with') return stmt.items.find(i => i.context === value)?.target;
    if (stmt.kind !== 'assign' || !stmt.value) return undefined;
    const target = stmt.targets[0];
    if (isValue(stmt.value, value)) return target;
    if (stmt.value.kind === 'tuple' && (target?.kind === 'tuple' || target?.kind === 'list')) {
        const index = stmt.value.items.findIndex(item => isValue(item, value));
        return index === -1 ? undefined : target.items[index];
    }
    return undefined;
}

/** Whether an expression may evaluate to `value`. */
function isValue(expr: Expr, value: Expr): boolean {
    if (expr === value) return true;
    switch (expr.kind) {
        case 'bool':
            return isValue(expr.left, value) || isValue(expr.right, value);
        case 'conditional':
            return isValue(expr.body, value) || isValue(expr.orelse, value);
        case 'await':
        case 'named':
            return isValue(expr.value, value);
        case 'attribute':
            return POWERS.test(expr.attr) && isValue(expr.value, value);
        default:
            return false;
    }
}

/** Whether a statement hands a value out: `return` or `yield`. */
export function yields(stmt: Stmt, value: Expr): boolean {
    if (stmt.kind === 'return') return stmt.value !== undefined && isValue(stmt.value, value);
    if (stmt.kind !== 'expr' || stmt.value.kind !== 'yield') return false;
    return stmt.value.value !== undefined && isValue(stmt.value.value, value);
}

/** All arguments of a call, by position and by name. */
export function argumentsOf(call: CallExpr): Expr[] {
    return [...call.args, ...call.keywords.map(k => k.value)];
}

/** Whether an argument hands the handle on: itself, its session, or a container that holds it. */
export function carries(arg: Expr, isIt: (e: Expr) => boolean): boolean {
    if (isIt(arg)) return true;
    switch (arg.kind) {
        case 'starred':
        case 'await':
            return carries(arg.value, isIt);
        case 'attribute':
            return POWERS.test(arg.attr) && carries(arg.value, isIt);
        case 'list':
        case 'tuple':
            return arg.items.some(i => carries(i, isIt));
        case 'dict':
            return arg.entries.some(e => carries(e.value, isIt));
        default:
            return false;
    }
}

/** Whether a callee is a method of the handle or of what carries its rights: `ctxt.session.add`. */
export function isThrough(func: Expr, isIt: (e: Expr) => boolean): boolean {
    if (func.kind !== 'attribute') return false;
    if (isIt(func.value)) return true;
    return func.value.kind === 'attribute' && POWERS.test(func.value.attr) && isThrough(func.value, isIt);
}

/** `Instance(ctxt).create()`: the outer call is made on the inner one's result, directly or further on. */
export function isChained(outer: CallExpr, inner: CallExpr): boolean {
    let current: Expr = outer.func;
    while (current.kind === 'attribute' || (current.kind === 'call' && current !== inner)) {
        current = current.kind === 'attribute' ? current.value : current.func;
    }
    return current === inner && outer !== inner;
}

/** The parameter that an argument fills. */
export function paramFor(
    call: CallExpr,
    given: Expr,
    fn: FunctionStmt,
    unit: FunctionUnit,
): string | undefined {
    const keyword = call.keywords.find(k => k.value === given);
    if (keyword) return fn.params.find(p => p.name === keyword.name && p.kind === 'plain')?.name;
    const index = call.args.indexOf(given);
    if (index === -1 || call.args.slice(0, index).some(a => a.kind === 'starred')) return undefined;
    const isBound = unit.cls !== undefined && !decoratorsOf(unit).includes('staticmethod');
    const param = fn.params[isBound ? index + 1 : index];
    return param?.kind === 'plain' ? param.name : undefined;
}

/** The last names of a function's decorators. */
export function decoratorsOf(unit: FunctionUnit): string[] {
    const decorators = unit.fn()?.decorators ?? [];
    return decorators.map(d => lastName(d.kind === 'call' ? d.func : d) ?? '');
}

/** Whether a value only serves as an expectation: an argument of `assert_called_with` or `mock.call`. */
export function isExpectation(value: Expr, step: Step, body: Body): boolean {
    return step.calls.some(
        ({ expr, name, step: { body: at } }) =>
            at === body &&
            expr !== value &&
            expr.start <= value.start &&
            value.end <= expr.end &&
            (/^assert_(\w*called|\w*calls|\w*awaited)/.test(name) ||
                /^assert(Not)?(Equal|Equals|Is|In|DictEqual|IsInstance|CountEqual)$/.test(name) ||
                (name === 'call' && /(^|\.)call$/.test(dottedName(expr.func) ?? ''))) &&
            childExprs(expr).length > 0 &&
            expr.func !== value,
    );
}

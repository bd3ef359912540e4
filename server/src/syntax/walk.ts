/** Walking the Python of `ast.ts`, so that nobody else has to know every shape. */
import type { Block, CallExpr, Expr, Stmt } from './ast.ts';

/** The expressions directly inside `expr`, in the order in which Python evaluates them. */
export function childExprs(expr: Expr): readonly Expr[] {
    switch (expr.kind) {
        case 'name':
        case 'number':
        case 'constant':
            return [];
        case 'attribute':
        case 'await':
        case 'starred':
        case 'named':
            return [expr.value];
        case 'call':
            return [expr.func, ...expr.args, ...expr.keywords.map(k => k.value)];
        case 'string':
            return expr.parts;
        case 'unary':
            return [expr.operand];
        case 'binary':
        case 'bool':
            return [expr.left, expr.right];
        case 'compare':
            return [expr.left, ...expr.comparators];
        case 'subscript':
            return [expr.value, ...expr.indices];
        case 'list':
        case 'tuple':
        case 'set':
            return expr.items;
        case 'dict':
            return expr.entries.flatMap(e => (e.key ? [e.key, e.value] : [e.value]));
        case 'lambda':
            return [expr.body];
        case 'comprehension':
            return [...expr.generators.map(g => g.iter), ...expr.conditions, ...expr.element];
        case 'yield':
            return expr.value ? [expr.value] : [];
        case 'conditional':
            return [expr.test, expr.body, expr.orelse];
        case 'opaque':
            return expr.children;
    }
}

/**
 * Visits `expr` and everything inside it, parents first.
 *
 * @param enterLambdas whether the body of a lambda, which runs later if at all, is visited too
 */
export function walkExpr(expr: Expr, visit: (expr: Expr) => void, enterLambdas = true): void {
    const stack: Expr[] = [expr];
    for (let current = stack.pop(); current; current = stack.pop()) {
        visit(current);
        if (current.kind === 'lambda' && !enterLambdas) continue;
        const children = childExprs(current);
        for (let i = children.length - 1; i >= 0; i--) {
            const next = children[i];
            if (next) stack.push(next);
        }
    }
}

/** Whether an expression, or one inside it, is as `test` says. */
export function anyExpr(expr: Expr, test: (expr: Expr) => boolean, enterLambdas = true): boolean {
    let found = false;
    walkExpr(
        expr,
        e => {
            found ||= test(e);
        },
        enterLambdas,
    );
    return found;
}

/** The expressions that belong to the statement itself, not to the statements of its blocks. */
export function ownExprs(stmt: Stmt): readonly Expr[] {
    switch (stmt.kind) {
        case 'expr':
            return [stmt.value];
        case 'assign':
            return stmt.value ? [stmt.value, ...stmt.targets] : stmt.targets;
        case 'augassign':
            return [stmt.target, stmt.value];
        case 'return':
            return stmt.value ? [stmt.value] : [];
        case 'raise':
            return stmt.exc ? [stmt.exc] : [];
        case 'assert':
            return stmt.message ? [stmt.test, stmt.message] : [stmt.test];
        case 'delete':
            return stmt.targets;
        case 'if':
        case 'while':
            return [stmt.test];
        case 'for':
            return [stmt.iter, stmt.target];
        case 'with':
            return stmt.items.flatMap(i => (i.target ? [i.context, i.target] : [i.context]));
        case 'match':
            return [stmt.subject];
        case 'function':
            return [...stmt.decorators, ...stmt.params.flatMap(p => (p.default ? [p.default] : []))];
        case 'class':
            return [...stmt.decorators, ...stmt.bases];
        case 'try':
        case 'pass':
        case 'break':
        case 'continue':
        case 'global':
        case 'nonlocal':
        case 'import':
        case 'error':
            return [];
    }
}

/** The blocks of a compound statement, in source order. A nested function's or class's body counts as one. */
export function childBlocks(stmt: Stmt): readonly Block[] {
    switch (stmt.kind) {
        case 'if':
        case 'while':
        case 'for':
            return [stmt.body, stmt.orelse];
        case 'try':
            return [stmt.body, ...stmt.handlers.map(h => h.body), stmt.orelse, stmt.finalbody];
        case 'with':
        case 'function':
        case 'class':
            return [stmt.body];
        case 'match':
            return stmt.cases;
        default:
            return [];
    }
}

/**
 * Visits every statement of `block`, outer ones first.
 *
 * @param visit returns `false` to leave out what is inside the statement
 */
export function walkBlock(block: Block, visit: (stmt: Stmt) => boolean | undefined): void {
    for (const stmt of block) {
        if (visit(stmt) === false) continue;
        for (const inner of childBlocks(stmt)) walkBlock(inner, visit);
    }
}

/** `a.b.c` as text if the expression is only names and attributes, else `undefined`. */
export function dottedName(expr: Expr): string | undefined {
    const parts: string[] = [];
    let current: Expr = expr;
    while (current.kind === 'attribute') {
        parts.push(current.attr);
        current = current.value;
    }
    if (current.kind !== 'name') return undefined;
    parts.push(current.id);
    return parts.reverse().join('.');
}

/** `shop.till` in `shop.till.open()`; `undefined` where a call is of no method, or of no dotted name's. */
export function receiverName({ func }: CallExpr): string | undefined {
    return func.kind === 'attribute' ? dottedName(func.value) : undefined;
}

/** The last name of `a.b.c` or of a call of it: `c`. */
export function lastName(expr: Expr): string | undefined {
    if (expr.kind === 'attribute') return expr.attr;
    if (expr.kind === 'name') return expr.id;
    return undefined;
}

/** How one statement touches one shared thing, and what the statement as a whole makes of it. */
import type { Span } from '../../base/text.ts';
import type { Expr, Stmt } from '../../syntax/ast.ts';
import { ownExprs, walkExpr } from '../../syntax/walk.ts';
import type { AccessMode } from './program.ts';

export interface RawAccess {
    readonly variable: string;
    readonly name: string;
    readonly mode: AccessMode;
    readonly atomic: boolean;
    readonly span: Span;
    /** Other processes see it as well. */
    readonly acrossProcesses: boolean;
    /** All items of a container are gone through. */
    readonly iterates?: boolean;
}

/** Marks what a statement goes over item by item. */
export function markIterated(found: readonly RawAccess[], stmt: Stmt): RawAccess[] {
    const iterated = iteratedIn(stmt);
    return found.map(a => (a.mode === 'read' && iterated.has(a.span) ? { ...a, iterates: true } : a));
}

const GOES_OVER = /^(list|tuple|set|frozenset|dict|sorted|sum|min|max|any|all|enumerate|map|filter|zip)$/;

/** What a statement goes over: in `for`, in a comprehension, in `sorted(results)`, in `state.items()`. */
function iteratedIn(stmt: Stmt): ReadonlySet<Span> {
    const found = new Set<Span>();
    const add = (expr: Expr | undefined) => {
        if (
            expr?.kind === 'call' &&
            expr.func.kind === 'attribute' &&
            /^(items|values|keys|copy)$/.test(expr.func.attr)
        )
            found.add(expr.func.value);
        else if (expr) found.add(expr);
    };
    if (stmt.kind === 'for') add(stmt.iter);
    for (const own of ownExprs(stmt))
        walkExpr(own, e => {
            if (e.kind === 'comprehension') for (const { iter } of e.generators) add(iter);
            if (e.kind === 'call' && e.func.kind === 'name' && GOES_OVER.test(e.func.id)) e.args.forEach(add);
        });
    return found;
}

/** `x = x + 1` is one update, not a read and a write. */
export function joinReadModifyWrite(found: readonly RawAccess[], stmt: Stmt): RawAccess[] {
    if (stmt.kind !== 'assign') return [...found];
    const [target] = stmt.targets;
    if (target?.kind === 'subscript' && target.indices.some(i => i.kind !== 'string' && i.kind !== 'number'))
        return [...found];
    const written = found.find(a => a.mode === 'write' && a.span === stmt);
    if (!written || !found.some(a => a.mode === 'read' && a.variable === written.variable)) return [...found];
    return found
        .filter(a => !(a.mode === 'read' && a.variable === written.variable))
        .map(a => (a === written ? { ...a, mode: 'update' as const, atomic: false } : a));
}

/** What an assertion expects of what it reads, also by way of a local name. */
import type { Expr, Stmt } from '../../syntax/ast.ts';
import { anyExpr, ownExprs, walkExpr } from '../../syntax/walk.ts';
import { type AssertionKind, assertionOf } from '../assertions.ts';
import { type Step, type Timeline, wordsOf } from '../timeline.ts';
import type { ActionPlace } from './program.ts';

/** Local names of the test whose value is asserted: `seen` in `seen = list(results)`, `assert seen == [1]`. */
export function assertedNames(timeline: Timeline): ReadonlyMap<string, AssertionKind> {
    const names = new Map<string, AssertionKind>();
    for (const step of timeline.root.steps) {
        const kind = assertionOf(step);
        if (!kind) continue;
        for (const expr of ownExprs(step.stmt)) {
            walkExpr(expr, e => {
                if (e.kind === 'name') names.set(e.id, kind);
            });
        }
    }
    return names;
}

export function expectationOf(
    step: Step,
    names: ReadonlyMap<string, AssertionKind>,
): AssertionKind | undefined {
    const direct = assertionOf(step);
    if (direct) return asInitially(step, direct);
    const { stmt } = step;
    const [target] = stmt.kind === 'assign' ? stmt.targets : [];
    if (stmt.kind !== 'assign' || target?.kind !== 'name' || !stmt.value || step.body.parent)
        return undefined;
    return isSnapshot(stmt.value) ? names.get(target.id) : undefined;
}

/** `len(results)`, `results[0]`, `list(results)`, `self.count`: a value taken now. */
function isSnapshot(expr: Expr): boolean {
    if (expr.kind === 'call')
        return (
            expr.func.kind === 'name' && /^(len|list|dict|set|sorted|tuple|sum|max|min)$/.test(expr.func.id)
        );
    return expr.kind === 'subscript';
}

/** An assertion of the value that the test itself has written expects that nothing has happened yet. */
function asInitially(step: Step, kind: AssertionKind): AssertionKind {
    const expected = literalsOf(step.stmt);
    for (const { stmt } of step.body.steps.slice(0, step.index)) {
        if (stmt.kind !== 'assign' || !stmt.value) continue;
        const written = literal(stmt.value);
        const [target] = stmt.targets;
        if (written === undefined || !target || !expected.has(written)) continue;
        const name =
            target.kind === 'name' ? target.id : target.kind === 'attribute' ? target.attr : undefined;
        if (name !== undefined && mentions(step.stmt, name)) return 'absence';
    }
    return kind;
}

/** The same assertion, word for word, at two later places: what it reads is to stay as it is. */
export function isMadeAgain({ step, unit: { text } }: ActionPlace): boolean {
    const said = wordsOf(step, text);
    return step.body.steps.slice(step.index + 1).filter(s => wordsOf(s, text) === said).length > 1;
}

/** Whether a statement reads a variable or an attribute of that name. */
export function mentions(stmt: Stmt, name: string): boolean {
    return ownExprs(stmt).some(expr =>
        anyExpr(
            expr,
            e => (e.kind === 'name' && e.id === name) || (e.kind === 'attribute' && e.attr === name),
        ),
    );
}

function literalsOf(stmt: Stmt): Set<string> {
    const found = new Set<string>();
    for (const expr of ownExprs(stmt))
        walkExpr(expr, e => {
            const text = literal(e);
            if (text !== undefined) found.add(text);
        });
    return found;
}

function literal(expr: Expr): string | undefined {
    if (expr.kind === 'number') return String(expr.value);
    if (expr.kind === 'string' && expr.value !== undefined) return `"${expr.value}"`;
    if (expr.kind === 'constant') return String(expr.value);
    return undefined;
}

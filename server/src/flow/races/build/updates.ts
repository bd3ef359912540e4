/**
 * Updates that take two statements: `value = count` and later `count = value + 1`, `if key not in cache` and then
 * `cache[key] = …`. Whoever comes between the two sees, or overwrites, what is about to change.
 */
import type { Expr, IfStmt, Stmt } from '../../../syntax/ast.ts';
import { anyExpr, ownExprs, walkExpr } from '../../../syntax/walk.ts';
import type { Step } from '../../timeline.ts';
import type { Access, Since } from '../program.ts';
import type { RawAccess } from '../raw-access.ts';

/** What a root has read and may act upon later. */
export class Readings {
    readonly #identity: (expr: Expr, step: Step) => string | undefined;
    /** What its own names were made of, by identity. */
    readonly #copies = new Map<string, readonly Access[]>();
    /** The reads of conditions, the latest last. */
    readonly #checks: { readonly step: Step; readonly reads: readonly Access[] }[] = [];

    constructor(identity: (expr: Expr, step: Step) => string | undefined) {
        this.#identity = identity;
    }

    /** Notes what a statement has read, for what comes after it. */
    note(step: Step, reads: readonly Access[]): void {
        const { stmt } = step;
        if (stmt.kind === 'if' && reads.length > 0) this.#checks.push({ step, reads });
        if (stmt.kind !== 'assign') return;
        for (const target of stmt.targets) {
            const name = target.kind === 'name' ? this.#identity(target, step) : undefined;
            if (name === undefined) continue;
            // `value = value + 1` is still made of what `value` was.
            const kept = stmt.value && mentions(stmt.value, target) ? (this.#copies.get(name) ?? []) : [];
            this.#copies.set(name, [...kept, ...this.#madeOf(reads)]);
        }
    }

    #madeOf(reads: readonly Access[]): Access[] {
        return reads.flatMap(read => [read, ...(this.#copies.get(read.variable) ?? [])]);
    }

    /** The earlier read that a write depends on. */
    before(step: Step, write: RawAccess, reads: readonly Access[]): Since | undefined {
        if (write.mode !== 'write') return undefined;
        if (step.stmt.kind === 'assign' && step.stmt.targets.some(t => this.#isOwnElement(t, step)))
            return undefined;
        const copied = this.#copied(step.stmt, write, reads);
        return copied ? since(copied, 'copy') : this.#checked(step, write);
    }

    /** `seen[i] = …`: each worker has an element of its own, as far as one can see. */
    #isOwnElement(target: Expr, step: Step): boolean {
        return (
            target.kind === 'subscript' &&
            target.indices.some(
                i =>
                    i.kind !== 'string' &&
                    i.kind !== 'number' &&
                    (this.#identity(i, step)?.includes('#') ?? true),
            )
        );
    }

    /** `count = value + 1`; what only puts an old value back is no update. */
    #copied(stmt: Stmt, { variable, span }: RawAccess, reads: readonly Access[]): Access | undefined {
        if (stmt.kind !== 'assign' || span !== stmt || !stmt.value) return undefined;
        if (/^(name|attribute|subscript)$/.test(stmt.value.kind)) return undefined;
        return this.#madeOf(reads).findLast(r => r.variable === variable && r.step.stmt !== stmt);
    }

    /** The nearest condition on the variable that still holds sway at a step. */
    #checked(step: Step, write: RawAccess): Since | undefined {
        if (isPlainMark(step.stmt)) return undefined;
        const isAdded = adds(step.stmt);
        for (const { step: head, reads } of [...this.#checks].reverse()) {
            const read = reads.find(r => r.variable === write.variable);
            // `if errors: return`, and `errors.append(error)`: whoever comes between has added, too.
            if (read && isAdded && asksWhetherEmpty(head.stmt)) continue;
            if (read && governs(head, step)) return since(read, 'check');
        }
        return undefined;
    }
}

function since(read: Access, how: Since['how']): Since {
    return { unit: read.unit, span: read.span, step: read.step, read, how };
}

/** Inside the `if`, or behind one that leaves. */
function governs(head: Step, step: Step): boolean {
    if (head.body !== step.body || head.stmt.kind !== 'if') return false;
    if (step.frames.some(f => f.stmt === head.stmt)) return true;
    return (
        leaves(head.stmt) &&
        head.start < step.start &&
        head.frames.every((f, i) => step.frames[i]?.stmt === f.stmt && step.frames[i]?.kind === f.kind)
    );
}

function leaves({ body, orelse }: IfStmt): boolean {
    const last = body.at(-1)?.kind;
    return orelse.length === 0 && (last === 'return' || last === 'raise' || last === 'continue');
}

/** `done = True`: twice is as good as once. */
function isPlainMark(stmt: Stmt): boolean {
    if (stmt.kind !== 'assign' || !stmt.value) return false;
    return /^(constant|number|string|name)$/.test(stmt.value.kind);
}

/** `errors.append(error)`: nothing is overwritten. */
function adds(stmt: Stmt): boolean {
    return (
        stmt.kind === 'expr' &&
        stmt.value.kind === 'call' &&
        stmt.value.func.kind === 'attribute' &&
        /^(append|appendleft|add|extend)$/.test(stmt.value.func.attr)
    );
}

/** `if errors:` */
function asksWhetherEmpty(stmt: Stmt): boolean {
    if (stmt.kind !== 'if') return false;
    const { test } = stmt;
    const asked = test.kind === 'unary' && test.op === 'not' ? test.operand : test;
    return asked.kind === 'name' || asked.kind === 'attribute';
}

/** Whether a task waits after it has read the old value and before it writes the new one: `n = n + await f()`. */
export function waitsInside(stmt: Stmt): boolean {
    if (stmt.kind === 'augassign') return hasAwait(stmt.value);
    if (stmt.kind !== 'assign' || !stmt.value) return false;
    const names = new Set<string>();
    for (const target of stmt.targets)
        walkExpr(target, e => nameOf(e) !== undefined && names.add(nameOf(e) ?? ''));
    let readAt = Number.POSITIVE_INFINITY;
    let waitsAt = -1;
    walkExpr(stmt.value, e => {
        const name = nameOf(e);
        if (name !== undefined && names.has(name)) readAt = Math.min(readAt, e.start);
        if (e.kind === 'await') waitsAt = Math.max(waitsAt, e.start);
    });
    return readAt < waitsAt;
}

function mentions(expr: Expr, target: Expr): boolean {
    return anyExpr(expr, e => e.kind === 'name' && target.kind === 'name' && e.id === target.id);
}

function nameOf(expr: Expr): string | undefined {
    return expr.kind === 'name' ? expr.id : expr.kind === 'attribute' ? expr.attr : undefined;
}

function hasAwait(expr: Expr): boolean {
    return anyExpr(expr, e => e.kind === 'await', false);
}

/** What a statement awaits that is no call: `await task`. */
export function plainlyAwaited(stmt: Stmt): Expr[] {
    const found: Expr[] = [];
    for (const own of ownExprs(stmt))
        walkExpr(
            own,
            e => {
                if (e.kind === 'await' && e.value.kind !== 'call') found.push(e.value);
            },
            false,
        );
    return found;
}

/** `async for`, `async with` */
export function isAsyncBlock(stmt: Stmt): boolean {
    return (stmt.kind === 'for' || stmt.kind === 'with') && stmt.isAsync;
}

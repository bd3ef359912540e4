/** What the roots of a test share, and how each step touches it. */
import type { Span } from '../../base/text.ts';
import type { Resolver } from '../../model/resolve.ts';
import type { Binding, Scope } from '../../model/scope.ts';
import type { Expr, Stmt } from '../../syntax/ast.ts';
import { childExprs, ownExprs } from '../../syntax/walk.ts';
import type { AccessMode } from './program.ts';

/** Methods that change what they are called on, each atomic under the GIL. */
const MUTATORS = new Set([
    'append',
    'appendleft',
    'extend',
    'insert',
    'add',
    'remove',
    'discard',
    'pop',
    'popleft',
    'popitem',
    'clear',
    'update',
    'setdefault',
    'sort',
    'reverse',
    '__setitem__',
]);
/** What threads synchronise with is not shared data. */
const SYNCHRONISERS =
    /^(threading|multiprocessing|queue|concurrent|asyncio|anyio|trio|eventlet|gevent|subprocess|_thread|logging)\b/;

export interface RawAccess {
    readonly variable: string;
    readonly name: string;
    readonly mode: AccessMode;
    readonly atomic: boolean;
    readonly span: Span;
}

/** Gives every shared thing one identity, through parameters that stand for arguments. */
export class Variables {
    readonly #resolver: Resolver;
    readonly #scopes = new Map<Scope, number>();
    /** Parameters of a worker that stand for what was passed. */
    readonly #aliases = new Map<Scope, Map<string, string>>();

    constructor(resolver: Resolver) {
        this.#resolver = resolver;
    }

    /** Says that in `scope` the parameter `name` is the thing `variable`. */
    alias(scope: Scope, name: string, variable: string): void {
        const known = this.#aliases.get(scope) ?? new Map<string, string>();
        known.set(name, variable);
        this.#aliases.set(scope, known);
    }

    /** The identity of `name`, `self.attr` or `name.attr`; `undefined` for what cannot be shared. */
    identity(expr: Expr, scope: Scope): string | undefined {
        if (expr.kind === 'name') return this.#nameIdentity(expr.id, scope);
        if (expr.kind === 'attribute' && expr.value.kind === 'name') {
            if (expr.value.id === scope.selfName) return `self.${expr.attr}`;
            const base = this.#nameIdentity(expr.value.id, scope);
            return base === undefined ? undefined : `${base}.${expr.attr}`;
        }
        if (expr.kind === 'subscript') return this.identity(expr.value, scope);
        return undefined;
    }

    #nameIdentity(name: string, scope: Scope): string | undefined {
        const alias = this.#aliases.get(scope)?.get(name);
        if (alias !== undefined) return alias;
        const found = this.#resolver.lookup(name, scope);
        if (!found || !found.bindings.some(isData)) return undefined;
        const outer = this.#aliases.get(found.scope)?.get(name);
        if (outer !== undefined) return outer;
        let id = this.#scopes.get(found.scope);
        if (id === undefined) {
            id = this.#scopes.size;
            this.#scopes.set(found.scope, id);
        }
        return `${name}@${id}`;
    }

    /** Whether an expression's value is a lock, an Event, a thread: not data. */
    synchronises(expr: Expr, scope: Scope): boolean {
        return SYNCHRONISERS.test(this.#resolver.origin(expr, scope) ?? '');
    }

    /** Whether a variable belongs to one root alone: a local of a worker exists once for each start of it. */
    isLocalTo(
        variable: string,
        sides: readonly {
            readonly access: { readonly step: { readonly body: { readonly scope: Scope } } };
        }[],
    ): boolean {
        const id = /@(\d+)/.exec(variable)?.[1];
        if (id === undefined) return false;
        const owner = [...this.#scopes].find(([, n]) => String(n) === id)?.[0];
        return owner?.parent !== undefined && sides.every(s => s.access.step.body.scope === owner);
    }

    /** How a statement's own expressions touch shared things, in evaluation order. */
    accesses(stmt: Stmt, scope: Scope): RawAccess[] {
        const found: RawAccess[] = [];
        const add = (expr: Expr, mode: AccessMode, atomic: boolean, span: Span = expr) => {
            const variable = this.identity(expr, scope);
            if (variable === undefined || this.synchronises(expr, scope)) return;
            found.push({ variable, name: nameOf(expr), mode, atomic, span });
        };
        const read = (expr: Expr): void => {
            switch (expr.kind) {
                case 'lambda':
                    return;
                case 'name':
                    add(expr, 'read', true);
                    return;
                case 'attribute':
                    if (expr.value.kind === 'name' && this.identity(expr, scope) !== undefined) {
                        add(expr, 'read', true);
                        if (expr.value.id !== scope.selfName) add(expr.value, 'read', true, expr);
                        return;
                    }
                    break;
                case 'call': {
                    const { func } = expr;
                    for (const arg of expr.args) read(arg);
                    for (const keyword of expr.keywords) read(keyword.value);
                    if (func.kind === 'attribute' && MUTATORS.has(func.attr)) {
                        add(func.value, 'write', true, expr);
                        if (func.value.kind !== 'name')
                            read(func.value.kind === 'attribute' ? func.value.value : func.value);
                        return;
                    }
                    if (func.kind === 'attribute') read(func.value);
                    return;
                }
                default:
                    break;
            }
            for (const inner of childExprs(expr)) read(inner);
        };
        const write = (target: Expr, span: Span): void => {
            if (target.kind === 'tuple' || target.kind === 'list')
                for (const item of target.items) write(item, span);
            else if (target.kind === 'subscript') {
                for (const index of target.indices) read(index);
                add(target.value, 'write', true, span);
            } else add(target, 'write', true, span);
        };
        switch (stmt.kind) {
            case 'assign': {
                if (stmt.value) read(stmt.value);
                for (const target of stmt.targets) write(target, stmt);
                break;
            }
            case 'augassign':
                read(stmt.value);
                add(
                    stmt.target.kind === 'subscript' ? stmt.target.value : stmt.target,
                    'update',
                    false,
                    stmt,
                );
                break;
            case 'delete':
                for (const target of stmt.targets) write(target, stmt);
                break;
            case 'for':
                read(stmt.iter);
                break;
            case 'with':
                for (const item of stmt.items) read(item.context);
                break;
            case 'function':
            case 'class':
                break;
            default:
                for (const expr of ownExprs(stmt)) read(expr);
        }
        return joinReadModifyWrite(found, stmt);
    }
}

/** `x = x + 1` is one update, not a read and a write. */
function joinReadModifyWrite(found: readonly RawAccess[], stmt: Stmt): RawAccess[] {
    if (stmt.kind !== 'assign') return [...found];
    const written = found.find(a => a.mode === 'write' && a.span === stmt);
    if (!written || !found.some(a => a.mode === 'read' && a.variable === written.variable)) return [...found];
    return found
        .filter(a => !(a.mode === 'read' && a.variable === written.variable))
        .map(a => (a === written ? { ...a, mode: 'update' as const, atomic: false } : a));
}

/** Functions, classes and modules are not data that roots share. */
function isData(binding: Binding): boolean {
    return (
        binding.kind === 'assign' ||
        binding.kind === 'unpack' ||
        binding.kind === 'param' ||
        binding.kind === 'with'
    );
}

function nameOf(expr: Expr): string {
    if (expr.kind === 'name') return expr.id;
    if (expr.kind === 'attribute') return `${nameOf(expr.value)}.${expr.attr}`;
    if (expr.kind === 'subscript') return nameOf(expr.value);
    return 'value';
}

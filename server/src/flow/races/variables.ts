/** What the roots of a test share, and how each step touches it. */
import type { Span } from '../../base/text.ts';
import type { Resolver } from '../../model/resolve.ts';
import type { Binding, Scope } from '../../model/scope.ts';
import type { Expr, Stmt } from '../../syntax/ast.ts';
import { childExprs, ownExprs } from '../../syntax/walk.ts';
import { MockRecords, type RecordAccess } from './mock-records.ts';
import { Outside, type OutsideAccess } from './outside.ts';
import type { AccessMode } from './program.ts';
import { joinReadModifyWrite, markIterated, type RawAccess } from './raw-access.ts';

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

/** Made to be shared between processes, and data all the same. */
const SHARED_MEMORY =
    /^multiprocessing\.(Value|Array|RawValue|RawArray|sharedctypes\.\w+|Manager\(\)\.(list|dict|Namespace|Value|Array)|shared_memory\.(SharedMemory|ShareableList))\(\)/;

/** Gives every shared thing one identity, through parameters that stand for arguments. */
export class Variables {
    readonly #resolver: Resolver;
    readonly outside: Outside;
    readonly #mocks: MockRecords;
    readonly #scopes = new Map<Scope, number>();
    /** The root in whose name a function is being walked: its locals are that root's own. */
    readonly #owners = new Map<Scope, number>();
    /** Parameters that stand for what was passed, `self` for the object that was made. */
    readonly #aliases = new Map<Scope, Map<string, string>>();
    /** Attributes of objects that stand for what their constructor was given. */
    readonly #fields = new Map<string, string>();

    /** What is known to be shared between processes; parameters stand for it under other names. */
    readonly #acrossProcesses = new Set<string>();

    constructor(resolver: Resolver) {
        this.#resolver = resolver;
        this.#mocks = new MockRecords(resolver, (expr, scope) => this.identity(expr, scope));
        this.outside = new Outside(resolver, (expr, scope) => this.identity(expr, scope));
    }

    /** Says that in `scope` the name is the thing `variable`. */
    alias(scope: Scope, name: string, variable: string | undefined): void {
        const known = this.#aliases.get(scope) ?? new Map<string, string>();
        if (variable === undefined) known.delete(name);
        else known.set(name, variable);
        this.#aliases.set(scope, known);
    }

    /** Says that an object's attribute is the thing `variable`. */
    field(object: string, attr: string, variable: string): void {
        this.#fields.set(`${object}.${attr}`, variable);
    }

    /** Walks a function in the name of a root. */
    within(scope: Scope, root: number, walk: () => void): void {
        const outer = this.#owners.get(scope);
        this.#owners.set(scope, root);
        walk();
        if (outer === undefined) this.#owners.delete(scope);
        else this.#owners.set(scope, outer);
    }

    /** The identity of `name`, `self.attr` or `name.attr`; `undefined` for what cannot be shared. */
    identity(expr: Expr, scope: Scope): string | undefined {
        if (expr.kind === 'name') return this.#nameIdentity(expr.id, scope);
        if (expr.kind === 'attribute') {
            const base =
                expr.value.kind === 'name' && expr.value.id === scope.selfName
                    ? this.selfIdentity(scope)
                    : expr.value.kind === 'name' || expr.value.kind === 'attribute'
                      ? this.identity(expr.value, scope)
                      : undefined;
            if (base === undefined) return undefined;
            const id = `${base}.${expr.attr}`;
            return this.#fields.get(id) ?? id;
        }
        if (expr.kind === 'subscript') return this.identity(expr.value, scope);
        return undefined;
    }

    /** The object that `self` is in a scope. */
    selfIdentity(scope: Scope): string {
        for (let at: Scope | undefined = scope; at && scope.selfName !== undefined; at = at.parent) {
            const alias = this.#aliases.get(at)?.get(scope.selfName);
            if (alias !== undefined) return alias;
            if (at.bindings.has(scope.selfName)) break;
        }
        return `self:${scope.className ?? ''}`;
    }

    #nameIdentity(name: string, scope: Scope): string | undefined {
        const found = this.#resolver.lookup(name, scope);
        if (!found || name === found.scope.selfName) return undefined;
        const alias = this.#aliases.get(found.scope)?.get(name);
        if (alias !== undefined) return alias;
        if (!found.bindings.some(isData)) return undefined;
        let id = this.#scopes.get(found.scope);
        if (id === undefined) {
            id = this.#scopes.size;
            this.#scopes.set(found.scope, id);
        }
        const owner = this.#owners.get(found.scope) ?? 0;
        return owner === 0 ? `${name}@${id}` : `${name}@${id}#${owner}`;
    }

    /** Whether an expression's value is a lock, an Event, a thread: not data. */
    synchronises(expr: Expr, scope: Scope): boolean {
        const origin = this.#resolver.origin(expr, scope) ?? '';
        return SYNCHRONISERS.test(origin) && !SHARED_MEMORY.test(origin);
    }

    #isAcrossProcesses(expr: Expr, scope: Scope): boolean {
        const known = this.identity(expr, scope);
        if (
            known !== undefined &&
            [...this.#acrossProcesses].some(id => known === id || known.startsWith(`${id}.`))
        )
            return true;
        if (!SHARED_MEMORY.test(this.#resolver.origin(expr, scope) ?? '')) return false;
        if (known !== undefined) this.#acrossProcesses.add(known);
        return true;
    }

    /** How a statement's own expressions touch shared things, in evaluation order. */
    accesses(stmt: Stmt, scope: Scope): RawAccess[] {
        const found: RawAccess[] = [];
        const add = (expr: Expr, mode: AccessMode, atomic: boolean, span: Span = expr) => {
            const variable = this.identity(expr, scope);
            if (variable === undefined || this.synchronises(expr, scope)) return;
            const acrossProcesses = this.#isAcrossProcesses(expr, scope);
            found.push({ variable, name: nameOf(expr), mode, atomic, span, acrossProcesses });
        };
        const outside = (known: OutsideAccess | undefined, span: Span): boolean => {
            if (known) found.push({ ...known, atomic: true, span });
            return known !== undefined;
        };
        const records = (known: readonly RecordAccess[] | undefined, span: Span): boolean => {
            for (const access of known ?? [])
                found.push({ ...access, atomic: true, span, acrossProcesses: false });
            return known !== undefined;
        };
        const read = (expr: Expr): void => {
            switch (expr.kind) {
                case 'subscript':
                    if (outside(this.outside.ofSubscript(expr, scope, 'read'), expr)) return;
                    break;
                case 'lambda':
                    return;
                case 'name':
                    add(expr, 'read', true);
                    return;
                case 'attribute': {
                    if (records(this.#mocks.ofAttribute(expr, scope), expr)) return;
                    if (expr.value.kind === 'name' && this.identity(expr, scope) !== undefined) {
                        add(expr, 'read', true);
                        if (expr.value.id !== scope.selfName) add(expr.value, 'read', true, expr);
                        return;
                    }
                    break;
                }
                case 'call': {
                    const { func } = expr;
                    outside(this.outside.ofCall(expr, scope), expr);
                    for (const arg of expr.args) read(arg);
                    for (const keyword of expr.keywords) read(keyword.value);
                    if (records(this.#mocks.ofCall(expr, scope), expr)) return;
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
                if (outside(this.outside.ofSubscript(target, scope, 'write'), span)) return;
                for (const index of target.indices) read(index);
                add(target.value, 'write', true, span);
            } else if (target.kind !== 'name' || !this.#rebinds(target.id, scope))
                add(target, 'write', true, span);
        };
        switch (stmt.kind) {
            case 'assign': {
                if (stmt.value) read(stmt.value);
                for (const target of stmt.targets) write(target, stmt);
                break;
            }
            case 'augassign':
                read(stmt.value);
                // What `+=` does to an object of another class is that class's business.
                if (this.#hasOwnUpdate(stmt.target, scope)) break;
                if (
                    stmt.target.kind === 'name' &&
                    !this.#isList(stmt.target, scope) &&
                    this.#rebinds(stmt.target.id, scope)
                )
                    break;
                if (this.#isOwnElement(stmt.target) || this.#isList(stmt.target, scope))
                    write(stmt.target, stmt);
                else
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
        return joinReadModifyWrite(markIterated(found, stmt), stmt);
    }

    /** `counts[i] += 1`: each worker has an element of its own, as far as one can see. */
    #isOwnElement(target: Expr): boolean {
        return (
            target.kind === 'subscript' &&
            target.indices.some(i => i.kind !== 'string' && i.kind !== 'number')
        );
    }

    /** A parameter that is assigned to stands for what it was given no longer. */
    #rebinds(name: string, scope: Scope): boolean {
        const aliases = this.#aliases.get(scope);
        if (!aliases?.has(name) || name === scope.selfName) return false;
        aliases.delete(name);
        return true;
    }

    /** `stat += 1` on a `metrics.IntStat()`, or on an object of a class of the file that says what `+=` does. */
    #hasOwnUpdate(target: Expr, scope: Scope): boolean {
        if (target.kind !== 'name') return false;
        const origin = this.#resolver.origin(target, scope) ?? '';
        const own = /^class:([\w.]+)\(\)$/.exec(origin)?.[1];
        if (own !== undefined)
            return this.#resolver.module.classes.get(own)?.methods.has('__iadd__') ?? false;
        return (
            /^[\w.]+\.[A-Z]\w*\(\)$/.test(origin) &&
            !/^(collections|multiprocessing|ctypes|decimal|fractions|datetime)\./.test(origin)
        );
    }

    /** `results += [1]` extends the list, which is one step. */
    #isList(target: Expr, scope: Scope): boolean {
        return /^list(\(\)|\[)/.test(this.#resolver.origin(target, scope) ?? '');
    }
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

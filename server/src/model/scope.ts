/** Which names a function binds, and to what. Purely by syntax, as Python's compiler does it. */
import type { Block, Expr, FunctionStmt, ImportStmt, LambdaExpr, Param, Stmt } from '../syntax/ast.ts';
import { childBlocks, dottedName, ownExprs, walkExpr } from '../syntax/walk.ts';

/** What a name was bound to at one place. `at` orders bindings in a scope: an offset in the unit. */
export type Binding =
    | { readonly kind: 'import'; readonly at: number; readonly qualified: string }
    | { readonly kind: 'assign'; readonly at: number; readonly value: Expr }
    /** One name of `a, b = value`. */
    | { readonly kind: 'unpack'; readonly at: number; readonly value: Expr; readonly index: number }
    | { readonly kind: 'with'; readonly at: number; readonly value: Expr }
    | { readonly kind: 'loop'; readonly at: number; readonly iter: Expr }
    | { readonly kind: 'param'; readonly at: number; readonly param: Param; readonly index: number }
    | { readonly kind: 'function'; readonly at: number; readonly stmt: FunctionStmt }
    | { readonly kind: 'class'; readonly at: number; readonly name: string; readonly stmt: Stmt }
    | { readonly kind: 'other'; readonly at: number };

/** The names of one function (or of the module), without those of functions inside it. */
export interface Scope {
    readonly parent: Scope | undefined;
    readonly bindings: ReadonlyMap<string, readonly Binding[]>;
    /** Names declared `global` or `nonlocal`: they are bound elsewhere. */
    readonly outer: ReadonlySet<string>;
    /** The class whose instance `self` is, if the function is a method; inherited by nested functions. */
    readonly className: string | undefined;
    /** What the first parameter of the method is called, most often `self`. */
    readonly selfName: string | undefined;
}

/** Collects bindings; used for functions and for the module. */
export class ScopeBuilder {
    readonly bindings = new Map<string, Binding[]>();
    readonly outer = new Set<string>();

    add(name: string, binding: Binding): void {
        const known = this.bindings.get(name);
        if (known) known.push(binding);
        else this.bindings.set(name, [binding]);
    }

    addParams(params: readonly Param[]): void {
        for (const [index, param] of params.entries()) {
            this.add(param.name, { kind: 'param', at: param.start, param, index });
        }
    }

    addBlock(block: Block, offset = 0): void {
        for (const stmt of block) this.addStatement(stmt, offset);
    }

    /** @param offset is added to every place, for statements of different units in one scope */
    addStatement(stmt: Stmt, offset = 0): void {
        const at = stmt.start + offset;
        switch (stmt.kind) {
            case 'import':
                this.addImport(stmt, at);
                return;
            case 'assign':
                if (stmt.value) for (const target of stmt.targets) this.addTarget(target, stmt.value, at);
                break;
            case 'for':
                this.#addNames(stmt.target, name => this.add(name, { kind: 'loop', at, iter: stmt.iter }));
                break;
            case 'with':
                for (const item of stmt.items) {
                    if (item.target?.kind === 'name') {
                        this.add(item.target.id, {
                            kind: 'with',
                            at: item.start + offset,
                            value: item.context,
                        });
                    } else if (item.target) {
                        this.#addNames(item.target, name => this.add(name, { kind: 'other', at }));
                    }
                }
                break;
            case 'function':
                this.add(stmt.name, { kind: 'function', at, stmt });
                return;
            case 'class':
                this.add(stmt.name, { kind: 'class', at, name: stmt.name, stmt });
                return;
            case 'global':
            case 'nonlocal':
                for (const name of stmt.names) this.outer.add(name);
                return;
            case 'try':
                for (const handler of stmt.handlers)
                    if (handler.name) this.add(handler.name, { kind: 'other', at });
                break;
            default:
                break;
        }
        for (const expr of ownExprs(stmt)) {
            walkExpr(expr, e => {
                if (e.kind === 'named')
                    this.add(e.target, { kind: 'assign', at: e.start + offset, value: e.value });
            });
        }
        for (const block of childBlocks(stmt)) this.addBlock(block, offset);
    }

    addTarget(target: Expr, value: Expr, at: number): void {
        if (target.kind === 'name') {
            this.add(target.id, { kind: 'assign', at, value });
        } else if (target.kind === 'tuple' || target.kind === 'list') {
            const values = value.kind === 'tuple' || value.kind === 'list' ? value.items : undefined;
            target.items.forEach((item, index) => {
                const known = values?.[index];
                if (known && values?.length === target.items.length) this.addTarget(item, known, at);
                else this.#addNames(item, name => this.add(name, { kind: 'unpack', at, value, index }));
            });
        }
    }

    addImport(stmt: ImportStmt, at: number): void {
        for (const { name, alias } of stmt.names) {
            if (stmt.module === undefined) {
                // `import a.b` binds `a`; `import a.b as c` binds the submodule.
                const local = alias ?? name.split('.', 1)[0] ?? name;
                this.add(local, { kind: 'import', at, qualified: alias ? name : local });
            } else {
                this.add(alias ?? name, { kind: 'import', at, qualified: `${stmt.module}.${name}` });
            }
        }
    }

    #addNames(target: Expr, add: (name: string) => void): void {
        if (target.kind === 'name') add(target.id);
        else if (target.kind === 'tuple' || target.kind === 'list')
            for (const item of target.items) this.#addNames(item, add);
        else if (target.kind === 'starred') this.#addNames(target.value, add);
    }
}

/** What a function binds follows from its syntax, which is kept while its text stays. */
const known = new WeakMap<FunctionStmt | LambdaExpr, ScopeBuilder>();

function boundIn(fn: FunctionStmt | LambdaExpr): ScopeBuilder {
    let builder = known.get(fn);
    if (!builder) {
        builder = new ScopeBuilder();
        builder.addParams(fn.params);
        if (fn.kind === 'function') builder.addBlock(fn.body);
        known.set(fn, builder);
    }
    return builder;
}

/** The scope of a function or lambda. */
export function functionScope(
    fn: FunctionStmt | LambdaExpr,
    parent: Scope,
    method?: { className: string },
): Scope {
    const { bindings, outer } = boundIn(fn);
    const isStatic =
        fn.kind === 'function' && fn.decorators.some(d => d.kind === 'name' && d.id === 'staticmethod');
    const own = method && !isStatic ? fn.params[0]?.name : undefined;
    return {
        parent,
        bindings,
        outer,
        className: method?.className ?? parent.className,
        selfName: own ?? (method ? undefined : parent.selfName),
    };
}

/** What a name stands for, as written: the qualified name that is imported, or the dotted name that is assigned. */
export function sourceOf(binding: Binding): string | undefined {
    if (binding.kind === 'import') return binding.qualified;
    return binding.kind === 'assign' ? dottedName(binding.value) : undefined;
}

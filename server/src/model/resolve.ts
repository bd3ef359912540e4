/**
 * Where a value comes from, as a string: `time.sleep`, `threading.Thread()` for an instance,
 * `threading.Thread().join` for its bound method, `concurrent.futures.ThreadPoolExecutor().submit()` for what
 * a call returned. Tables are keyed by these strings; rules never compare source text.
 */
import type { CallExpr, Expr, FunctionStmt } from '../syntax/ast.ts';
import { walkBlock } from '../syntax/walk.ts';
import { type ClassModel, type FunctionUnit, findMethod, type ModuleModel } from './module.ts';
import type { Remembered } from './reads.ts';
import { type Binding, functionScope, type Scope } from './scope.ts';
import { CANONICAL_NAMES, SUBCLASSABLE, TYPES_BY_NAME } from './types.ts';

const MAX_STEPS = 24;

/** An assignment to `self.name` somewhere in a class. */
export interface AttributeSource {
    readonly value: Expr;
    readonly unit: FunctionUnit | undefined;
    readonly scope: Scope;
}

/** Answers questions about names in one module. Holds caches, so make one for one version of a file. */
export class Resolver {
    readonly #attributes = new Map<string, Remembered<AttributeSource | undefined>>();
    readonly #methodScopes = new Map<FunctionUnit, Scope>();
    readonly #assignersOf = new Map<ClassModel, Map<string, FunctionUnit[]>>();

    constructor(readonly module: ModuleModel) {}

    /** The scope inside a function of the file. */
    scopeOf(unit: FunctionUnit, fn: FunctionStmt): Scope {
        let scope = this.#methodScopes.get(unit);
        if (!scope) {
            scope = functionScope(fn, this.module.scope, unit.cls ? { className: unit.cls.name } : undefined);
            this.#methodScopes.set(unit, scope);
        }
        return scope;
    }

    /** The bindings of a name as seen from `scope`, and the scope that holds them. */
    lookup(name: string, scope: Scope): { bindings: readonly Binding[]; scope: Scope } | undefined {
        for (let current: Scope | undefined = scope; current; current = current.parent) {
            if (current.outer.has(name)) continue;
            const bindings = current.bindings.get(name);
            if (bindings) return { bindings, scope: current };
        }
        return undefined;
    }

    /** The origin of an expression's value, or `undefined` if nothing is known about it. */
    origin(expr: Expr, scope: Scope): string | undefined {
        return this.#origin(expr, scope, MAX_STEPS);
    }

    /** The class of this file whose instance `self` is in `scope`. */
    classOf(scope: Scope): ClassModel | undefined {
        return scope.className === undefined ? undefined : this.module.classes.get(scope.className);
    }

    #origin(expr: Expr, scope: Scope, steps: number): string | undefined {
        if (steps <= 0) return undefined;
        switch (expr.kind) {
            case 'name':
                return this.#nameOrigin(expr.id, expr.start, scope, steps);
            case 'attribute': {
                if (
                    expr.value.kind === 'name' &&
                    expr.value.id === scope.selfName &&
                    scope.className !== undefined
                ) {
                    return this.#selfOrigin(expr.attr, scope, steps);
                }
                const base = this.#origin(expr.value, scope, steps - 1);
                if (base === undefined) return undefined;
                if (base.startsWith('class:') && base.endsWith('()')) {
                    return this.#memberOrigin(base.slice(6, -2), expr.attr, steps) ?? `${base}.${expr.attr}`;
                }
                return canonical(`${base}.${expr.attr}`);
            }
            case 'call': {
                const callee = this.#origin(expr.func, scope, steps - 1);
                const imported = importedByName(expr, callee);
                if (imported !== undefined) return imported;
                const known = callee === undefined ? undefined : this.#instanceOf(callee);
                if (known !== undefined && !known.startsWith('self.')) return known;
                const name = nameOfType(expr.func);
                const byName = Object.hasOwn(TYPES_BY_NAME, name) ? TYPES_BY_NAME[name] : undefined;
                return byName ? `${byName}()` : known;
            }
            case 'await':
            case 'named':
                return this.#origin(expr.value, scope, steps - 1);
            case 'subscript': {
                const base = this.#origin(expr.value, scope, steps - 1);
                return base === undefined ? undefined : `${base}[]`;
            }
            case 'list':
            case 'tuple':
            case 'set': {
                const first = expr.items[0];
                const item = first ? this.#origin(first, scope, steps - 1) : undefined;
                return item === undefined ? `${expr.kind}()` : `list[${item}]`;
            }
            case 'comprehension': {
                const element = expr.element[0];
                const item = element ? this.#origin(element, scope, steps - 1) : undefined;
                return item === undefined ? 'list()' : `list[${item}]`;
            }
            case 'conditional':
                return (
                    this.#origin(expr.body, scope, steps - 1) ?? this.#origin(expr.orelse, scope, steps - 1)
                );
            case 'bool':
                return (
                    this.#origin(expr.left, scope, steps - 1) ?? this.#origin(expr.right, scope, steps - 1)
                );
            case 'dict':
                return 'dict()';
            case 'string':
                return 'str()';
            case 'number':
                return 'number()';
            default:
                return undefined;
        }
    }

    #nameOrigin(name: string, at: number, scope: Scope, steps: number): string | undefined {
        const found = this.lookup(name, scope);
        if (!found) return BUILTINS.has(name) ? name : undefined;
        // The nearest binding above the use; a use in an inner function may see any of them.
        const sameScope = found.scope === scope;
        let best: Binding | undefined;
        for (const binding of found.bindings) {
            // `except ImportError: sleep = None` says nothing about what `sleep` is where it is called.
            if (best && binding.kind === 'assign' && isNone(binding.value)) continue;
            if (!sameScope || binding.at <= at || best === undefined) best = binding;
        }
        const isSelfReference = (b: Binding) =>
            b.kind === 'assign' && b.value.start <= at && at < b.value.end && sameScope;
        if (best && isSelfReference(best)) {
            best = found.bindings.filter(b => !isSelfReference(b) && b.at < at).at(-1);
        }
        if (!best) return undefined;
        switch (best.kind) {
            case 'import':
                return canonical(best.qualified);
            case 'assign':
                return this.#origin(best.value, found.scope, steps - 1);
            case 'with': {
                const origin = this.#origin(best.value, found.scope, steps - 1);
                // A context manager mostly returns itself; a few do not.
                return origin;
            }
            case 'loop': {
                const iter = this.#origin(best.iter, found.scope, steps - 1);
                if (iter?.startsWith('list[')) return iter.slice(5, -1);
                return iter === undefined ? undefined : `${iter}[]`;
            }
            case 'unpack': {
                const value = this.#origin(best.value, found.scope, steps - 1);
                return value === undefined ? undefined : `${value}[${best.index}]`;
            }
            case 'param': {
                const annotated =
                    best.param.annotation && this.#origin(best.param.annotation, found.scope, steps - 1);
                if (annotated) return `${annotated}()`;
                return best.index === 0 && name === found.scope.selfName ? 'self' : `param:${name}`;
            }
            case 'function':
                return `function:${name}`;
            case 'class':
                return `class:${name}`;
            case 'other':
                return found.scope.parent === undefined && this.module.topLevel.has(name)
                    ? `function:${name}`
                    : undefined;
        }
    }

    #selfOrigin(attr: string, scope: Scope, steps: number): string | undefined {
        const cls = this.classOf(scope);
        if (!cls) return `self.${attr}`;
        if (findMethod(cls, attr)) return `self.${attr}`;
        const source = this.attribute(cls, attr);
        if (!source) return `self.${attr}`;
        return this.#origin(source.value, source.scope, steps - 1) ?? `self.${attr}`;
    }

    #memberOrigin(className: string, attr: string, steps: number): string | undefined {
        const cls = this.module.classes.get(className);
        if (!cls) return undefined;
        const source = findMethod(cls, attr) ? undefined : this.attribute(cls, attr);
        return source ? this.#origin(source.value, source.scope, steps - 1) : undefined;
    }

    #instanceOf(callee: string): string | undefined {
        if (callee.startsWith('class:')) {
            const cls = this.module.classes.get(callee.slice(6));
            const base = cls && this.libraryBase(cls);
            if (base) return `${base}()`;
        }
        return `${callee}()`;
    }

    /** The library type that a class of this file extends, if it is one that the tables know. */
    libraryBase(cls: ClassModel): string | undefined {
        for (const candidate of [cls, ...cls.localBases()]) {
            for (const base of candidate.bases) {
                const qualified = this.#qualify(base);
                if (qualified !== undefined && SUBCLASSABLE.has(qualified)) return qualified;
            }
        }
        return undefined;
    }

    /** The qualified name of a dotted name at module level. */
    #qualify(dotted: string): string | undefined {
        const [head, ...rest] = dotted.split('.');
        const binding = head === undefined ? undefined : this.module.scope.bindings.get(head)?.at(-1);
        if (binding?.kind !== 'import') return undefined;
        return canonical([binding.qualified, ...rest].join('.'));
    }

    /** The qualified names of a class's bases, as far as imports tell; unresolved ones as written. */
    baseNames(cls: ClassModel): string[] {
        return [cls, ...cls.localBases()].flatMap(c => c.bases.map(b => this.#qualify(b) ?? b));
    }

    /** Where `self.attr` of a class is set: in its body or in a method of it or of a local base. */
    attribute(cls: ClassModel, attr: string): AttributeSource | undefined {
        const key = `${cls.name}\0${attr}`;
        const { log } = this.module;
        if (!this.#attributes.has(key)) {
            // Guards against an attribute that is defined by way of itself.
            this.#attributes.set(key, { value: undefined, reads: undefined });
            this.#attributes.set(
                key,
                log.record(() => this.#findAttribute(cls, attr)),
            );
        }
        return log.remember(this.#attributes, key, () => undefined);
    }

    /** The methods whose text looks like an assignment to an attribute, likeliest first: only they need be parsed. */
    #assigners(cls: ClassModel): ReadonlyMap<string, readonly FunctionUnit[]> {
        let found = this.#assignersOf.get(cls);
        if (!found) {
            found = new Map<string, FunctionUnit[]>();
            for (const unit of [...cls.methods.values()].sort((a, b) => rank(a) - rank(b))) {
                for (const attr of unit.own(ATTRIBUTE_TARGET, () => attributeTargets(unit.text))) {
                    const known = found.get(attr);
                    if (known) known.push(unit);
                    else found.set(attr, [unit]);
                }
            }
            this.#assignersOf.set(cls, found);
        }
        return found;
    }

    #findAttribute(cls: ClassModel, attr: string): AttributeSource | undefined {
        const { log } = this.module;
        log.word(attr);
        for (const candidate of [cls, ...cls.localBases()]) {
            for (const unit of log.unseen(() => this.#assigners(candidate)).get(attr) ?? []) {
                const fn = unit.fn();
                if (!fn) continue;
                const value = assignedToSelf(fn, attr);
                if (value) return { value, unit, scope: this.scopeOf(unit, fn) };
            }
            const inBody = candidate.classAttributes().get(attr);
            if (inBody) return { value: inBody, unit: undefined, scope: this.module.scope };
        }
        return undefined;
    }
}

const IMPORTS_BY_NAME = /(^|\.)(import_module|importorskip|import_fresh_module|try_import)$/;

/** `importlib.import_module('a.b')` and its kin are imports too. */
function importedByName(call: CallExpr, callee: string | undefined): string | undefined {
    const name = callee ?? (call.func.kind === 'attribute' ? call.func.attr : '');
    const first = call.args[0];
    if (!IMPORTS_BY_NAME.test(name) || first?.kind !== 'string') return undefined;
    return first.value;
}

/** The names of attributes that a method's text seems to assign. */
function attributeTargets(text: string): ReadonlySet<string> {
    const names = new Set<string>();
    for (const [, target, withTarget] of text.matchAll(ATTRIBUTE_TARGET))
        names.add(target ?? withTarget ?? '');
    return names;
}

/** `.name =`, `.name: type =, `.name +=`, `as self.name`, and a little more: the parser decides. */
const ATTRIBUTE_TARGET =
    /\.([\w\u0080-\uffff]+)(?=[\s)\\]*(?:=(?!=)|:[^\n]*[=[(]|(?:[-+*/%&|@^]|\/\/|\*\*|<<|>>)=))|\bas[\s(]+[\w\u0080-\uffff]+\s*\.\s*([\w\u0080-\uffff]+)/g;

/** setUp and `__init__` say what an attribute is; a test may set it to `None` at the end. */
function rank(unit: FunctionUnit): number {
    return unit.role === 'setup' || unit.name === '__init__' ? 0 : unit.role === 'fixture' ? 1 : 2;
}

function assignedToSelf(fn: FunctionStmt, attr: string): Expr | undefined {
    const self = fn.params[0]?.name;
    if (self === undefined) return undefined;
    let found: Expr | undefined;
    walkBlock(fn.body, stmt => {
        if (stmt.kind === 'assign' && stmt.value) {
            for (const target of stmt.targets) {
                if (
                    target.kind === 'attribute' &&
                    target.attr === attr &&
                    target.value.kind === 'name' &&
                    target.value.id === self
                ) {
                    if (!found || isNone(found)) found = stmt.value;
                }
            }
        } else if (stmt.kind === 'with') {
            for (const { target, context } of stmt.items) {
                if (target?.kind === 'attribute' && target.attr === attr) found ??= context;
            }
        }
        return undefined;
    });
    return found;
}

function isNone(expr: Expr): boolean {
    return expr.kind === 'constant' && expr.value === null;
}

/** `Thread` of `Thread(...)` and `self.Thread(...)`; what `self.client.Semaphore(...)` makes is the client's own. */
function nameOfType(callee: Expr): string {
    if (callee.kind === 'attribute') return callee.value.kind === 'name' ? callee.attr : '';
    return callee.kind === 'name' ? callee.id : '';
}

function canonical(spelled: string): string {
    const qualified = spelled.startsWith(CONTEXT)
        ? `multiprocessing.${spelled.slice(CONTEXT.length)}`
        : spelled;
    return Object.hasOwn(CANONICAL_NAMES, qualified) ? (CANONICAL_NAMES[qualified] ?? qualified) : qualified;
}

/** What a start method is chosen with has the types of the module itself. */
const CONTEXT = 'multiprocessing.get_context().';

const BUILTINS: ReadonlySet<string> = new Set([
    'len',
    'open',
    'print',
    'sorted',
    'set',
    'list',
    'dict',
    'tuple',
    'range',
    'iter',
    'next',
    'isinstance',
    'any',
    'all',
    'sum',
    'min',
    'max',
    'zip',
    'map',
    'filter',
    'enumerate',
    'reversed',
    'str',
    'int',
    'float',
    'bool',
    'bytes',
    'type',
    'getattr',
    'setattr',
    'hasattr',
    'super',
    'hash',
    'id',
    'repr',
    'abs',
    'round',
    'exec',
    'eval',
    'compile',
    'input',
]);

/** What a file says: its imports, names, classes, functions, and which of them are tests. */
import type { Comment, Expr, FunctionStmt } from '../syntax/ast.ts';
import type { Outline, OutlineClass, OutlineUnit, OwnFacts } from '../syntax/outline.ts';
import { dottedName } from '../syntax/walk.ts';
import { type FunctionRole, methodRole, moduleFunctionRole } from './discovery.ts';
import { ReadLog } from './reads.ts';
import { type Scope, ScopeBuilder } from './scope.ts';

/** A function at module level or a method: the unit of work. */
export interface FunctionUnit {
    readonly name: string;
    /** `Class.method`, or the name alone. */
    readonly qualname: string;
    readonly role: FunctionRole;
    readonly cls: ClassModel | undefined;
    /** Absolute offsets. */
    readonly start: number;
    readonly end: number;
    readonly text: string;
    /** The function or what stands beside it does not parse. */
    readonly broken: boolean;
    /** What stands beside it does not parse. */
    readonly besideError: boolean;
    /** The function as data; `undefined` if the parser saw something else. */
    readonly fn: () => FunctionStmt | undefined;
    readonly comments: () => readonly Comment[];
    /** What follows from the text alone, kept over edits elsewhere. */
    readonly own: OwnFacts;
}

export interface ClassModel {
    readonly name: string;
    readonly start: number;
    readonly end: number;
    readonly bases: readonly string[];
    /** Base classes in the same file, nearest first, without repetition. */
    readonly localBases: () => readonly ClassModel[];
    readonly decorators: readonly Expr[];
    /** The class statement without its body, decorators included. */
    readonly headerText: string;
    readonly methods: ReadonlyMap<string, FunctionUnit>;
    /** Assignments in the class body: name to value. */
    readonly classAttributes: () => ReadonlyMap<string, Expr>;
    /** The statements of the class body that are not definitions, each as a unit of its own. */
    readonly statements: readonly FunctionUnit[];
    readonly isTestClass: boolean;
    readonly docstring: () => string | undefined;
}

export interface ModuleModel {
    readonly path: string;
    /** The whole text. Who reads it depends on all of the file: where one can, ask `reads.ts` for what is meant. */
    readonly text: string;
    /** What is read of functions while rules look at another one. */
    readonly log: ReadLog;
    readonly scope: Scope;
    readonly functions: readonly FunctionUnit[];
    readonly classes: ReadonlyMap<string, ClassModel>;
    /** Functions at module level by name. */
    readonly topLevel: ReadonlyMap<string, FunctionUnit>;
    /** What is not inside of functions, in the order of the file: headers of classes, statements, places of functions. */
    readonly outside: readonly string[];
    /** What a function is like does not depend on how the others were parsed. */
    readonly isTakenApart: boolean;
    /** Comments outside functions, absolute offsets. */
    readonly comments: readonly Comment[];
    /** Names of modules that the file imports, whole: `threading`, `concurrent.futures`. */
    readonly imports: ReadonlySet<string>;
    /** Statements at module level that are not definitions, absolute offsets. */
    readonly statements: readonly OutlineUnit[];
    /**
     * The statements at module and class level as functions without parameters whose body is the statement,
     * so that rules can look at them as they look at functions. Named after their class, or the empty name.
     */
    readonly statementUnits: () => readonly FunctionUnit[];
}

export function buildModule(path: string, text: string, outline: Outline): ModuleModel {
    const builder = new ScopeBuilder();
    const functions: FunctionUnit[] = [];
    const classes = new Map<string, ClassModel>();
    const topLevel = new Map<string, FunctionUnit>();
    const statements: OutlineUnit[] = [];
    const imports = new Set<string>();
    const log = new ReadLog();
    const addFunction = (item: OutlineUnit, qualname: string, role: FunctionRole, cls?: ClassModel) => {
        const unit = functionUnit(item, qualname, role, cls, () => log.unit(index));
        const index = functions.push(unit) - 1;
        return unit;
    };

    function addClass(cls: OutlineClass, prefix: string): void {
        const name = prefix + cls.name;
        const header = cls.header().stmt;
        const bases = header.kind === 'class' ? header.bases : [];
        const methods = new Map<string, FunctionUnit>();
        const bodyStatements: OutlineUnit[] = [];
        const bodyUnits: FunctionUnit[] = [];
        const nested: OutlineClass[] = [];
        const isTestClass =
            looksLikeTestClass(cls.name, bases) ||
            cls.items.some(i => i.kind === 'function' && i.name.startsWith('test')) ||
            bases.some(b => classes.get(dottedName(b) ?? '')?.isTestClass);
        let attributes: Map<string, Expr> | undefined;
        let locals: ClassModel[] | undefined;
        const model: ClassModel = {
            name,
            start: cls.start,
            end: cls.end,
            bases: bases.map(b => dottedName(b) ?? ''),
            localBases: () => {
                locals ??= collectBases(model, classes);
                return locals;
            },
            decorators: header.kind === 'class' ? header.decorators : [],
            headerText: cls.headerText,
            statements: bodyUnits,
            methods,
            classAttributes: () => {
                attributes ??= classAttributes(bodyStatements);
                return attributes;
            },
            isTestClass,
            docstring: () => {
                const first = cls.items[0];
                return first?.kind === 'statement' ? docstringOf(first) : undefined;
            },
        };
        classes.set(name, model);
        for (const item of cls.items) {
            if (item.kind === 'class') nested.push(item);
            else if (item.kind === 'statement') {
                bodyStatements.push(item);
                if (isPlainStatement(item.text)) bodyUnits.push(statementUnit(item, model));
            } else {
                const role = methodRole(item, isTestClass);
                methods.set(item.name, addFunction(item, `${name}.${item.name}`, role, model));
            }
        }
        for (const inner of nested) addClass(inner, `${name}.`);
    }

    for (const item of outline.items) {
        if (item.kind === 'class') {
            addClass(item, '');
            builder.add(item.name, {
                kind: 'class',
                at: item.start,
                name: item.name,
                stmt: item.header().stmt,
            });
        } else if (item.kind === 'function') {
            topLevel.set(item.name, addFunction(item, item.name, moduleFunctionRole(item)));
            builder.add(item.name, { kind: 'other', at: item.start });
        } else {
            statements.push(item);
            if (isPlainStatement(item.text)) {
                const stmt = item.lower().stmt;
                builder.addStatement(stmt, item.start);
                if (stmt.kind === 'import') {
                    if (stmt.module !== undefined) {
                        imports.add(stmt.module);
                        for (const n of stmt.names) imports.add(`${stmt.module}.${n.name}`);
                    } else for (const n of stmt.names) imports.add(n.name);
                }
            }
        }
    }
    let statementUnits: FunctionUnit[] | undefined;
    const scope: Scope = {
        parent: undefined,
        bindings: builder.bindings,
        outer: builder.outer,
        className: undefined,
        selfName: undefined,
    };
    return {
        path,
        get text() {
            log.all();
            return text;
        },
        log,
        scope,
        functions,
        classes,
        topLevel,
        outside: outsideOf(outline),
        isTakenApart: outline.isTakenApart,
        comments: outline.comments,
        imports,
        statements,
        statementUnits: () => {
            statementUnits ??= [
                ...statements.filter(s => isPlainStatement(s.text)).map(s => statementUnit(s, undefined)),
                ...[...classes.values()].flatMap(cls => cls.statements),
            ];
            return statementUnits;
        },
    };
}

/** The structure of a file as a list that is cheap to compare with another. */
function outsideOf({ items, comments }: Outline): string[] {
    const found = comments.map(c => c.text);
    const add = (all: Outline['items']): void => {
        for (const item of all) {
            if (item.kind === 'class') {
                found.push('class', item.headerText);
                add(item.items);
                found.push('end');
            } else if (item.kind === 'function') found.push('function');
            else found.push(item.broken ? 'broken' : '', item.text);
        }
    };
    add(items);
    return found;
}

/** Docstrings and bare calls at module level bind nothing: they need not be lowered. */
function isPlainStatement(text: string): boolean {
    const first = text.charCodeAt(0);
    return first !== 34 && first !== 39;
}

function functionUnit(
    unit: OutlineUnit,
    qualname: string,
    role: FunctionRole,
    cls: ClassModel | undefined,
    note: () => void,
): FunctionUnit {
    return {
        name: unit.name,
        qualname,
        role,
        cls,
        start: unit.start,
        end: unit.end,
        get text() {
            note();
            return unit.text;
        },
        get broken() {
            note();
            return unit.broken;
        },
        besideError: unit.besideError,
        fn: () => {
            note();
            const { stmt } = unit.lower();
            return stmt.kind === 'function' ? stmt : undefined;
        },
        comments: () => {
            note();
            return unit.lower().comments;
        },
        get own() {
            note();
            return unit.own;
        },
    };
}

/** A statement outside functions, as if it stood alone in a function. */
function statementUnit(unit: OutlineUnit, cls: ClassModel | undefined): FunctionUnit {
    const span = { start: 0, end: unit.text.length };
    return {
        name: '',
        qualname: cls?.name ?? '',
        role: 'helper',
        cls,
        start: unit.start,
        end: unit.end,
        text: unit.text,
        get broken() {
            return unit.broken;
        },
        besideError: unit.besideError,
        fn: () => ({
            kind: 'function',
            ...span,
            name: '',
            nameSpan: span,
            params: [],
            decorators: [],
            body: [unit.lower().stmt],
            isAsync: false,
            defStart: 0,
        }),
        comments: () => unit.lower().comments,
        own: unit.own,
    };
}

function looksLikeTestClass(name: string, bases: readonly Expr[]): boolean {
    return (
        /^Test|Tests?$|TestCase$|TestCase/.test(name) ||
        bases.some(b => /Test(Case|s)?\b|TestCase/.test(dottedName(b) ?? ''))
    );
}

function classAttributes(statements: readonly OutlineUnit[]): Map<string, Expr> {
    const attributes = new Map<string, Expr>();
    for (const statement of statements) {
        if (!isPlainStatement(statement.text)) continue;
        const { stmt } = statement.lower();
        if (stmt.kind !== 'assign' || !stmt.value) continue;
        for (const target of stmt.targets) if (target.kind === 'name') attributes.set(target.id, stmt.value);
    }
    return attributes;
}

function docstringOf(unit: OutlineUnit): string | undefined {
    if (isPlainStatement(unit.text) && !/^[rRuU]['"]/.test(unit.text)) return undefined;
    const { stmt } = unit.lower();
    return stmt.kind === 'expr' && stmt.value.kind === 'string' ? stmt.value.value : undefined;
}

function collectBases(cls: ClassModel, classes: ReadonlyMap<string, ClassModel>): ClassModel[] {
    const found: ClassModel[] = [];
    const queue = [...cls.bases];
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
        const base = classes.get(name);
        if (!base || base === cls || found.includes(base)) continue;
        found.push(base);
        queue.push(...base.bases);
    }
    return found;
}

/** A method of the class or of its base classes in the same file. */
export function findMethod(cls: ClassModel, name: string): FunctionUnit | undefined {
    const own = cls.methods.get(name);
    if (own) return own;
    for (const base of cls.localBases()) {
        const method = base.methods.get(name);
        if (method) return method;
    }
    return undefined;
}

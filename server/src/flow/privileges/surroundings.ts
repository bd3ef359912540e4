/** What stands around a call and changes what it means: patches, skips, the class, the file. */
import type { FunctionUnit } from '../../model/module.ts';
import type { Scope } from '../../model/scope.ts';
import type { Expr, FunctionStmt, Stmt } from '../../syntax/ast.ts';
import { dottedName, lastName, ownExprs, walkBlock, walkExpr } from '../../syntax/walk.ts';
import type { FileFacts } from '../context.ts';
import { contextsAround, type Step } from '../timeline.ts';

/** Every expression of a function, decorators and defaults included. */
export function eachExpr(fn: FunctionStmt, visit: (expr: Expr, stmt: Stmt) => void): void {
    for (const own of ownExprs(fn)) walkExpr(own, expr => visit(expr, fn));
    walkBlock(fn.body, stmt => {
        for (const own of ownExprs(stmt)) walkExpr(own, expr => visit(expr, stmt));
        return undefined;
    });
}

/** The names that a test, its decorators, its class and its setUp replace by mocks: `subprocess.run`, `open`. */
export function patchedNames(unit: FunctionUnit, facts: FileFacts): ReadonlySet<string> {
    const names = new Set<string>();
    const add = (expr: Expr) => {
        if (
            expr.kind !== 'call' ||
            !/patch|setattr|stub|mock_open|MockPatch|MonkeyPatch/.test(calleeText(expr.func))
        )
            return;
        for (const arg of expr.args) {
            const name = arg.kind === 'string' ? arg.value : dottedName(arg);
            if (name === undefined) continue;
            names.add(name);
            names.add(name.split('.').at(-1) ?? name);
        }
    };
    const units = [unit, ...setupsOf(unit)].filter(u => /patch|setattr|stub/i.test(u.text));
    for (const each of units) {
        const fn = each.broken ? undefined : each.fn();
        if (fn) eachExpr(fn, add);
    }
    for (const decorator of unit.cls?.decorators ?? []) walkExpr(decorator, add);
    const fixtures = facts.timeline(unit)?.fn.params.map(p => p.name) ?? [];
    for (const fixture of fixtures) if (/^(mock_|fake_?fs$|fs$)/.test(fixture)) names.add(fixture);
    return names;
}

function setupsOf({ cls }: FunctionUnit): FunctionUnit[] {
    if (!cls) return [];
    return [cls, ...cls.localBases()].flatMap(c => [...c.methods.values()].filter(m => m.role === 'setup'));
}

function calleeText(func: Expr): string {
    return dottedName(func) ?? lastName(func) ?? '';
}

/** The text of the decorators of a function and of its class, for what people write in skips. */
export function decoratorText(unit: FunctionUnit): string {
    const own = unit.text.slice(0, Math.max(0, unit.fn()?.defStart ?? 0));
    const { cls } = unit;
    if (!cls || cls.decorators.length === 0) return own;
    const end = Math.max(...cls.decorators.map(d => d.end));
    return `${own}\n${cls.headerText.slice(0, end)}`;
}

/** Inside `with pytest.raises(…)` or `assertRaises`: the call is expected to be refused. */
export function isExpectedToFail(step: Step): boolean {
    return contextsAround(step).some(({ func }) => /raises/i.test(lastName(func) ?? ''));
}

/** The start of the text that an expression evaluates to, as far as it is certain: a path, a URL, a command. */
export function textOf(
    expr: Expr | undefined,
    scope: Scope,
    facts: FileFacts,
    steps = 8,
): string | undefined {
    if (!expr || steps <= 0) return undefined;
    const again = (e: Expr | undefined, s: Scope = scope) => textOf(e, s, facts, steps - 1);
    switch (expr.kind) {
        case 'string':
            return expr.value;
        case 'name': {
            const found = facts.resolver.lookup(expr.id, scope);
            const binding = found?.bindings.length === 1 ? found.bindings[0] : undefined;
            return found && binding?.kind === 'assign' ? again(binding.value, found.scope) : undefined;
        }
        case 'attribute': {
            const cls = expr.value.kind === 'name' ? facts.resolver.classOf(scope) : undefined;
            if (!cls || expr.value.kind !== 'name' || expr.value.id !== scope.selfName) return undefined;
            const source = facts.resolver.attribute(cls, expr.attr);
            return source && again(source.value, source.scope);
        }
        case 'binary': {
            const left = again(expr.left);
            if (left === undefined || (expr.op !== '+' && expr.op !== '/' && expr.op !== '%'))
                return undefined;
            if (expr.op === '%') return left.split('%')[0];
            const right = again(expr.right);
            return expr.op === '/' ? `${left.replace(/\/$/, '')}/${right ?? ''}` : `${left}${right ?? ''}`;
        }
        case 'call': {
            const origin = facts.resolver.origin(expr.func, scope) ?? calleeText(expr.func);
            if (/(^|\.)expanduser$/.test(origin))
                return (
                    again(expr.args[0]) ?? again(expr.func.kind === 'attribute' ? expr.func.value : undefined)
                );
            if (/(^|\.)Path\.home$/.test(origin)) return '~';
            if (/^os\.(getenv|environ\.get)$/.test(origin))
                return again(expr.args[0]) === 'HOME' ? '~' : undefined;
            if (
                /(^|\.)(Path|PosixPath|PurePath|FilePath)$/.test(origin) ||
                /^(os\.)?path\.(abs|real|norm)path$/.test(origin)
            )
                return again(expr.args[0]);
            if (/(^|\.)path\.join$/.test(origin)) {
                const parts = expr.args.map(a => again(a));
                return parts[0] === undefined
                    ? undefined
                    : parts
                          .map(p => p ?? '')
                          .join('/')
                          .replaceAll('//', '/');
            }
            return undefined;
        }
        case 'subscript': {
            const key = expr.indices[0];
            const isHome = key?.kind === 'string' && key.value === 'HOME';
            return isHome && dottedName(expr.value) === 'os.environ' ? '~' : undefined;
        }
        default:
            return undefined;
    }
}

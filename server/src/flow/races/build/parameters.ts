/** Inside a function of the file its parameters stand for what it is given, and `self` for the object. */
import type { CallExpr, Expr } from '../../../syntax/ast.ts';
import type { Call, Timeline } from '../../timeline.ts';
import type { Callable } from '../callables.ts';
import type { Building } from './state.ts';

/** `f(results, done)`: the parameters are the arguments. */
export function passArguments(
    build: Building,
    callable: Callable,
    call: Call,
    owner: Timeline,
    args: readonly Expr[],
    keywords: CallExpr['keywords'],
): void {
    const { variables, callables, sync, handles } = build;
    const { node, scope } = callable.body;
    const { step } = call;
    const isMethod = node.kind === 'function' && scope.selfName === node.params[0]?.name;
    const params = node.params.slice(isMethod ? 1 : 0);
    for (const [i, param] of params.entries()) {
        if (param.kind !== 'plain') continue;
        const named = [...keywords, ...(callable.boundKeywords ?? [])].find(k => k.name === param.name);
        const given = named?.value ?? args[i] ?? param.default;
        variables.alias(scope, param.name, given && variables.identity(given, step.body.scope));
        callables.pass(scope, param.name, given && callables.resolve(given, step, owner));
        sync.escapes.pass(given, step.body.scope);
        const known = variables.identity(
            { kind: 'name', id: param.name, start: param.start, end: param.end },
            scope,
        );
        if (given && known !== undefined) handles.pass(given, step, known);
    }
}

export function bindSelf({ variables }: Building, callable: Callable, call: Call): void {
    const { scope } = callable.body;
    const from = call.step.body.scope;
    if (!callable.self || scope.selfName === undefined) return;
    if (callable.self.kind === 'name' && callable.self.id === from.selfName) {
        // A method of a base class sees the same object.
        if (scope.className !== from.className)
            variables.alias(scope, scope.selfName, variables.selfIdentity(from));
        return;
    }
    variables.alias(scope, scope.selfName, variables.identity(callable.self, call.step.body.scope));
}

/** `self.results = results` in a constructor: the attribute is the argument. */
export function construct(
    build: Building,
    init: Callable,
    call: Call,
    owner: Timeline,
    object: string | undefined,
): void {
    const { variables } = build;
    const { scope, node } = init.body;
    passArguments(build, init, call, owner, call.expr.args, call.expr.keywords);
    if (object === undefined || node.kind !== 'function') return;
    if (scope.selfName !== undefined) variables.alias(scope, scope.selfName, object);
    for (const { stmt } of init.body.steps) {
        if (stmt.kind !== 'assign' || stmt.value?.kind !== 'name') continue;
        const passed = variables.identity(stmt.value, scope);
        for (const target of stmt.targets) {
            const isSelf =
                target.kind === 'attribute' &&
                target.value.kind === 'name' &&
                target.value.id === scope.selfName;
            if (isSelf && passed !== undefined) variables.field(object, target.attr, passed);
        }
    }
}

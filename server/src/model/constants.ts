/** Folding numbers: `DELAY * 2`, module constants, defaults of parameters. */
import type { Expr } from '../syntax/ast.ts';
import type { Resolver } from './resolve.ts';
import type { Scope } from './scope.ts';

const MAX_STEPS = 12;

/** The number that an expression always has, or `undefined` if that is not known. */
export function foldNumber(
    expr: Expr,
    scope: Scope,
    resolver: Resolver,
    steps = MAX_STEPS,
): number | undefined {
    if (steps <= 0) return undefined;
    const fold = (e: Expr, s: Scope = scope) => foldNumber(e, s, resolver, steps - 1);
    switch (expr.kind) {
        case 'number':
            return expr.value;
        case 'unary': {
            const value = fold(expr.operand);
            if (value === undefined) return undefined;
            return expr.op === '-' ? -value : expr.op === '+' ? value : undefined;
        }
        case 'binary': {
            const left = fold(expr.left);
            const right = fold(expr.right);
            if (left === undefined || right === undefined) return undefined;
            switch (expr.op) {
                case '+':
                    return left + right;
                case '-':
                    return left - right;
                case '*':
                    return left * right;
                case '/':
                    return right === 0 ? undefined : left / right;
                case '//':
                    return right === 0 ? undefined : Math.floor(left / right);
                case '**':
                    return left ** right;
                default:
                    return undefined;
            }
        }
        case 'name': {
            const found = resolver.lookup(expr.id, scope);
            const binding = found?.bindings.length === 1 ? found.bindings[0] : undefined;
            if (!found || !binding) return undefined;
            if (binding.kind === 'assign') return fold(binding.value, found.scope);
            if (binding.kind === 'param' && binding.param.default)
                return fold(binding.param.default, found.scope);
            return undefined;
        }
        case 'attribute': {
            if (expr.value.kind !== 'name') return undefined;
            const cls =
                expr.value.id === scope.selfName || expr.value.id === 'cls'
                    ? resolver.classOf(scope)
                    : resolver.module.classes.get(expr.value.id);
            const source = cls && resolver.attribute(cls, expr.attr);
            return source ? fold(source.value, source.scope) : undefined;
        }
        default:
            return undefined;
    }
}

/** What a mock in a test stands for: the production call that it replaces. */
import type { CallExpr, Expr, FunctionStmt } from '../syntax/ast.ts';
import { dottedName } from '../syntax/walk.ts';
import type { Timeline } from './timeline.ts';

/** The last two names of a dotted one: `Instance.save`. */
export function shortName(dotted: string): string {
    return dotted
        .split('.')
        .slice(-2)
        .join('.')
        .replace(/^self\./, '');
}

/** What a patching call replaces, as its last two names; empty if that cannot be told. */
export function patchTarget(call: CallExpr, style: 'dotted' | 'object'): string {
    const first = call.args[0] ?? call.keywords.find(k => k.name === 'target' || k.name === 'name')?.value;
    if (first?.kind === 'string' && first.value !== undefined) return shortName(first.value);
    const owner = first && dottedName(first);
    const second = call.args[1];
    if (
        style === 'object' &&
        owner !== undefined &&
        second?.kind === 'string' &&
        second.value !== undefined
    ) {
        return shortName(`${owner}.${second.value}`);
    }
    return owner === undefined ? '' : shortName(owner);
}

/**
 * What the mock that a name stands for replaces: an argument that a `patch` decorator passes in, the target of
 * `with patch(...) as name`, or an assignment of a patching call. `undefined` if the name is no such mock.
 */
export function mockTarget(mock: Expr, timeline: Timeline): string | undefined {
    const name = dottedName(mock);
    if (name === undefined) return undefined;
    const byDecorator = mock.kind === 'name' ? decoratedParameter(mock.id, timeline.fn) : undefined;
    if (byDecorator) return byDecorator;
    for (const call of timeline.calls) {
        if (call.effect?.kind !== 'patch') continue;
        const { stmt } = call.step;
        const holds =
            (stmt.kind === 'assign' && stmt.targets.some(t => dottedName(t) === name)) ||
            (stmt.kind === 'with' &&
                stmt.items.some(i => i.context === call.expr && i.target && dottedName(i.target) === name));
        if (holds) return patchTarget(call.expr, call.effect.style);
    }
    return undefined;
}

/** Decorators pass their mocks bottom-up, behind `self`; those with a replacement of their own pass none. */
function decoratedParameter(name: string, fn: FunctionStmt): string | undefined {
    const passing = fn.decorators.flatMap(decorator => {
        if (decorator.kind !== 'call') return [];
        const callee = dottedName(decorator.func) ?? '';
        const style = /(^|\.)patch\.object$/.test(callee)
            ? 'object'
            : /(^|\.)patch$/.test(callee)
              ? 'dotted'
              : undefined;
        const own = style === 'object' ? 2 : 1;
        if (!style || decorator.args.length > own || decorator.keywords.some(k => k.name === 'new'))
            return [];
        return [patchTarget(decorator, style)];
    });
    const params = fn.params.map(p => p.name).filter(p => p !== 'self' && p !== 'cls');
    const index = params.indexOf(name);
    return index < 0 ? undefined : passing.reverse()[index];
}

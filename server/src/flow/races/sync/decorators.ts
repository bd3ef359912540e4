/** Decorators that hold a lock while the function runs: `@synchronized(lock)`, `@lockutils.synchronized('name')`. */
import type { Scope } from '../../../model/scope.ts';
import type { Expr } from '../../../syntax/ast.ts';
import { dottedName } from '../../../syntax/walk.ts';
import type { Body } from '../../timeline.ts';
import type { Variables } from '../variables.ts';
import type { Kinds } from './kinds.ts';

/** Which lock a decorator holds: one that it is given (else one for each function), or one by name. */
const DECORATORS: Readonly<Record<string, 'given' | 'named'>> = {
    'oslo_concurrency.lockutils.synchronized': 'named',
    'lockutils.synchronized': 'named',
    'utils.synchronized': 'named',
    'wrapt.synchronized': 'given',
    'wrapt.decorators.synchronized': 'given',
    synchronized: 'given',
};
/** By their names; what they hold is not known. */
const LIKELY = /synchroni|lock|mutex/i;

/** Decorators that are known to run the function as often as it is called, and nothing around it that matters here. */
const PLAIN =
    /^(staticmethod|classmethod|override|(typing\.|t\.)?(override|final|overload)|(functools\.)?wraps|(unittest\.)?(mock\.)?patch(\.\w+)?|pytest\.[\w.]+|(types|asyncio)\.coroutine|\w*retry\w*|(contextlib\.)?contextmanager)$/;

/** Whether a decorator looks like one that holds a lock. */
export function isLockDecorator(decorator: Expr): boolean {
    return LIKELY.test(calleeName(decorator));
}

function calleeName(decorator: Expr): string {
    return dottedName(decorator.kind === 'call' ? decorator.func : decorator) ?? '';
}

/** The locks that are held while a function runs; what cannot be known may be the same as any other such. */
export function locksOfDecorators(body: Body, kinds: Kinds, variables: Variables): string[] {
    const { node } = body;
    if (node.kind !== 'function') return [];
    const { parent } = body.scope;
    return node.decorators.flatMap(d => lockOf(d, parent ?? body.scope, node.name, kinds, variables) ?? []);
}

function lockOf(
    decorator: Expr,
    scope: Scope,
    functionName: string,
    kinds: Kinds,
    variables: Variables,
): string | undefined {
    const callee = decorator.kind === 'call' ? decorator.func : decorator;
    // What is not known may hold a lock: a cache that lets one caller in, an actor, a monitor. A test runs once.
    if (!isLockDecorator(decorator)) {
        const isKnown = functionName.startsWith('test') || PLAIN.test(calleeName(decorator));
        return isKnown ? undefined : `decorator:${calleeName(decorator)}`;
    }
    const [first] = decorator.kind === 'call' ? decorator.args : [];
    const known = kinds.originOf(callee, scope) ?? calleeName(decorator);
    const form = Object.hasOwn(DECORATORS, known) ? DECORATORS[known] : undefined;
    if (form === 'named' && first?.kind === 'string') return `lock:${first.value}`;
    if (form === 'given' && !first) return `lock:${functionName}()`;
    if (first && kinds.kindOf(first, scope)) return variables.identity(first, scope) ?? 'decorator';
    return 'decorator';
}

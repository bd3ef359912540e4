/** Calls of functions of this file are looked into, as far as that is cheap. */
import type { Call } from '../../timeline.ts';
import type { Callable } from '../callables.ts';
import { isLockDecorator } from '../sync/decorators.ts';
import { bindSelf, passArguments } from './parameters.ts';
import { type Building, MAX_INLINE, type Walk } from './state.ts';

/** What a decorator makes of a function is not known, unless it only holds a lock. */
export function isDecorated({ body }: Callable): boolean {
    return body.node.kind === 'function' && body.node.decorators.some(d => !isLockDecorator(d));
}

/** @returns whether it was */
export function lookInto(
    build: Building,
    callable: Callable,
    call: Call,
    { owner, root, depth, locks }: Walk,
): boolean {
    const { body, timeline } = callable;
    if (depth >= MAX_INLINE || body === call.step.body || isDecorated(callable)) return false;
    if (timeline.root === build.timeline.root && body.parent === undefined) return false;
    passArguments(build, callable, call, owner, [...callable.bound, ...call.expr.args], call.expr.keywords);
    bindSelf(build, callable, call);
    const inside = { owner: timeline, root, depth: depth + 1, ...(locks && { locks }) };
    const returned = build.walkBody(build, body, inside);
    if (returned.length > 0) build.handles.made(call, returned);
    return true;
}

/** What a call does: it starts work, waits, tells, runs code of the file, or is unknown. */
import { argumentAt, type Call } from '../../timeline.ts';
import { place, startedAtOnce, startsAtOnce } from '../shapes.ts';
import { mayGuard, waitsForNobody } from '../transparent.ts';
import { joins } from './joins.ts';
import { makeObject } from './objects.ts';
import { bindSelf, passArguments } from './parameters.ts';
import { addRoots, callBack, inPool, start } from './starts.ts';
import { act, type Building, MAX_INLINE, meetUnknown, type Walk } from './state.ts';

export function walkCall(build: Building, call: Call, walk: Walk): void {
    const { owner, root } = walk;
    const at = place(call.step, owner);
    const { effect, expr } = call;
    const receiver = expr.func.kind === 'attribute' ? expr.func.value : undefined;
    if (makeObject(build, call, walk)) return;
    if (effect?.kind === 'create' || effect?.kind === 'spawn') {
        walkStart(build, call, walk);
        return;
    }
    if (receiver && joins(build, call, receiver, root, at)) return;
    const translated = build.sync.actionsOf(call, root);
    if (translated) {
        for (const action of translated.actions) act(build, root, { ...action, ...at });
        if (translated.unknown) meetUnknown(build, root, at);
        return;
    }
    if (effect?.kind === 'delay' || effect?.kind === 'patch' || effect?.kind === 'clock') return;
    if (call.name === 'add_done_callback' && receiver && callBack(build, call, receiver, walk)) return;
    if (lookInto(build, call, walk)) return;
    if (effect || !waitsForNobody(call, owner)) {
        if (mayGuard(call.name)) root.held.add('guard');
        meetUnknown(build, root, at);
    }
}

/** A call that makes work or starts what was made before. */
function walkStart(build: Building, call: Call, walk: Walk): void {
    const { effect, expr, step } = call;
    if (effect?.kind !== 'create' && effect?.kind !== 'spawn') return;
    const { root } = walk;
    const at = place(step, walk.owner);
    const receiver = expr.func.kind === 'attribute' ? expr.func.value : undefined;
    const target = effect.target && argumentAt(expr, effect.target);
    if (target) {
        const ids = addRoots(build, target, call, effect.what, walk);
        build.handles.made(call, ids);
        const earlier = receiver && build.handles.rootsOf(receiver, step);
        if (effect.what === 'job' && receiver) inPool(build, receiver, call, ids, earlier ?? []);
        if (effect.kind === 'spawn' || startedAtOnce(call)) start(build, ids, call, root, at);
        else for (const id of ids) build.handles.pending(id);
        if (call.awaited) act(build, root, { kind: 'join', roots: new Set(ids), sure: true, ...at });
        return;
    }
    if (call.name !== 'start' || !receiver || startsAtOnce(receiver, call)) return;
    const ids = build.handles.rootsOf(receiver, step);
    start(build, ids.length > 0 ? ids : build.handles.unstarted(), call, root, at);
}

/** Calls of functions of this file are looked into, as far as that is cheap. */
function lookInto(build: Building, call: Call, { owner, root, depth }: Walk): boolean {
    if (depth >= MAX_INLINE) return false;
    const callable = build.callables.resolve(call.expr.func, call.step, owner);
    if (!callable || callable.body === call.step.body) return false;
    const { body, timeline } = callable;
    if (timeline.root === build.timeline.root && body.parent === undefined) return false;
    if (body.node.kind === 'function' && body.node.decorators.length > 0) return false;
    passArguments(build, callable, call, owner, [...callable.bound, ...call.expr.args], call.expr.keywords);
    bindSelf(build, callable, call);
    const returned = build.walkBody(build, body, { owner: timeline, root, depth: depth + 1 });
    if (returned.length > 0) build.handles.made(call, returned);
    return true;
}

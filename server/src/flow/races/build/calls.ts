/** What a call does: it starts work, waits, tells, runs code of the file, or is unknown. */
import { argumentAt, type Call } from '../../timeline.ts';
import type { ActionPlace } from '../program.ts';
import { place, startedAtOnce, startsAtOnce } from '../shapes.ts';
import { mayGuard, waitsForNobody } from '../transparent.ts';
import { handsOver, jobCallbacks } from './callbacks.ts';
import { drives, gathers } from './coroutines.ts';
import { isDecorated, lookInto } from './inline.ts';
import { joins } from './joins.ts';
import { makeObject } from './objects.ts';
import { addRoots, inPool, start } from './starts.ts';
import { act, type Building, isGreen, meetUnknown, type OpenRoot, type Walk } from './state.ts';

/** What returns at once, whatever becomes of the process. */
const TELLS_A_PROCESS = /^(subprocess\.Popen|multiprocessing\.Process)\(\)\.|^os\.kill$/;

export function walkCall(build: Building, call: Call, walk: Walk): void {
    const { owner, root } = walk;
    const at = place(call.step, owner);
    const { effect, expr } = call;
    if (makeObject(build, call, walk)) return;
    if (handsOver(build, call, walk)) return;
    if (effect?.kind === 'create' || effect?.kind === 'spawn') {
        walkStart(build, call, walk);
        return;
    }
    if (drives(build, call, walk) || gathers(build, call, walk)) return;
    const callable = build.callables.resolve(expr.func, call.step, owner);
    // A coroutine that nobody awaits here runs where it is awaited, or as a task.
    if (callable?.body.isAsync && !call.awaited && !isDecorated(callable)) return;
    if (!callable) suspends(build, call, root, at);
    if (joins(build, call, root, at)) return;
    const translated = build.sync.actionsOf(call, root);
    if (translated) {
        for (const action of translated.actions) act(build, root, { ...action, ...at });
        if (translated.unknown) meetUnknown(build, root, at);
        return;
    }
    if (effect?.kind === 'delay' || effect?.kind === 'patch' || effect?.kind === 'clock') return;
    if (effect?.kind === 'stop' && TELLS_A_PROCESS.test(call.origin ?? '')) return;
    if (callable && lookInto(build, callable, call, walk)) return;
    if (build.variables.outside.ofCall(expr, call.step.body.scope)) return;
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
        const jobs = addRoots(build, target, call, effect.what, walk);
        const ids = [...jobs, ...jobCallbacks(build, call, jobs, walk)];
        build.handles.made(call, ids);
        const earlier = receiver && build.handles.rootsOf(receiver, step);
        if (receiver) inPool(build, receiver, call, ids, earlier ?? []);
        if (effect.kind === 'spawn' || startedAtOnce(call)) start(build, ids, call, root, at);
        else for (const id of ids) build.handles.pending(id);
        if (!call.awaited || call.name === 'start_soon') return;
        act(build, root, { kind: 'yield', sure: false, timed: effect.what !== 'task', ...at });
        act(build, root, { kind: 'join', roots: new Set(ids), sure: true, ...at });
        return;
    }
    if (call.name !== 'start' || !receiver || startsAtOnce(receiver, call)) return;
    const ids = build.handles.rootsOf(receiver, step);
    start(build, ids.length > 0 ? ids : build.handles.unstarted(), call, root, at);
}

/** Others of the same loop, or other green threads, may run while this call waits. */
function suspends(build: Building, call: Call, root: OpenRoot, at: ActionPlace): void {
    const { effect, awaited } = call;
    const sleeps = effect?.kind === 'delay' && effect.cooperative;
    if (awaited || sleeps)
        act(build, root, { kind: 'yield', sure: sleeps, timed: isTimed(build, call), ...at });
    else if (isGreen(build) && (effect?.kind === 'wait' || !waitsForNobody(call, build.timeline)))
        act(build, root, { kind: 'yield', sure: false, timed: false, ...at });
}

/** A sleep, or a wait for something outside the loop: `await client.get()`, but not `await queue.get()`. */
function isTimed(build: Building, { effect, expr, step }: Call): boolean {
    if (effect?.kind === 'delay') {
        const seconds = argumentAt(expr, effect.seconds);
        return seconds !== undefined && !(seconds.kind === 'number' && seconds.value === 0);
    }
    const { func } = expr;
    return !(func.kind === 'attribute' && build.sync.kinds.kindOf(func.value, step.body.scope));
}

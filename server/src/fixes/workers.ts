/** What a test started before a place, which function runs there, and whether that function comes to an end. */

import type { SpawnKind } from '../flow/effects.ts';
import { argumentAt, type Body, type Call, loopsAround, type Step, type Timeline } from '../flow/timeline.ts';
import { findMethod } from '../model/module.ts';
import type { Expr } from '../syntax/ast.ts';
import { dottedName, ownExprs, receiverName, walkBlock, walkExpr } from '../syntax/walk.ts';
import { type Place, sourceOf } from './place.ts';

/** Concurrent work that a test starts. */
export interface Spawn {
    readonly what: SpawnKind;
    /** The call that starts it. */
    readonly start: Call;
    /** The call that takes the function: the constructor of a thread, or `start` itself. */
    readonly create: Call;
    /** How the test names the thread, task or future: `thread`, `self.thread`. */
    readonly handle: string | undefined;
    /** The argument that says what runs. */
    readonly target: Expr | undefined;
    readonly worker: Worker | undefined;
}

/** The function that runs. */
export interface Worker {
    readonly name: string;
    readonly body: Body;
    readonly timeline: Timeline;
    readonly where: 'nested' | 'lambda' | 'method' | 'module';
}

/** A call that starts work, and what is known of that work. */
export interface Start {
    readonly call: Call;
    readonly spawn: Spawn | undefined;
}

/** What is started in the same body above a step, in order. */
export function startsBefore(step: Step, place: Place): Start[] {
    return step.body.steps
        .slice(0, step.index)
        .flatMap(earlier => earlier.calls)
        .filter(call => call.effect?.kind === 'spawn')
        .map(call => ({ call, spawn: spawnOf(call, place) }));
}

/** The spawns of which something is known. */
export function spawnsBefore(step: Step, place: Place): Spawn[] {
    return startsBefore(step, place).flatMap(({ spawn }) => spawn ?? []);
}

function spawnOf(call: Call, place: Place): Spawn | undefined {
    const { effect, expr } = call;
    if (effect?.kind !== 'spawn') return undefined;
    const direct = effect.target && argumentAt(expr, effect.target);
    if (direct) return spawn(call, effect.what, assignedTo(call, place), direct);
    if (expr.func.kind !== 'attribute' || call.name !== 'start') {
        return {
            what: effect.what,
            start: call,
            create: call,
            handle: assignedTo(call, place),
            target: undefined,
            worker: undefined,
        };
    }
    const receiver = expr.func.value;
    const create = creation(receiver, call, place);
    if (create?.effect?.kind !== 'create') return undefined;
    const handle = receiver.kind === 'call' ? undefined : sourceOf(place, receiver);
    return spawn(create, create.effect.what, handle, argumentAt(create.expr, create.effect.target));

    function spawn(made: Call, what: SpawnKind, named: string | undefined, target: Expr | undefined): Spawn {
        return {
            what,
            start: call,
            create: made,
            handle: named,
            target,
            worker: target && workerOf(target, call.step.body, place),
        };
    }
}

/** The one place where the receiver of `.start()` is made. */
function creation(receiver: Expr, start: Call, place: Place): Call | undefined {
    const { timeline } = place;
    const isCreate = (c: Call) => c.effect?.kind === 'create';
    if (receiver.kind === 'call') return timeline.calls.find(c => c.expr === receiver && isCreate(c));
    const name = dottedName(receiver);
    if (name === undefined || (receiver.kind === 'attribute' && receiver.value.kind !== 'name'))
        return undefined;
    const values: Expr[] = [];
    for (const { stmt } of start.step.body.steps) {
        if (stmt.kind !== 'assign' || !stmt.value) continue;
        if (stmt.targets.some(t => dottedName(t) === name)) values.push(stmt.value);
    }
    const [value] = values;
    return values.length === 1 && value?.kind === 'call'
        ? timeline.calls.find(c => c.expr === value && isCreate(c))
        : undefined;
}

/** `future` in `future = pool.submit(...)`. */
export function assignedTo(call: Call, place: Place): string | undefined {
    const { stmt } = call.step;
    if (stmt.kind !== 'assign' || stmt.value !== call.expr || stmt.targets.length !== 1) return undefined;
    const [target] = stmt.targets;
    return target && dottedName(target) !== undefined ? sourceOf(place, target) : undefined;
}

/** The function that an expression names, if it is in this file. */
export function workerOf(target: Expr, from: Body, place: Place): Worker | undefined {
    const { timeline, facts, module, unit } = place;
    // `create_task(work())` names the function that makes the coroutine.
    if (target.kind === 'call') return workerOf(target.func, from, place);
    if (target.kind === 'lambda') {
        const body = timeline.bodies.find(b => b.node === target);
        return body && { name: 'the lambda', body, timeline, where: 'lambda' };
    }
    if (target.kind === 'name') {
        const found = facts.resolver.lookup(target.id, from.scope);
        const [binding] = found?.bindings ?? [];
        if (!found || !binding || found.bindings.length !== 1) return undefined;
        if (binding.kind === 'function') {
            const body = timeline.bodies.find(b => b.node === binding.stmt);
            return body && { name: target.id, body, timeline, where: 'nested' };
        }
        const helper = found.scope.parent === undefined ? module.topLevel.get(target.id) : undefined;
        const other = helper && facts.timeline(helper);
        return other && { name: target.id, body: other.root, timeline: other, where: 'module' };
    }
    if (target.kind === 'attribute' && target.value.kind === 'name' && unit.cls) {
        if (target.value.id !== from.scope.selfName) return undefined;
        const method = findMethod(unit.cls, target.attr);
        const other = method && facts.timeline(method);
        return other && { name: `self.${target.attr}`, body: other.root, timeline: other, where: 'method' };
    }
    return undefined;
}

/** Calls that, in a worker, may never come back: loops of servers, and waits for somebody else. */
const MAY_BLOCK =
    /^_?(serve|run|loop|listen|mainloop|consume|watch|monitor|recv|recvfrom|accept|get|wait|join|acquire|read|readline|readlines|select|poll|communicate|input|pause|handle_request|recv_into|result)(_|$)|forever|_loop$|_until/;

/** Calls that only share their name with those. */
const RETURNS = /^(dict\(\)|str\(\)|os\.path\.|subprocess\.(run$|check_)|requests\.)/;

/**
 * Whether a worker comes to its end without more help from the test.
 *
 * @param given what the test signals before the place that waits, as source: `go` after `go.set()`
 */
export function endsByItself(worker: Worker, given: ReadonlySet<string>): boolean {
    const { body, timeline } = worker;
    const { node } = body;
    if (node.kind === 'function') {
        let endless = false;
        walkBlock(node.body, stmt => {
            if (stmt.kind === 'function' || stmt.kind === 'class') return false;
            if (stmt.kind === 'while') endless = true;
            if (stmt.kind === 'for' && /count|iter|cycle|forever/.test(headOf(stmt.iter))) endless = true;
            for (const own of ownExprs(stmt)) {
                walkExpr(own, e => {
                    if (e.kind === 'yield') endless = true;
                });
            }
            return undefined;
        });
        if (endless) return false;
    }
    return timeline.calls
        .filter(c => c.step.body === body)
        .every(call => {
            const receiver = receiverName(call.expr);
            if (receiver !== undefined && given.has(receiver)) return true;
            if (call.effect?.kind === 'wait') return false;
            if (call.effect?.kind === 'delay' || call.effect?.kind === 'signal') return true;
            return !MAY_BLOCK.test(call.name) || RETURNS.test(call.origin ?? '');
        });
}

function headOf(expr: Expr): string {
    return expr.kind === 'call' ? (dottedName(expr.func) ?? '') : '';
}

/** What is set or released above a step, in the same body. */
export function signalledBefore(step: Step): Set<string> {
    const found = new Set<string>();
    for (const { calls } of step.body.steps.slice(0, step.index)) {
        for (const { expr, effect } of calls) {
            const receiver = receiverName(expr);
            if (effect?.kind === 'signal' && receiver !== undefined) found.add(receiver);
        }
    }
    return found;
}

/** Whether the worker is run exactly once: by this spawn, outside loops, and not called besides. */
export function runsOnce(spawn: Spawn, place: Place): boolean {
    const { worker, start, create } = spawn;
    if (!worker || loopsAround(start.step).length > 0 || loopsAround(create.step).length > 0) return false;
    if (worker.where !== 'nested') return true;
    // In `create_task(work())` the call makes the coroutine, and `shop.work()` is another function.
    const uses = place.facts
        .uses(worker.body, worker.timeline)
        .filter(
            use =>
                use.kind !== 'called' ||
                (use.call.expr !== spawn.target && use.call.expr.func.kind !== 'attribute'),
        );
    return uses.length === 1;
}

/** Whether everything that led to `earlier` also led to `later`: it is in the same block or one around it. */
export function dominates(earlier: Step, later: Step): boolean {
    return (
        earlier.body === later.body &&
        earlier.index < later.index &&
        earlier.frames.every((f, i) => later.frames[i]?.stmt === f.stmt && later.frames[i]?.kind === f.kind)
    );
}

/** Whether the test already waits for the end of the spawn between its start and a step. */
export function isAwaitedBetween(spawn: Spawn, step: Step): boolean {
    return step.body.steps
        .slice(spawn.start.step.index + 1, step.index)
        .some(s =>
            s.calls.some(
                c =>
                    c.effect?.kind === 'wait' &&
                    /^(end|result)$/.test(c.effect.what) &&
                    receiverName(c.expr) === spawn.handle,
            ),
        );
}

/** Whether the test holds a lock at `step` that the worker wants: waiting there would be a deadlock. */
export function holdsLockOf(worker: Worker, step: Step, place: Place): boolean {
    const wanted = new Set<string>();
    for (const { stmt } of worker.body.steps) {
        if (stmt.kind !== 'with') continue;
        for (const { context } of stmt.items) wanted.add(dottedName(context) ?? '');
    }
    return step.frames.some(
        ({ kind, stmt }) =>
            kind === 'with' &&
            stmt.kind === 'with' &&
            stmt.items.some(i => wanted.has(sourceOf(place, i.context))),
    );
}

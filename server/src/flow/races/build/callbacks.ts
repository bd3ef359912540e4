/** Functions that are handed over and called by somebody else: a library's thread, a pool, a signal. */
import type { Expr } from '../../../syntax/ast.ts';
import { CALLBACKS, JOB_CALLBACKS } from '../../libraries/callbacks.ts';
import { argumentAt, type Call } from '../../timeline.ts';
import type { Callable } from '../callables.ts';
import { SIGNAL, schedulingOf } from '../schedulers.ts';
import { place } from '../shapes.ts';
import { start, walkBound } from './starts.ts';
import { act, type Building, spawnable, type Walk } from './state.ts';

/** `future.add_done_callback(f)`, `observer.schedule(handler, path)`, `signal.signal(SIGALRM, f)`. */
export function handsOver(build: Building, call: Call, walk: Walk): boolean {
    if (call.name === 'add_done_callback') return addsCallback(build, call, walk);
    if (call.origin === 'signal.signal') return registers(build, call);
    if (/^signal\.(alarm|setitimer)$/.test(call.origin ?? '')) return arms(build, call, walk);
    const row = Object.hasOwn(CALLBACKS, call.origin ?? '') ? CALLBACKS[call.origin ?? ''] : undefined;
    const target = row && argumentAt(call.expr, row.at);
    const { func } = call.expr;
    if (!row || !target || func.kind !== 'attribute') return false;
    const ids = row.methods
        ? methodsOf(build, target, row.methods, call, walk).flatMap(c => rootOf(build, c, target, call, walk))
        : rootOf(build, build.callables.resolve(target, call.step, walk.owner), target, call, walk);
    build.handles.hold(func.value, call.step, ids);
    if (row.startsLater) for (const id of ids) build.handles.pending(id);
    else start(build, ids, call, walk.root, place(call.step, walk.owner));
    return true;
}

/** A job's callback runs in the pool's thread when the job has ended, and may not have run when its result is there. */
function addsCallback(build: Building, call: Call, walk: Walk): boolean {
    const [callback] = call.expr.args;
    const { func } = call.expr;
    if (!callback || func.kind !== 'attribute') return false;
    const ids = build.handles.rootsOf(func.value, call.step);
    if (ids.length === 0) return false;
    const callable = build.callables.resolve(callback, call.step, walk.owner);
    const at = place(call.step, walk.owner);
    for (const id of ids) {
        const job = build.roots[id];
        if (!job) continue;
        const isOver = walk.root.actions.some(a => a.kind === 'join' && a.sure && (a.roots?.has(id) ?? true));
        // A loop calls the callbacks of a task before it resumes who waits for it.
        const by = isOver ? walk.root : job.scheduling.by === 'os' ? undefined : job;
        if (by) {
            run(build, callable, callback, call, { ...walk, root: by });
            continue;
        }
        const made = rootOf(build, callable, callback, call, walk);
        for (const other of made) {
            const root = build.roots[other];
            if (root) root.after = id;
        }
        const pool = build.pools.get(id);
        if (pool) build.handles.hold(pool.expr, pool.step, made);
        start(build, made, call, walk.root, at);
    }
    return true;
}

/** `apply_async(f, callback=results.append)`: called before the result is there. */
export function jobCallbacks(build: Building, call: Call, jobs: readonly number[], walk: Walk): number[] {
    return call.expr.keywords.flatMap(({ name, value }) => {
        if (!JOB_CALLBACKS.some(k => k === name)) return [];
        const callable = build.callables.resolve(value, call.step, walk.owner);
        const made = rootOf(build, callable, value, call, walk);
        for (const id of made) {
            const root = build.roots[id];
            if (root) root.after = jobs.at(-1);
        }
        return made;
    });
}

function registers(build: Building, call: Call): boolean {
    const [, handler] = call.expr.args;
    if (handler?.kind === 'name' || handler?.kind === 'lambda' || handler?.kind === 'attribute')
        build.handlers.push({ handler, call });
    return true;
}

/** The signal comes when it likes, from here on; `alarm(0)` takes it back. */
function arms(build: Building, call: Call, walk: Walk): boolean {
    const at = place(call.step, walk.owner);
    const seconds = call.expr.args[call.name === 'alarm' ? 0 : 1];
    const isOff = seconds?.kind === 'number' && seconds.value === 0;
    const handlers = build.roots.filter(r => r.what === 'handler').map(r => r.id);
    if (isOff) {
        if (handlers.length > 0)
            act(build, walk.root, { kind: 'join', roots: new Set(handlers), sure: true, ...at });
        return true;
    }
    for (const { handler, call: made } of build.handlers) {
        const callable = build.callables.resolve(handler, made.step, walk.owner);
        if (!callable) continue;
        const root = spawnable(build, callable.name, 'handler', SIGNAL, callable.body.node);
        if (!root) return true;
        build.walkBody(build, callable.body, { owner: callable.timeline, root, depth: walk.depth + 1 });
        start(build, [root.id], call, walk.root, at);
    }
    return true;
}

function methodsOf(build: Building, target: Expr, names: RegExp, call: Call, { owner }: Walk): Callable[] {
    const { callables, facts } = build;
    const className = callables.className(target, call.step);
    if (className === undefined) return [];
    const found = [
        ...(facts.module.classes.get(className)?.methods.keys() ?? []),
        ...owner.bodies
            .filter(b => b.scope.className === className && b.parent === owner.root)
            .map(b => b.name),
    ];
    return [...new Set(found)]
        .filter(name => names.test(name))
        .flatMap(name => callables.methodOf(className, name, owner, target) ?? []);
}

/** A thread of somebody else that runs a callback. */
function rootOf(
    build: Building,
    callable: Callable | undefined,
    target: Expr,
    call: Call,
    walk: Walk,
): number[] {
    const name = callable?.name ?? 'callback';
    const root = spawnable(
        build,
        name,
        'thread',
        schedulingOf(call, 'thread', false),
        callable?.body.node ?? target,
    );
    if (!root) return [];
    run(build, callable, target, call, { ...walk, root });
    return [root.id];
}

function run(build: Building, callable: Callable | undefined, target: Expr, call: Call, walk: Walk): void {
    const { root, depth } = walk;
    if (callable) {
        const self = callable.self && build.variables.identity(callable.self, call.step.body.scope);
        const { scope } = callable.body;
        if (self !== undefined && scope.selfName !== undefined)
            build.variables.alias(scope, scope.selfName, self);
        build.walkBody(build, callable.body, { owner: callable.timeline, root, depth: depth + 1 });
        return;
    }
    build.sync.escapes.hand(target);
    walkBound(build, target, { ...call, expr: { ...call.expr, args: [] } }, { ...walk, depth: depth + 1 });
}

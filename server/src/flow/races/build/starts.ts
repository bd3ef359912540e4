/** Roots: the work that a call makes, where it starts, and the pool that it runs in. */
import type { CallExpr, Expr, Stmt } from '../../../syntax/ast.ts';
import { dottedName } from '../../../syntax/walk.ts';
import type { SpawnKind } from '../../effects.ts';
import { effectOf } from '../../libraries/index.ts';
import { type Call, loopsAround, type Step } from '../../timeline.ts';
import type { ActionPlace } from '../program.ts';
import { schedulingOf } from '../schedulers.ts';
import { argumentsOf, instancesOf, keywordsOf } from '../shapes.ts';
import { bindSelf, passArguments } from './parameters.ts';
import { act, type Building, type OpenRoot, spawnable, type Walk } from './state.ts';

/** What starts work but does not own it: it does not end with them. */
const NO_POOL =
    /loop|reactor|^(asyncio|eventlet|gevent|trio|anyio|threading|_thread|futures|multiprocessing)$/i;

export function start(
    build: Building,
    ids: readonly number[],
    call: Call,
    root: OpenRoot,
    at: ActionPlace,
): void {
    if (!call.awaited && isExpectedToFail(call.step)) return;
    for (const id of ids) {
        const started = build.roots[id];
        if (!started || started.spawnedAt !== undefined || started === root) continue;
        started.spawnedAt = { ...at, span: call.expr };
        if (loopsAround(call.step).length > 0 && ids.length > 1) started.many = true;
        act(build, root, { kind: 'spawn', root: id, ...at });
    }
}

/** `with pytest.raises(...): pool.submit(work)`: nothing is started. */
function isExpectedToFail({ frames, stmt: own }: Step): boolean {
    return frames.some(
        ({ kind, stmt }) =>
            kind === 'with' &&
            stmt.kind === 'with' &&
            stmt.body.at(-1) === own &&
            stmt.items.some(
                ({ context }) =>
                    context.kind === 'call' &&
                    /(^|\.)(raises|assertRaises\w*)$/.test(dottedName(context.func) ?? ''),
            ),
    );
}

/** The work that a call starts, once for each time that it is made. */
export function addRoots(
    build: Building,
    target: Expr,
    call: Call,
    what: SpawnKind,
    { owner, depth, root: by }: Walk,
): number[] {
    const scheduling = schedulingOf(call, what, by.id === 0);
    const ids: number[] = [];
    const callable = depth > 1 ? undefined : build.callables.resolve(target, call.step, owner);
    const times = instancesOf(call);
    const name = callable?.name ?? dottedName(target) ?? 'worker';
    for (let n = 0; n < times; n++) {
        const root = spawnable(build, name, what, scheduling, callable?.body.node ?? target);
        if (!root) return ids;
        root.many = times > 1;
        ids.push(root.id);
        if (callable) {
            const given = argumentsOf(call, callable.bound);
            passArguments(build, callable, call, owner, given, keywordsOf(call));
            bindSelf(build, callable, call);
            build.walkBody(build, callable.body, { owner: callable.timeline, root, depth: depth + 1 });
        } else {
            build.sync.escapes.hand(target);
            walkBound(build, target, call, { owner, root, depth: depth + 1 });
        }
    }
    // The same function again, from another statement or another round of a loop.
    for (const id of ids) {
        const root = build.roots[id];
        const same = build.roots.filter(r => r.origin === root?.origin && r.what === what);
        if (root && same.length > 1) for (const r of same) r.many = true;
    }
    return ids;
}

/** `Thread(target=done.set)`, `submit(queue.put, 1)`, `Thread(target=mock)`: one call is all that it does. */
export function walkBound(build: Building, target: Expr, call: Call, walk: Walk): void {
    const { step } = call;
    const { start: from, end } = target;
    const args = argumentsOf(call, []);
    const expr: CallExpr = { kind: 'call', func: target, args, keywords: [], start: from, end };
    const origin = build.facts.resolver.origin(target, step.body.scope);
    const name = target.kind === 'attribute' ? target.attr : (dottedName(target) ?? '');
    const calls: Call[] = [];
    const stmt: Stmt = { kind: 'expr', value: expr, start: from, end };
    const made: Step = { ...step, stmt, calls, frames: [], start: from, end };
    const effect = effectOf(origin, name, expr, build.facts.team);
    calls.push({ expr, origin, name, awaited: false, use: 'statement', effect, step: made });
    build.walkStep(build, made, walk);
}

/** What was submitted to a pool ends with it; a pool with one thread runs one job after the other. */
export function inPool(
    build: Building,
    pool: Expr,
    call: Call,
    ids: readonly number[],
    earlier: readonly number[],
): void {
    const last = pool.kind === 'attribute' ? pool.attr : pool.kind === 'name' ? pool.id : '';
    if (NO_POOL.test(last)) return;
    const single = build.sync.kinds.isSingle(pool, call.step.body.scope);
    let previous = earlier.at(-1);
    for (const id of ids) {
        const root = build.roots[id];
        if (root && single) root.after = previous;
        previous = id;
    }
    build.handles.hold(pool, call.step, ids);
    for (const id of ids) build.pools.set(id, { expr: pool, step: call.step });
}

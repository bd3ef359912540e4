/** Coroutines that are handed to an event loop: `gather(a(), b())`, `asyncio.run(main())`, `trio.run(main)`. */
import type { CallExpr, Expr } from '../../../syntax/ast.ts';
import { childExprs } from '../../../syntax/walk.ts';
import type { Call } from '../../timeline.ts';
import { place } from '../shapes.ts';
import { lookInto } from './inline.ts';
import { addRoots, start } from './starts.ts';
import { act, type Building, startedIn, type Walk } from './state.ts';

/** Each coroutine among their arguments becomes a task. */
export const GATHERS =
    /^(asyncio\.(gather|wait|wait_for|shield|as_completed|run|Runner\(\)\.run)|anyio\.run|trio\.run)$/;
/** They take the function, and come back when all is over. */
const RUNS = /^(anyio|trio)\.run$/;
const DRIVES = /^asyncio\.(run|wait_for|Runner\(\)\.run)$/;
/** They are over when the loop has nothing left to do. */
const ENDS_ALL = /^(asyncio\.run|asyncio\.Runner\(\)\.run|anyio\.run|trio\.run)$/;

/** `gather`, `wait`, `wait_for`: what they are given runs beside; if they are awaited, to its end. */
export function gathers(build: Building, call: Call, walk: Walk): boolean {
    const { origin, name, expr, step } = call;
    const isKnown = GATHERS.test(origin ?? '') && !RUNS.test(origin ?? '');
    if (!isKnown && name !== 'run_until_complete') return false;
    const { root } = walk;
    const at = place(step, walk.owner);
    for (const coroutine of expr.args.flatMap(arg => coroutinesIn(build, arg, call, walk))) {
        const ids = addRoots(build, coroutine, { ...call, expr: coroutine, effect: undefined }, 'task', walk);
        build.handles.made(call, ids);
        start(build, ids, { ...call, expr: coroutine }, root, at);
    }
    const ids = new Set([
        ...startedIn(build, call),
        ...expr.args.flatMap(arg => build.handles.rootsOf(arg, step)),
    ]);
    const drives = /^(run|run_until_complete)$/.test(name);
    if (!isKnown && ids.size === 0) return false;
    if (!call.awaited && !drives) {
        build.handles.made(call, [...ids]);
        return true;
    }
    act(build, root, { kind: 'yield', sure: false, timed: false, ...at });
    if (ENDS_ALL.test(origin ?? '')) act(build, root, { kind: 'join', roots: undefined, sure: true, ...at });
    // A single future may be anything; nobody sees what it waits for.
    else if (ids.size === 0)
        act(build, root, { kind: 'join', roots: root.id === 0 ? undefined : ids, sure: true, ...at });
    else if (!endsEarly(expr)) {
        const isLimited = name === 'wait' && expr.keywords.some(k => k.name === 'timeout');
        act(build, root, { kind: 'join', roots: ids, sure: !isLimited || call.use !== 'statement', ...at });
    }
    if (ids.size === 0 && root.id !== 0) root.unknown = true;
    return true;
}

/** `trio.run(main)`, `asyncio.run(main())`, `await wait_for(work(), 5)`: it runs here, as part of who calls. */
export function drives(build: Building, call: Call, walk: Walk): boolean {
    const { origin, name, expr, step } = call;
    const isFunction = RUNS.test(origin ?? '');
    if (!isFunction && !DRIVES.test(origin ?? '') && name !== 'run_until_complete') return false;
    const [target] = expr.args;
    if (!target || (!isFunction && (target.kind !== 'call' || (name === 'wait_for' && !call.awaited))))
        return false;
    const callable = build.callables.resolve(target, step, walk.owner);
    if (!callable?.body.isAsync) return false;
    const { root } = walk;
    const at = place(step, walk.owner);
    act(build, root, { kind: 'yield', sure: false, timed: false, ...at });
    const made = target.kind === 'call' ? { ...call, expr: target } : call;
    if (!lookInto(build, { ...callable, bound: [] }, made, walk)) return false;
    if (ENDS_ALL.test(origin ?? '')) act(build, root, { kind: 'join', roots: undefined, sure: true, ...at });
    return true;
}

/** The calls of coroutine functions of the file in an argument, also in a list or a comprehension. */
function coroutinesIn(build: Building, expr: Expr, call: Call, walk: Walk): CallExpr[] {
    if (expr.kind === 'call') {
        const callable = build.callables.resolve(expr.func, call.step, walk.owner);
        return callable?.body.isAsync ? [expr] : [];
    }
    if (!/^(starred|list|tuple|set|comprehension)$/.test(expr.kind)) return [];
    const inside = expr.kind === 'comprehension' ? expr.element : childExprs(expr);
    return inside.flatMap(inner => coroutinesIn(build, inner, call, walk));
}

/** `asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)` */
function endsEarly({ keywords }: CallExpr): boolean {
    const when = keywords.find(k => k.name === 'return_when')?.value;
    return when !== undefined && !(when.kind === 'attribute' && when.attr === 'ALL_COMPLETED');
}

/**
 * A worker is started to be inside a blocking call, and the next thing that the test expects is what follows from
 * that: a second `recv()` that fails, a lock that is taken, one more contender. Nothing waits until it is inside.
 */
import type { Expr } from '../../syntax/ast.ts';
import { dottedName, lastName, receiverName, walkExpr } from '../../syntax/walk.ts';
import { assertionOf } from '../assertions.ts';
import type { FileFacts } from '../context.ts';
import { expectsInside } from '../sleep-surroundings.ts';
import type { Body, Call, Step, Timeline } from '../timeline.ts';
import { waitsForNobody } from './transparent.ts';
import { bodyOf, targetOf } from './worker-body.ts';

export interface Contention {
    /** What the test calls the worker. */
    readonly worker: string;
    readonly start: Call;
    /** What the worker has to be inside, as the test would write it: `self.connection.recv()`, `with lock`. */
    readonly inside: string;
    /** Where the test counts on it. */
    readonly at: Step;
    /** What it asks there: `self.connection.recv()`. */
    readonly asked: Expr;
}

/** A call of a worker that waits for its turn, on something that the test has as well. */
interface Blocking {
    readonly object: string;
    readonly method: string | undefined;
}

const BLOCKS = /^(acquire|recv\w*|accept|read|enter|lock|get_connection|checkout|connection)$/;
/** Questions about who holds it or stands in line. */
const ASKS =
    /^((get_)?contenders|lease_holders|locked|is_locked|is_acquired|n_?waiting|num_waiting|waiters|participating|borrowed\w*|in_use|busy)$/;
/** What has a semantics of its own is looked at by the order of its calls. */
const KNOWN = /^(threading|queue|multiprocessing|asyncio|concurrent|gevent|eventlet|trio|anyio|subprocess)\b/;

export function contentionsIn(timeline: Timeline, facts: FileFacts): Contention[] {
    const { root } = timeline;
    return root.steps.flatMap(step =>
        step.calls.flatMap(start => {
            const create = start.name === 'start' ? createdFor(start, timeline) : undefined;
            const blocking = create && firstBlocking(create, timeline, facts);
            const expected = blocking && expectedNext(step, blocking, timeline);
            if (!create || !blocking || !expected) return [];
            const inside =
                blocking.method === undefined
                    ? `with ${blocking.object}`
                    : `${blocking.object}.${blocking.method}()`;
            return [{ worker: nameOf(start, create), start, inside, ...expected }];
        }),
    );
}

function nameOf({ expr }: Call, create: Call): string {
    const target = targetOf(create);
    return receiverName(expr) ?? (target && dottedName(target)) ?? 'worker';
}

/** `Thread(...)` of `Thread(...).start()`, or of what was assigned to the name last. */
function createdFor({ expr, step }: Call, { calls }: Timeline): Call | undefined {
    const receiver = expr.func.kind === 'attribute' ? expr.func.value : undefined;
    if (!receiver) return undefined;
    const isThread = (c: Call) => c.effect?.kind === 'create' && c.effect.what === 'thread';
    if (receiver.kind === 'call') return calls.find(c => c.expr === receiver && isThread(c));
    const name = dottedName(receiver);
    return calls.findLast(
        c =>
            isThread(c) &&
            c.step.body === step.body &&
            c.step.index < step.index &&
            c.step.stmt.kind === 'assign' &&
            c.step.stmt.value === c.expr &&
            c.step.stmt.targets.some(t => dottedName(t) === name),
    );
}

/** The first call of the worker that may wait for its turn. */
function firstBlocking(create: Call, timeline: Timeline, facts: FileFacts): Blocking | undefined {
    const target = targetOf(create);
    if (!target) return undefined;
    const { scope } = create.step.body;
    if (target.kind === 'attribute' && BLOCKS.test(target.attr)) {
        if (KNOWN.test(facts.resolver.origin(target.value, scope) ?? '')) return undefined;
        const object = dottedName(target.value);
        return object === undefined ? undefined : { object, method: target.attr };
    }
    const body = bodyOf(create, timeline, facts);
    const given = body && passedTo(body, create);
    for (const step of body?.steps ?? []) {
        const found = blockingIn(step, facts);
        if (!found && step.calls.some(c => c.effect?.kind === 'wait')) return undefined;
        if (!found) continue;
        const [head = '', ...rest] = found.object.split('.');
        // A name of the worker's own is nothing that the test has.
        const own = given?.get(head) ?? (body?.scope.bindings.has(head) ? undefined : head);
        return own === undefined ? undefined : { ...found, object: [own, ...rest].join('.') };
    }
    return undefined;
}

function blockingIn({ stmt, calls, body }: Step, { resolver }: FileFacts): Blocking | undefined {
    const isOpen = (expr: Expr) => !KNOWN.test(resolver.origin(expr, body.scope) ?? '');
    if (stmt.kind === 'with')
        for (const { context } of stmt.items) {
            const object =
                context.kind === 'name' || context.kind === 'attribute' ? dottedName(context) : undefined;
            if (object !== undefined && isOpen(context)) return { object, method: undefined };
        }
    for (const { expr, name } of calls) {
        const object = receiverName(expr);
        if (
            object !== undefined &&
            BLOCKS.test(name) &&
            expr.func.kind === 'attribute' &&
            isOpen(expr.func.value)
        )
            return { object, method: name };
    }
    return undefined;
}

/** What the worker's parameters are called in the test. */
function passedTo({ node, scope }: Body, { expr }: Call): Map<string, string> {
    const given = new Map<string, string>();
    const args = expr.keywords.find(k => k.name === 'args')?.value;
    const items = args?.kind === 'tuple' || args?.kind === 'list' ? args.items : [];
    const params = node.params.slice(scope.selfName === node.params[0]?.name ? 1 : 0);
    for (const [i, item] of items.entries()) {
        const name = dottedName(item);
        const param = params[i];
        if (name !== undefined && param) given.set(param.name, name);
    }
    return given;
}

/** The next thing that the test does after the start, if it counts on the worker: before it nothing waits. */
function expectedNext(
    start: Step,
    { object, method }: Blocking,
    timeline: Timeline,
): { at: Step; asked: Expr } | undefined {
    for (const step of start.body.steps.slice(start.index + 1)) {
        if (step.frames.some(f => f.kind === 'for' || f.kind === 'while' || f.kind === 'finally'))
            return undefined;
        const isExpected = assertionOf(step) !== undefined || expectsInside(step);
        const asked = isExpected ? askedIn(step, object, method) : undefined;
        // That it is not inside yet is another bet.
        if (asked) return isHeld(asked, step, method) ? { at: step, asked } : undefined;
        if (step.calls.some(c => !waitsForNobody(c, timeline) && !expects(c))) return undefined;
    }
    return undefined;
}

/** `assert not lock.acquire(blocking=False)` counts on the worker, `assert not lock.locked()` does not. */
function isHeld(asked: Expr, step: Step, method: string | undefined): boolean {
    const name = asked.kind === 'call' ? lastName(asked.func) : undefined;
    if (name !== undefined && (name === method || name === 'acquire')) return true;
    return (
        assertionOf(step) !== 'absence' && !step.calls.some(c => /^assert_?(False|Not|None)/i.test(c.name))
    );
}

function expects({ name }: Call): boolean {
    return /^(assert\w*|raises)$/.test(name);
}

function askedIn({ calls, stmt }: Step, object: string, method: string | undefined): Expr | undefined {
    const call = calls.find(
        ({ expr, name }) =>
            receiverName(expr) === object &&
            (name === method || ASKS.test(name) || (method === undefined && name === 'acquire')),
    );
    if (call) return call.expr;
    let found: Expr | undefined;
    const look = (expr: Expr) =>
        walkExpr(expr, e => {
            if (e.kind === 'attribute' && ASKS.test(e.attr) && dottedName(e.value) === object) found ??= e;
        });
    if (stmt.kind === 'assert') look(stmt.test);
    else if (stmt.kind === 'expr') look(stmt.value);
    return found;
}

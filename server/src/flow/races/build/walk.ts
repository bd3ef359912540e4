/** The steps of a root in program order, with the functions that it calls and the loops that it goes through. */
import type { Expr, Stmt, WithStmt } from '../../../syntax/ast.ts';
import type { Body, Step } from '../../timeline.ts';
import { expectationOf } from '../asserted.ts';
import { isWaitLoop, timesAround } from '../loops.ts';
import { pollsOf } from '../polls.ts';
import type { Access, ActionPlace } from '../program.ts';
import { isPolled, place, usedBy } from '../shapes.ts';
import { locksOfDecorators } from '../sync/decorators.ts';
import { walkCall } from './calls.ts';
import { enterContext, leaveContext, locksOf } from './contexts.ts';
import { act, type Building, isTooLong, meetUnknown, type OpenRoot, type Walk } from './state.ts';
import { isAsyncBlock, plainlyAwaited, waitsInside } from './updates.ts';

/** @returns the roots that a `return` hands out */
export function walkBody(build: Building, body: Body, walk: Walk): number[] {
    const returned: number[] = [];
    build.variables.within(body.scope, walk.root.id, () => {
        walkSteps(build, body.steps, walk, returned);
    });
    return returned;
}

/** Steps in order; a loop that starts or waits is walked as often as it runs, or twice if that is unknown. */
function walkSteps(
    build: Building,
    steps: readonly Step[],
    walk: Walk,
    returned: number[],
    loop: Stmt | undefined = undefined,
): void {
    let open: WithStmt[] = [];
    const isSynchroniser = (e: Expr, at: Step) => build.sync.kinds.kindOf(e, at.body.scope) !== undefined;
    for (let i = 0; i < steps.length; i++) {
        const step = steps[i];
        if (!step || isTooLong(build)) return;
        const around = contextsAround(step);
        for (const left of open.filter(w => !around.includes(w)).reverse())
            leaveContext(build, left, step, walk);
        open = around;
        walkOne(build, step, around, walk, returned);
        const { stmt } = step;
        const isLoop = (stmt.kind === 'for' || stmt.kind === 'while') && stmt !== loop;
        if (isLoop && isWaitLoop(step, steps, isSynchroniser)) {
            const inside = steps.filter(s =>
                s.frames.some(f => f.stmt === stmt && (f.kind === 'for' || f.kind === 'while')),
            );
            const times = timesAround(stmt, step, (e, at) => build.handles.rootsOf(e, at).length);
            for (let n = 0; n < times; n++) walkSteps(build, inside, walk, returned, stmt);
            i += inside.length;
        }
    }
    const last = steps.at(-1);
    const inherited = loop ? outside(steps[0], loop) : new Set<Stmt>();
    if (last)
        for (const left of open.reverse()) if (!inherited.has(left)) leaveContext(build, left, last, walk);
}

function contextsAround(step: Step): WithStmt[] {
    return step.frames.flatMap(f => (f.kind === 'with' && f.stmt.kind === 'with' ? [f.stmt] : []));
}

/** What stands around a loop: it is not left at the end of a round. */
function outside(first: Step | undefined, loop: Stmt): ReadonlySet<Stmt> {
    const frames = first?.frames ?? [];
    return new Set(
        frames
            .slice(
                0,
                frames.findIndex(f => f.stmt === loop),
            )
            .map(f => f.stmt),
    );
}

/** A step by itself, outside any block. */
export function walkStep(build: Building, step: Step, walk: Walk): void {
    walkOne(build, step, [], walk, []);
}

function walkOne(
    build: Building,
    step: Step,
    around: readonly WithStmt[],
    walk: Walk,
    returned: number[],
): void {
    const { body, stmt } = step;
    const { owner, root } = walk;
    const at = place(step, owner);
    if (stmt.kind === 'with') enterContext(build, stmt, step, walk);
    const held = [
        ...(walk.locks ?? []),
        ...locksOfDecorators(body, build.sync.kinds, build.variables),
        ...around.flatMap(w => locksOf(build, w, body)),
    ];
    const inside = held.length === 0 && !walk.locks ? walk : { ...walk, locks: held };
    for (const call of step.calls) walkCall(build, call, inside);
    if (isAsyncBlock(stmt)) act(build, root, { kind: 'yield', sure: false, timed: false, ...at });
    for (const call of step.calls) build.handles.collect(call);
    build.handles.assign(step);
    for (const expr of usedBy(stmt)) build.sync.escapes.note(expr, body.scope);
    for (const waited of plainlyAwaited(stmt)) awaitWork(build, waited, step, root, at);
    if (stmt.kind === 'return' && stmt.value) returned.push(...build.handles.rootsOf(stmt.value, step));
    if (isPolled(step)) {
        for (const { variable, mode } of build.variables.accesses(stmt, body.scope))
            if (mode === 'read' && /^(file|env):/.test(variable))
                act(build, root, { kind: 'await', object: `poll:${variable}`, need: 1, sure: true, ...at });
        for (const { variable, need } of pollsOf(stmt, e => build.variables.identity(e, body.scope)))
            act(build, root, { kind: 'await', object: `poll:${variable}`, need, sure: true, ...at });
    }
    walkAccesses(build, step, held, root, at);
}

function walkAccesses(
    build: Building,
    step: Step,
    held: readonly string[],
    root: OpenRoot,
    at: ActionPlace,
): void {
    const { body, stmt } = step;
    const locks = new Set([...root.held, ...held]);
    const asserted = root.id === 0 ? expectationOf(step, build.asserted) : undefined;
    const reads: Access[] = [];
    for (const raw of build.variables.accesses(stmt, body.scope)) {
        const { variable, name, mode } = raw;
        if (root.scheduling.apart && !raw.acrossProcesses) continue;
        build.names.set(variable, name);
        const since = root.readings.before(step, raw, reads);
        const access: Access = {
            kind: 'access',
            variable,
            mode: since ? 'update' : mode,
            atomic: raw.atomic && !since,
            since,
            waits: mode === 'update' && waitsInside(stmt),
            ...at,
            span: raw.span,
            locks: since ? locksOfBoth(build, since.read, step, locks) : locks,
            asserted: mode === 'read' ? asserted : undefined,
            iterates: raw.iterates ?? false,
            afterUnknown: root.unknown,
        };
        act(build, root, access);
        if (mode === 'read') reads.push(access);
        else if (!isInitial(stmt, root))
            act(build, root, { kind: 'signal', object: `poll:${variable}`, ...at });
    }
    root.readings.note(step, reads);
}

/** A lock that is given back between the two keeps nobody out. */
function locksOfBoth(
    build: Building,
    read: Access,
    step: Step,
    locks: ReadonlySet<string>,
): ReadonlySet<string> {
    const around = contextsAround(read.step);
    const retaken = contextsAround(step)
        .filter(w => !around.includes(w))
        .flatMap(w => locksOf(build, w, step.body));
    return new Set([...locks].filter(lock => read.locks.has(lock) && !retaken.includes(lock)));
}

/** `await task`, `await future`: of a call it is said where the call is. */
function awaitWork(build: Building, expr: Expr, step: Step, root: OpenRoot, at: ActionPlace): void {
    act(build, root, { kind: 'yield', sure: false, timed: false, ...at });
    const ids = build.handles.rootsOf(expr, step);
    if (ids.length > 0) act(build, root, { kind: 'join', roots: new Set(ids), sure: true, ...at });
    const { scope } = step.body;
    const id = build.variables.identity(expr, scope);
    if (id !== undefined && build.sync.kinds.kindOf(expr, scope) === 'event')
        act(build, root, { kind: 'await', object: `event:${id}`, need: 1, sure: true, ...at });
    else if (ids.length === 0) meetUnknown(build, root, at);
}

/** `done = False` before anything starts is nothing that anybody waits for. */
function isInitial(stmt: Stmt, root: OpenRoot): boolean {
    return root.id === 0 && stmt.kind === 'assign' && !root.actions.some(a => a.kind === 'spawn');
}

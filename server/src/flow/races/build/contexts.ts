/** What `with` blocks hold while they last and wait for when they are left. */
import type { WithStmt } from '../../../syntax/ast.ts';
import { dottedName } from '../../../syntax/walk.ts';
import type { Body, Step } from '../../timeline.ts';
import { place } from '../shapes.ts';
import { act, type Building, isGreen, meetUnknown, type Walk } from './state.ts';

/** Contexts that only patch or expect something: their exit waits for nobody. */
const PLAIN_CONTEXT =
    /patch|subTest|assert|raises|open|suppress|mock|catch_warnings|redirect|nullcontext|check_warnings|swap_|TemporaryDirectory|captured|timeout|move_on_after|fail_after/i;

export function locksOf(build: Building, stmt: WithStmt, body: Body): string[] {
    return stmt.items.flatMap(({ context }) => build.sync.locks.lockOf(context, body.scope) ?? []);
}

export function enterContext(build: Building, stmt: WithStmt, step: Step, { owner, root }: Walk): void {
    for (const { context } of stmt.items) {
        if (isGreen(build) && build.sync.kinds.kindOf(context, step.body.scope))
            act(build, root, { kind: 'yield', sure: false, timed: false, ...place(step, owner) });
        const permit = build.sync.locks.enter(context, step.body.scope, root);
        if (permit) act(build, root, { ...permit, ...place(step, owner) });
    }
}

export function leaveContext(build: Building, stmt: WithStmt, step: Step, { owner, root }: Walk): void {
    const at = place(step, owner);
    if (stmt.isAsync) act(build, root, { kind: 'yield', sure: false, timed: false, ...at });
    for (const { context, target } of stmt.items) {
        const name = dottedName(context.kind === 'call' ? context.func : context) ?? '';
        if (build.sync.locks.lockOf(context, step.body.scope) !== undefined) {
            const released = build.sync.locks.leave(context, step.body.scope);
            if (released) act(build, root, { ...released, ...at });
            continue;
        }
        if (PLAIN_CONTEXT.test(name) && !/thread|nursery/i.test(name)) continue;
        const ids = build.handles.rootsOf(target ?? context, step);
        if (ids.length > 0) act(build, root, { kind: 'join', roots: new Set(ids), sure: true, ...at });
        else meetUnknown(build, root, at);
    }
}

/** What stands between `lock.acquire()` and the `release()` that belongs to it. */
import type { Block, Stmt } from '../../syntax/ast.ts';
import { anyExpr, childBlocks, dottedName, lastName, ownExprs, walkBlock } from '../../syntax/walk.ts';
import type { Call, Step } from '../timeline.ts';

export interface HeldRegion {
    readonly acquire: Call;
    readonly release: Step;
    /** The statements between the two, which are neighbours in one block. */
    readonly inside: readonly Stmt[];
}

const LOCKS =
    /^(threading\.(Lock|RLock|Semaphore|BoundedSemaphore|Condition)|_thread\.allocate_lock)\(\)\.acquire$/;

/** `undefined` unless the lock is taken without a limit and released in the same block, with something that can raise between. */
export function heldRegion(call: Call): HeldRegion | undefined {
    const { expr, step } = call;
    if (!LOCKS.test(call.origin ?? '') || expr.func.kind !== 'attribute') return undefined;
    if (step.stmt.kind !== 'expr' || step.stmt.value !== expr || expr.args.length + expr.keywords.length > 0)
        return undefined;
    const lock = dottedName(expr.func.value);
    const { node } = step.body;
    const block =
        lock !== undefined && node.kind === 'function' ? blockWith(node.body, step.stmt) : undefined;
    if (!block) return undefined;
    const rest = block.slice(block.indexOf(step.stmt) + 1);
    const end = rest.findIndex(s => calls(s, `${lock}.release`));
    const released = rest[end];
    if (end <= 0 || released?.kind !== 'expr') return undefined;
    const inside = rest.slice(0, end);
    const release = step.body.steps.find(s => s.stmt === released);
    // A wait for somebody who needs the lock, or a second use of it, is what the test is about.
    const aboutLock = inside.some(s => mentions(s, lock ?? ''));
    if (!release || aboutLock || inside.some(s => s.kind === 'try' || leaves(s)) || !inside.some(canRaise))
        return undefined;
    return { acquire: call, release, inside };
}

function blockWith(block: Block, stmt: Stmt): Block | undefined {
    if (block.includes(stmt)) return block;
    for (const other of block) {
        if (other.start > stmt.start || other.end < stmt.end) continue;
        for (const inner of childBlocks(other)) {
            const found = blockWith(inner, stmt);
            if (found) return found;
        }
    }
    return undefined;
}

function calls(stmt: Stmt, name: string): boolean {
    return stmt.kind === 'expr' && stmt.value.kind === 'call' && dottedName(stmt.value.func) === name;
}

function mentions(stmt: Stmt, name: string): boolean {
    return some(stmt, s =>
        ownExprs(s).some(own => {
            return anyExpr(own, e => dottedName(e) === name);
        }),
    );
}

/** What a container takes it takes. */
const ADDS = /^(append|appendleft|add|clear)$/;

function canRaise(stmt: Stmt): boolean {
    return some(
        stmt,
        s =>
            s.kind === 'assert' ||
            s.kind === 'raise' ||
            ownExprs(s).some(own => {
                return anyExpr(own, e => e.kind === 'call' && !ADDS.test(lastName(e.func) ?? ''));
            }),
    );
}

function leaves(stmt: Stmt): boolean {
    return some(stmt, s => s.kind === 'return' || s.kind === 'break' || s.kind === 'continue');
}

function some(stmt: Stmt, test: (stmt: Stmt) => boolean): boolean {
    let found = false;
    walkBlock([stmt], s => {
        if (s.kind === 'function' || s.kind === 'class') return false;
        if (test(s)) found = true;
        return undefined;
    });
    return found;
}

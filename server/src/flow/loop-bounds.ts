/** What bounds a loop: a deadline, a count of attempts. */
import type { Expr, WhileStmt } from '../syntax/ast.ts';
import { anyExpr, childExprs, dottedName, lastName, walkBlock, walkExpr } from '../syntax/walk.ts';
import { exitsOf, failsStatement } from './loop-exits.ts';

export const DEADLINE =
    /deadline|time_?out|attempt|retr(y|ies)|tries|(^|_)count($|_)|(^|_)counts?down|remaining|elapsed|budget|max_|limit|expire|until|patience|num_polls|waited/i;
export const CLOCK_CALL = /^(time|monotonic|perf_counter|now|utcnow|time_ns|get_time|clock)$/;

/** A deadline or a count in the loop's condition or in a condition that leaves the loop. */
export function hasBound(loop: WhileStmt): boolean {
    const counters = countersOf(loop);
    if (boundsTime(loop.test, counters)) return true;
    let bound = false;
    walkBlock(loop.body, stmt => {
        if (stmt.kind === 'if' && boundsTime(stmt.test, counters) && exitsOf(stmt.body).leaves) bound = true;
        if (stmt.kind === 'assert' && boundsTime(stmt.test, counters)) bound = true;
        if (failsStatement(stmt) && stmt.kind === 'expr' && stmt.value.kind === 'call') {
            if (stmt.value.args.some(a => boundsTime(a, counters))) bound = true;
        }
        return undefined;
    });
    return bound;
}

export function boundsTime(test: Expr, counters: ReadonlySet<string>): boolean {
    let comparesCounter = false;
    let named = false;
    walkExpr(test, e => {
        if (
            e.kind === 'compare' &&
            e.ops.some(op => op === '<' || op === '>' || op === '<=' || op === '>=')
        ) {
            if (readsAny(e, counters)) comparesCounter = true;
            for (const side of [e.left, ...e.comparators]) {
                for (const inner of [side, ...childExprs(side)]) {
                    const name =
                        dottedName(inner) ?? (inner.kind === 'call' ? (lastName(inner.func) ?? '') : '');
                    if (DEADLINE.test(name) || CLOCK_CALL.test(name)) named = true;
                }
            }
        }
        const name = lastName(e);
        if (name !== undefined && CLOCK_CALL.test(name)) named = true;
        if (e.kind === 'name' && DEADLINE.test(e.id)) named = true;
    });
    return named || comparesCounter;
}

function readsClock(expr: Expr): boolean {
    let reads = false;
    walkExpr(expr, e => {
        if (e.kind === 'call' && CLOCK_CALL.test(lastName(e.func) ?? '')) reads = true;
    });
    return reads;
}

/** What the loop body counts up or down, or measures anew: `n -= 1`, `n = n - 1`, `dt = time() - start`. */
export function countersOf(loop: WhileStmt): ReadonlySet<string> {
    const changed = new Set<string>();
    walkBlock(loop.body, stmt => {
        if (stmt.kind === 'augassign' && stmt.target.kind === 'name') changed.add(stmt.target.id);
        if (stmt.kind === 'assign' && stmt.value) {
            for (const t of stmt.targets) {
                if (t.kind !== 'name') continue;
                if (readsClock(stmt.value) || readsAny(stmt.value, new Set([t.id]))) changed.add(t.id);
            }
        }
        return undefined;
    });
    return changed;
}

/** A counter that the loop body changes and its condition reads: `while n > 0: ...; n -= 1`. */
export function countsTowardsDeadline(loop: WhileStmt): boolean {
    return readsAny(loop.test, countersOf(loop));
}
export function readsAny(expr: Expr, names: ReadonlySet<string>): boolean {
    return anyExpr(expr, e => e.kind === 'name' && names.has(e.id));
}

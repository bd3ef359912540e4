/** Sleeps in loops: is it a poll, and does it end, and does it fail when it ends without success? */
import type { Expr, ForStmt, Stmt, WhileStmt } from '../syntax/ast.ts';
import { lastName, ownExprs, walkBlock, walkExpr } from '../syntax/walk.ts';
import { assertionOf } from './assertions.ts';
import {
    boundsTime,
    CLOCK_CALL,
    countersOf,
    countsTowardsDeadline,
    DEADLINE,
    hasBound,
    readsAny,
} from './loop-bounds.ts';
import { exitsOf, failsAfter, failsIn, reraises } from './loop-exits.ts';
import type { Body, Step } from './timeline.ts';

export type LoopIntent = 'poll-bounded' | 'poll-silent' | 'poll-unbounded' | 'pacing' | 'simulated-work';

export interface LoopVerdict {
    readonly intent: LoopIntent;
    readonly reason: string;
}

const STOP_FLAG =
    /stop|done|exit|quit|finish|running|alive|shutdown|cancel|event|_set$|is_set|closed|keep_going|active|dead|killed|die/i;

/** What a sleep inside `loop` is for. `body` is the callable around it, `worker` whether it runs beside the test. */
export function classifyLoop(
    loop: ForStmt | WhileStmt,
    step: Step,
    body: Body,
    worker: boolean,
    outerTimeout: boolean,
): LoopVerdict {
    return loop.kind === 'for'
        ? classifyFor(loop, body, worker)
        : classifyWhile(loop, step, body, worker, outerTimeout);
}

function classifyFor(loop: ForStmt, body: Body, worker: boolean): LoopVerdict {
    if (loop.isAsync) return { intent: 'pacing', reason: 'paces an async iteration' };
    const exits = exitsOf(loop.body);
    // A loop whose last resort is a sleep and that can stop early retries something.
    if (exits.succeeds) {
        const fails =
            exits.fails ||
            failsIn(loop.orelse) ||
            failsAfter(loop, body) ||
            reraises(loop.body) ||
            isLookedAtAfter(loop, body);
        if (fails)
            return {
                intent: 'poll-bounded',
                reason: 'a bounded loop that stops on success and fails when it is exhausted',
            };
        if (loop.orelse.length > 0)
            return { intent: 'poll-bounded', reason: 'a bounded loop with an else branch' };
        return { intent: 'poll-silent', reason: 'a bounded loop that falls through when it is exhausted' };
    }
    if (worker) return { intent: 'simulated-work', reason: 'a worker that takes its time in each round' };
    return { intent: 'pacing', reason: 'spaces the rounds of a loop' };
}

/** Whether something that the loop asked about on the way out is looked at behind it. */
function isLookedAtAfter(loop: ForStmt, body: Body): boolean {
    const asked = new Set<string>();
    walkBlock(loop.body, stmt => {
        if (stmt.kind === 'if' && exitsOf(stmt.body).leaves) {
            walkExpr(stmt.test, e => {
                if (e.kind === 'name') asked.add(e.id);
            });
        }
        return undefined;
    });
    return body.steps.some(s => s.start >= loop.end && s.stmt.kind === 'if' && readsAny(s.stmt.test, asked));
}

function classifyWhile(
    loop: WhileStmt,
    step: Step,
    body: Body,
    worker: boolean,
    outerTimeout: boolean,
): LoopVerdict {
    const onlySleeps = loop.body.every(s => isSleepOnly(s, step.stmt) || s.kind === 'pass');
    const always = isAlwaysTrue(loop.test);
    if (onlySleeps && (always || worker)) {
        return { intent: 'simulated-work', reason: 'a worker that only has to stay alive' };
    }
    const exits = exitsOf(loop.body);
    if (always && !exits.leaves)
        return {
            intent: worker ? 'simulated-work' : 'pacing',
            reason: 'an endless loop that works and sleeps',
        };
    if (always && consumes(loop, step))
        return { intent: 'pacing', reason: 'slows the reading of something that ends by itself' };
    if (!always && !exits.leaves && !onlySleeps && onlyAsksTheClock(loop.test))
        return { intent: worker ? 'simulated-work' : 'pacing', reason: 'goes on for a given time' };
    const bounded = hasBound(loop) || outerTimeout;
    if (!always && !onlySleeps && !exits.leaves && !bounded && worksInside(loop, step)) {
        return {
            intent: worker ? 'simulated-work' : 'pacing',
            reason: 'the loop does its work in each round; the sleep paces it',
        };
    }
    if (!bounded) {
        return {
            intent: 'poll-unbounded',
            reason: 'polls a condition without a deadline or a count of attempts',
        };
    }
    if (
        exits.fails ||
        failsIn(loop.orelse) ||
        failsAfter(loop, body) ||
        reraises(loop.body) ||
        exits.returnsFalse ||
        outerTimeout
    ) {
        return { intent: 'poll-bounded', reason: 'a bounded poll that fails when its time is up' };
    }
    if (saysSoAtTheEnd(loop))
        return { intent: 'poll-bounded', reason: 'a bounded poll that says when its time is up' };
    if (conditionIsAssertedLater(loop, body))
        return { intent: 'poll-bounded', reason: 'a bounded poll whose condition is asserted later' };
    if (!always && countsTowardsDeadline(loop))
        return { intent: 'poll-bounded', reason: 'a poll that counts its time' };
    return { intent: 'poll-silent', reason: 'a bounded poll that falls through when its time is up' };
}

function isSleepOnly(stmt: Stmt, sleepStmt: Stmt): boolean {
    if (stmt === sleepStmt) return true;
    return stmt.kind === 'expr' && stmt.value.kind === 'string';
}

function isAlwaysTrue(test: Expr): boolean {
    return (test.kind === 'constant' && test.value === true) || (test.kind === 'number' && test.value !== 0);
}

const READS = /^(read\w*|recv\w*|get\w*|next|__anext__|receive\w*|iter_\w+)$/;

/** `while True: data = read(); if data: sleep() else: break`: ends when the source does. */
function consumes(loop: WhileStmt, step: Step): boolean {
    const inner = step.frames.findLast(f => f.kind === 'if' || f.kind === 'else');
    if (inner?.stmt.kind !== 'if' || !loop.body.includes(inner.stmt)) return false;
    const other = inner.kind === 'if' ? inner.stmt.orelse : inner.stmt.body;
    if (!exitsOf(other).leaves) return false;
    const asked = inner.stmt.test;
    return loop.body.some(s => {
        if (s.kind !== 'assign' || !s.value) return false;
        const value = s.value.kind === 'await' ? s.value.value : s.value;
        return (
            value.kind === 'call' &&
            READS.test(lastName(value.func) ?? '') &&
            s.targets.some(t => t.kind === 'name' && readsAny(asked, new Set([t.id])))
        );
    });
}

/** `while time.time() < end:` asks nothing else. */
function onlyAsksTheClock(test: Expr): boolean {
    if (test.kind !== 'compare') return false;
    return [test.left, ...test.comparators].some(
        e =>
            (e.kind === 'call' && CLOCK_CALL.test(lastName(e.func) ?? '')) ||
            (e.kind === 'binary' && e.left.kind === 'call' && CLOCK_CALL.test(lastName(e.left.func) ?? '')),
    );
}

/** The branch that gives up does more than leave: it warns, records or sets a flag. */
function saysSoAtTheEnd(loop: WhileStmt): boolean {
    let says = false;
    walkBlock(loop.body, stmt => {
        const givesUp =
            stmt.kind === 'if' && boundsTime(stmt.test, countersOf(loop)) && exitsOf(stmt.body).leaves;
        if (givesUp && stmt.body.length > 1) says = true;
        return undefined;
    });
    return says;
}

/** What the loop asks about is asserted further down. */
function conditionIsAssertedLater(loop: WhileStmt, body: Body): boolean {
    const asked = new Set<string>();
    walkExpr(loop.test, e => {
        if (e.kind === 'name' && !DEADLINE.test(e.id) && e.id !== 'len' && e.id !== 'time') asked.add(e.id);
    });
    return body.steps.some(s => {
        if (s.start < loop.end || assertionOf(s) === undefined) return false;
        let found = false;
        for (const expr of ownExprs(s.stmt)) {
            walkExpr(expr, e => {
                if (e.kind === 'name' && asked.has(e.id)) found = true;
            });
        }
        return found;
    });
}

/** Whether the loop does something besides asking and sleeping. */
function worksInside(loop: WhileStmt, step: Step): boolean {
    const test = ownExprs(loop)[0];
    const stopFlag = test ? STOP_FLAG.test(namesIn(test)) : false;
    return (
        stopFlag &&
        loop.body.some(
            s =>
                s !== step.stmt &&
                (s.kind === 'expr' || s.kind === 'assign' || s.kind === 'for' || s.kind === 'with'),
        )
    );
}

function namesIn(expr: Expr): string {
    const names: string[] = [];
    walkExpr(expr, e => {
        const name = lastName(e);
        if (name !== undefined) names.push(name);
    });
    return names.join(' ');
}

/** Sleeps in loops: is it a poll, and does it end, and does it fail when it ends without success? */
import type { Expr, ForStmt, Stmt, WhileStmt } from '../syntax/ast.ts';
import { anyExpr, dottedName, lastName, ownExprs, walkBlock, walkExpr } from '../syntax/walk.ts';
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
import { exitsOf, failsAfter, failsIn, failsStatement, reraises } from './loop-exits.ts';
import type { Body, Step } from './timeline.ts';

export type LoopIntent = 'poll-bounded' | 'poll-silent' | 'poll-unbounded' | 'pacing' | 'simulated-work';

export interface LoopVerdict {
    readonly intent: LoopIntent;
    readonly reason: string;
}

const STOP_FLAG =
    /stop|done|exit|quit|finish|running|alive|shutdown|cancel|event|_set$|is_set|closed|keep_going|active|dead|killed|die/i;

/**
 * What a sleep inside `loop` is for.
 *
 * @param body the callable around it
 * @param beside whether it runs beside the test, or when the product calls it
 */
export function classifyLoop(
    loop: ForStmt | WhileStmt,
    step: Step,
    body: Body,
    beside: 'worker' | 'handler' | undefined,
    outerTimeout: boolean,
): LoopVerdict {
    const worker = beside === 'worker';
    if (loop.kind === 'for') return classifyFor(loop, step, body, worker);
    const works = worksThrough(loop, step, beside !== undefined);
    if (works) return { intent: beside ? 'simulated-work' : 'pacing', reason: works };
    return classifyWhile(loop, step, body, worker, outerTimeout);
}

function classifyFor(loop: ForStmt, step: Step, body: Body, worker: boolean): LoopVerdict {
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
    if (!exits.leaves && endsByException(loop, step, body))
        return {
            intent: 'poll-bounded',
            reason: 'a bounded loop that an exception ends, and that fails when it is exhausted',
        };
    if (worker) return { intent: 'simulated-work', reason: 'a worker that takes its time in each round' };
    return { intent: 'pacing', reason: 'spaces the rounds of a loop' };
}

/** `try: for _ in range(9): get(); sleep(1); self.fail() except NotFound: return`: gone at last. */
function endsByException(loop: ForStmt, step: Step, body: Body): boolean {
    const around = step.frames.find(f => f.kind === 'try' && f.stmt.start < loop.start)?.stmt;
    if (around?.kind !== 'try') return false;
    const next = body.steps.find(s => s.start >= loop.end);
    return (
        next !== undefined &&
        next.start < around.end &&
        failsStatement(next.stmt) &&
        around.handlers.some(h => exitsOf(h.body).succeeds)
    );
}

/** Why a loop is work in rounds, not a poll: what it goes through gets less by its own doing. */
function worksThrough(loop: WhileStmt, step: Step, beside: boolean): string | undefined {
    const always = isAlwaysTrue(loop.test);
    if (always && drains(loop)) return 'works off what there is, and ends with it';
    if (always && leavesByClockOnly(loop)) return 'goes on for a given time';
    if (always) return undefined;
    if (shrinksItself(loop, step.stmt)) return 'works off what there is, and ends with it';
    if (!countsOnly(loop)) return undefined;
    if (!exitsOf(loop.body).leaves) return 'works in a given number of rounds';
    const writes = loop.body.some(
        s => s.kind === 'assign' && s.targets.some(t => t.kind === 'subscript' || t.kind === 'attribute'),
    );
    return beside && writes ? 'works in a given number of rounds' : undefined;
}

/** `try: item = items.pop() except IndexError: return`. */
function drains(loop: WhileStmt): boolean {
    return loop.body.some(s => {
        if (s.kind !== 'try' || !s.handlers.some(h => exitsOf(h.body).succeeds)) return false;
        return s.body.some(
            inner =>
                inner.kind === 'assign' &&
                inner.value?.kind === 'call' &&
                /^(pop|popleft|popitem|next|__next__)$/.test(lastName(inner.value.func) ?? ''),
        );
    });
}

/** `while True: left = end - time(); if left <= 0: break; sleep(left)`, and nothing else ends it. */
function leavesByClockOnly(loop: WhileStmt): boolean {
    const counters = countersOf(loop);
    const leaving = loop.body.filter(s => exitsOf([s]).leaves);
    const [only] = leaving;
    return (
        leaving.length === 1 &&
        only?.kind === 'if' &&
        only.orelse.length === 0 &&
        only.test.kind === 'compare' &&
        boundsTime(only.test, counters) &&
        !exitsOf(only.body).fails &&
        loop.body.every(s => s === only || s.kind === 'assign' || s.kind === 'try' || isDelay(s))
    );
}

function isDelay(stmt: Stmt): boolean {
    if (stmt.kind !== 'expr') return false;
    const value = stmt.value.kind === 'await' ? stmt.value.value : stmt.value;
    return value.kind === 'call' && lastName(value.func) === 'sleep';
}

/** `while data: n = send(data); sleep(0.01); data = data[n:]`. */
function shrinksItself(loop: WhileStmt, sleep: Stmt): boolean {
    const asked = dottedName(loop.test);
    if (asked === undefined) return false;
    return loop.body.some(
        s =>
            s !== sleep &&
            s.kind === 'assign' &&
            s.value?.kind === 'subscript' &&
            dottedName(s.value.value) === asked &&
            s.targets.some(t => dottedName(t) === asked),
    );
}

/** `while n > 0: ...; n -= 1`, with nothing else asked. */
function countsOnly(loop: WhileStmt): boolean {
    const { test } = loop;
    if (test.kind !== 'compare' || test.comparators.length !== 1) return false;
    const counted = new Set<string>();
    for (const stmt of loop.body)
        if (stmt.kind === 'augassign' && stmt.target.kind === 'name' && stmt.value.kind === 'number')
            counted.add(stmt.target.id);
    const sides = [test.left, ...test.comparators];
    return (
        sides.some(s => s.kind === 'name' && counted.has(s.id)) &&
        sides.every(s => s.kind === 'number' || s.kind === 'name')
    );
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
        return ownExprs(s.stmt).some(expr => anyExpr(expr, e => e.kind === 'name' && asked.has(e.id)));
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

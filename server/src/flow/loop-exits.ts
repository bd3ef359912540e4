/** How a loop is left: by success, by failure, or not at all. */
import type { Block, Stmt } from '../syntax/ast.ts';
import { lastName, walkBlock } from '../syntax/walk.ts';
import { assertionOf } from './assertions.ts';
import type { Body } from './timeline.ts';

const FAILS = /^_?(fail|skipTest|assert\w*|abort|exit|_exit)$/i;

interface Exits {
    /** `break`, `return` or `raise` can end the loop. */
    readonly leaves: boolean;
    readonly fails: boolean;
    /** `break` or `return` ends it. */
    readonly succeeds: boolean;
    readonly returnsFalse: boolean;
}

export function exitsOf(block: Block): Exits {
    let leaves = false;
    let fails = false;
    let returnsFalse = false;
    let succeeds = false;
    walkBlock(block, stmt => {
        if (stmt.kind === 'function' || stmt.kind === 'class') return false;
        if (stmt.kind === 'break' || stmt.kind === 'return') {
            leaves = true;
            succeeds = true;
        }
        if (stmt.kind === 'return' && stmt.value?.kind === 'constant' && stmt.value.value === false)
            returnsFalse = true;
        if (stmt.kind === 'raise') {
            leaves = true;
            fails = true;
        }
        if (failsStatement(stmt)) {
            leaves = true;
            fails = true;
        }
        return undefined;
    });
    return { leaves, fails, succeeds, returnsFalse };
}

export function failsStatement(stmt: Stmt): boolean {
    if (stmt.kind === 'raise' || stmt.kind === 'assert') return true;
    return stmt.kind === 'expr' && stmt.value.kind === 'call' && FAILS.test(lastName(stmt.value.func) ?? '');
}

export function failsIn(block: Block): boolean {
    let fails = false;
    walkBlock(block, stmt => {
        if (failsStatement(stmt)) fails = true;
        return undefined;
    });
    return fails;
}

/** An assertion, a raise or a returned comparison directly behind the loop. */
export function failsAfter(loop: Stmt, body: Body): boolean {
    const after = body.steps.filter(s => s.start >= loop.end).slice(0, 3);
    for (const step of after) {
        if (failsStatement(step.stmt) || assertionOf(step) !== undefined) return true;
        if (step.stmt.kind === 'return' && step.stmt.value) return true;
        if (step.stmt.kind === 'if' && (failsIn(step.stmt.body) || failsIn(step.stmt.orelse))) return true;
    }
    return false;
}

/** `except E as e: saved = e` and later `raise saved`, or a handler that raises. */
export function reraises(block: Block): boolean {
    let found = false;
    walkBlock(block, stmt => {
        if (stmt.kind === 'try' && stmt.handlers.some(h => failsIn(h.body))) found = true;
        return undefined;
    });
    return found;
}

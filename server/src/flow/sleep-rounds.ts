/** Loops whose rounds are tests of their own: a sleep in one waits for what the same round has started. */
import type { Expr, ForStmt, WhileStmt } from '../syntax/ast.ts';
import { anyExpr } from '../syntax/walk.ts';
import { assertionOf } from './assertions.ts';
import { exitsOf } from './loop-exits.ts';
import { type Call, loopsAround, type Step } from './timeline.ts';

/** `for case in cases: send(case); sleep(1); assert received == case`. */
export function goesThroughCases(loop: ForStmt | WhileStmt, { step, expr }: Call): boolean {
    if (loop.kind !== 'for' || loop.isAsync || exitsOf(loop.body).succeeds) return false;
    // A length that differs from round to round spaces them.
    if (expr.args.some(arg => anyExpr(arg, e => e.kind === 'name' && binds(loop.target, e.id)))) return false;
    const inRound = (s: Step) => loopsAround(s).includes(loop);
    const before = step.body.steps.slice(0, step.index).filter(inRound);
    const after = step.body.steps.slice(step.index + 1).filter(inRound);
    return before.some(s => s.calls.length > 0) && after.some(s => assertionOf(s) !== undefined);
}

function binds(target: Expr, name: string): boolean {
    return anyExpr(target, e => e.kind === 'name' && e.id === name);
}

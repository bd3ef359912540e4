/** Blocks that end what is inside them when their time is up. */

import { foldNumber } from '../model/constants.ts';
import type { CallExpr, Expr } from '../syntax/ast.ts';
import { dottedName } from '../syntax/walk.ts';
import type { FileFacts } from './context.ts';
import { type Body, contextsAround, type Step, type Timeline } from './timeline.ts';

const TIMEOUT_CONTEXT =
    /(^|\.)(timeout|Timeout|timeout_at|fail_after|move_on_after|fail_at|move_on_at|async_timeout|time_limit|with_timeout)$/;
const TIMEOUT_ERROR = /Timeout|TimedOut|Cancelled/;

/** Whether a step lies in a `with` that bounds its time or expects a timeout. */
export function insideTimeout(step: Step): boolean {
    return contextsAround(step).some(c => TIMEOUT_CONTEXT.test(nameOf(c)) || expectsTimeout(c));
}

/**
 * Whether a sleep of the given length lies in a `with` that ends before the sleep does. Where either length is
 * not known, it is taken to.
 */
export function outlivesTimeout(step: Step, seconds: number | undefined, facts: FileFacts): boolean {
    return contextsAround(step).some(context => {
        if (expectsTimeout(context)) return true;
        if (!TIMEOUT_CONTEXT.test(nameOf(context))) return false;
        const first = context.args[0];
        const limit = first && foldNumber(first, step.body.scope, facts.resolver);
        return limit === undefined || seconds === undefined || seconds >= limit;
    });
}

/** Whether the test runs an inner coroutine under a limit: `wait_for(poll(), timeout=5)`. */
export function runsUnderTimeout(body: Body, timeline: Timeline, facts: FileFacts): boolean {
    for (let current: Body | undefined = body; current?.parent; current = current.parent) {
        const uses = facts.uses(current, timeline);
        if (uses.some(u => u.kind === 'called' && (u.call.name === 'wait_for' || insideTimeout(u.call.step))))
            return true;
    }
    return false;
}

function nameOf(context: CallExpr): string {
    return dottedName(context.func) ?? '';
}

function expectsTimeout(context: CallExpr): boolean {
    return (
        /assertRaises|raises/.test(nameOf(context)) && context.args.some(a => TIMEOUT_ERROR.test(namesOf(a)))
    );
}

/** The names in an `except` or in the arguments of `raises`, tuples included. */
export function namesOf(expr: Expr): string {
    return expr.kind === 'tuple' ? expr.items.map(namesOf).join(' ') : (dottedName(expr) ?? '');
}

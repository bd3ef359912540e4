/** Blocks that end what is inside them when their time is up. */
import type { Expr } from '../syntax/ast.ts';
import { dottedName } from '../syntax/walk.ts';
import type { Step } from './timeline.ts';

const TIMEOUT_CONTEXT =
    /(^|\.)(timeout|timeout_at|fail_after|move_on_after|fail_at|move_on_at|async_timeout|time_limit|with_timeout)$/;
const TIMEOUT_ERROR = /Timeout|TimedOut|Cancelled/;

/** Whether a step lies in a `with` that bounds its time or expects a timeout. */
export function insideTimeout(step: Step): boolean {
    for (const frame of step.frames) {
        if (frame.kind !== 'with' || frame.stmt.kind !== 'with') continue;
        for (const { context } of frame.stmt.items) {
            if (context.kind !== 'call') continue;
            const name = dottedName(context.func) ?? '';
            if (TIMEOUT_CONTEXT.test(name)) return true;
            if (/assertRaises|raises/.test(name) && context.args.some(a => TIMEOUT_ERROR.test(namesOf(a))))
                return true;
        }
    }
    return false;
}

function namesOf(expr: Expr): string {
    return expr.kind === 'tuple' ? expr.items.map(namesOf).join(' ') : (dottedName(expr) ?? '');
}

/** Loops that start or wait are written out: as often as they run, as far as that can be told. */
import type { Expr, Stmt } from '../../syntax/ast.ts';
import { dottedName } from '../../syntax/walk.ts';
import { loopsAround, type Step } from '../timeline.ts';

const MOST = 3;

/** Whether something inside a loop starts work, waits or tells: then one round is not enough to see its order. */
export function isWaitLoop(
    head: Step,
    steps: readonly Step[],
    isSynchroniser: (receiver: Expr, step: Step) => boolean,
): boolean {
    const { stmt } = head;
    return steps.some(
        step =>
            step.frames.some(f => f.stmt === stmt) &&
            step.calls.some(
                ({ effect, expr: { func } }) =>
                    /^(create|spawn|wait|signal)$/.test(effect?.kind ?? '') ||
                    (func.kind === 'attribute' && isSynchroniser(func.value, step)),
            ),
    );
}

/** @param held how many roots an expression stands for */
export function timesAround(loop: Stmt, step: Step, held: (iter: Expr, step: Step) => number): number {
    if (loop.kind !== 'for') return 1;
    const { iter } = loop;
    if (iter.kind === 'list' || iter.kind === 'tuple') {
        return Math.min(MOST, Math.max(1, iter.items.length));
    }
    if (iter.kind === 'call' && dottedName(iter.func) === 'range' && iter.args.length === 1) {
        const [n] = iter.args;
        if (n?.kind === 'number') return Math.min(MOST, Math.max(1, n.value));
    }
    const count = held(iter, step);
    return count > 0 ? Math.min(MOST, count) : 2;
}

/** In a loop that runs nobody knows how often: it takes whatever comes. */
export function isRepeated(step: Step): boolean {
    return loopsAround(step).some(loop => {
        if (loop.kind !== 'for') return true;
        const { iter } = loop;
        if (iter.kind === 'list' || iter.kind === 'tuple') return iter.items.length > MOST;
        if (iter.kind === 'call' && dottedName(iter.func) === 'range' && iter.args.length === 1) {
            const [n] = iter.args;
            return n?.kind !== 'number' || n.value > MOST;
        }
        return true;
    });
}

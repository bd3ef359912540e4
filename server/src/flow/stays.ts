/** Whether what is asked behind a sleep should stay as it is: then waiting until it holds would not wait at all. */

import type { Expr } from '../syntax/ast.ts';
import { assertionOf } from './assertions.ts';
import { commentsNear } from './comments.ts';
import type { SleepSite } from './sleep-site.ts';
import { type Step, wordsOf } from './timeline.ts';

const STAYS =
    /\b(still|remain(s|ed|ing)?|stay(s|ed)?|(the )?same|unchanged|unaffected|retain(s|ed)?|persist(s|ed)?|should(n't| not)|(does|do|did|has|have|is|are|was|were)(n't| not)|not (yet|be|have)|only (one|once)|no (more|longer)|if any)\b|^#\s*no\b/im;

/** Said beside the sleep, the step before it or the one behind it; or what was asked last is asked again. */
export function staysAsItIs({ call, timeline }: Pick<SleepSite, 'call' | 'timeline'>): boolean {
    const { step } = call;
    const { steps } = step.body;
    const { text } = timeline.unit;
    const next = steps[step.index + 1];
    const near = [steps[step.index - 1], step, next].map(s => s && commentsOf(s, timeline));
    if (STAYS.test(near.join('\n'))) return true;
    if (!next) return false;
    if (isUpperBound(next) || asksWhatWasKept(next, step, text)) return true;
    const names = next.calls.map(c => c.name);
    const asksLikewise = (s: Step) =>
        assertionOf(next) !== undefined
            ? assertionOf(s) !== undefined
            : s.calls.some(c => /wait|poll|eventually|until/i.test(c.name) && names.includes(c.name));
    const last = steps.slice(0, step.index).findLast(asksLikewise);
    return last !== undefined && wordsOf(last, text) === wordsOf(next, text);
}

/** `assert count < 4` holds from the beginning. */
export function isUpperBound({ stmt, calls }: Step): boolean {
    if (calls.some(c => /^assertLess/.test(c.name))) return true;
    return (
        stmt.kind === 'assert' && stmt.test.kind === 'compare' && stmt.test.ops.some(op => op.startsWith('<'))
    );
}

/** `frame = view.frame` above, and `assert frame == view.frame` here. */
function asksWhatWasKept(next: Step, sleep: Step, text: string): boolean {
    const [a, b] = operands(next);
    if (!a || !b) return false;
    const source = (e: Expr) => text.slice(e.start, e.end);
    return [
        [a, b],
        [b, a],
    ].some(([kept, asked]) => {
        if (kept?.kind !== 'name' || !asked) return false;
        const last = sleep.body.steps
            .slice(0, sleep.index)
            .findLast(
                ({ stmt: s }) =>
                    s.kind === 'assign' && s.targets.some(t => t.kind === 'name' && t.id === kept.id),
            );
        return (
            last?.stmt.kind === 'assign' &&
            last.stmt.value !== undefined &&
            source(last.stmt.value) === source(asked)
        );
    });
}

function operands({ stmt }: Step): readonly (Expr | undefined)[] {
    if (stmt.kind === 'assert' && stmt.test.kind === 'compare')
        return [stmt.test.left, stmt.test.comparators[0]];
    return stmt.kind === 'expr' && stmt.value.kind === 'call' ? stmt.value.args.slice(0, 2) : [];
}

function commentsOf(step: Step, { unit }: SleepSite['timeline']): string {
    return commentsNear(unit.text, unit.comments(), step.start, step.end);
}

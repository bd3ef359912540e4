/** Whether what is asked behind a sleep should stay as it is: then waiting until it holds would not wait at all. */

import { assertionOf } from './assertions.ts';
import { commentsNear } from './comments.ts';
import type { SleepSite } from './sleep-site.ts';
import type { Step } from './timeline.ts';

const STAYS =
    /\b(still|remain(s|ed|ing)?|stay(s|ed)?|(the )?same|unchanged|unaffected|retain(s|ed)?|persist(s|ed)?|should(n't| not)|(does|do|did|has|have|is|are|was|were)(n't| not)|not (yet|be|have)|if any)\b/i;

/** Said beside the sleep, the step before it or the one behind it; or what was asked last is asked again. */
export function staysAsItIs({ call, timeline }: Pick<SleepSite, 'call' | 'timeline'>): boolean {
    const { step } = call;
    const { steps } = step.body;
    const { text } = timeline.unit;
    const next = steps[step.index + 1];
    const near = [steps[step.index - 1], step, next].map(s => s && commentsOf(s, timeline));
    if (STAYS.test(near.join('\n'))) return true;
    if (!next) return false;
    const names = next.calls.map(c => c.name);
    const asksLikewise = (s: Step) =>
        assertionOf(next) !== undefined
            ? assertionOf(s) !== undefined
            : s.calls.some(c => /wait|poll|eventually|until/i.test(c.name) && names.includes(c.name));
    const last = steps.slice(0, step.index).findLast(asksLikewise);
    return last !== undefined && words(last, text) === words(next, text);
}

function commentsOf(step: Step, { unit }: SleepSite['timeline']): string {
    return commentsNear(unit.text, unit.comments(), step.start, step.end);
}

function words(step: Step, text: string): string {
    return text.slice(step.start, step.end).replace(/\s+/g, ' ');
}

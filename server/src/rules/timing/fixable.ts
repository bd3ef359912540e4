/** Findings about time with their fixes, or with the reason why there are none. */
import type { FixPlan } from '../../fixes/edits.ts';
import { elapsedAssertion } from '../../fixes/elapsed.ts';
import type { Timeline } from '../../flow/timeline.ts';
import type { Draft } from '../rule.ts';
import { quoteStep } from '../wording.ts';

/**
 * The finding with its fixes. Where the test asserts something about time, every one of them may change what is
 * asserted: then none is offered, and the hover says why.
 */
export function withFixes(draft: Draft, timeline: Timeline, fixes: () => readonly FixPlan[]): Draft {
    const measured = elapsedAssertion(timeline);
    return measured
        ? withoutFixes(
              draft,
              `the test asserts something about time, ${quoteStep(measured, timeline.unit.text)}, which another way of waiting would change`,
          )
        : { ...draft, fixes };
}

/** The finding without fixes; the hover says why. */
export function withoutFixes(draft: Draft, reason: string): Draft {
    const { explanation } = draft;
    return {
        ...draft,
        explanation: { ...explanation, solution: `${explanation.solution} No fix is offered: ${reason}.` },
    };
}

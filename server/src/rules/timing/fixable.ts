/** Findings about time with their fixes, or with the reason why there are none. */
import type { FixPlan } from '../../fixes/edits.ts';
import { elapsedAssertion } from '../../fixes/elapsed.ts';
import type { Step, Timeline } from '../../flow/timeline.ts';
import type { Draft } from '../rule.ts';
import { quoteStep } from '../wording.ts';

/**
 * The finding with its fixes. Where the test asserts something about time, every one of them may change what is
 * asserted: then none is offered, and the hover says why.
 *
 * @param place where the fix would be made, if what is asserted above it does not matter
 */
export function withFixes(
    draft: Draft,
    timeline: Timeline,
    fixes: () => readonly FixPlan[],
    place?: Step,
): Draft {
    return unlessAsserted(draft, timeline, fixes, elapsedAssertion(timeline, place));
}

/** The same where the rule has found the assertion, or none, by its own measure. */
export function unlessAsserted(
    draft: Draft,
    timeline: Timeline,
    fixes: () => readonly FixPlan[],
    measured: Step | undefined,
): Draft {
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

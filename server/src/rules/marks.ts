/** Benchmarks, integration tests and the like: what is found in them counts one step less. */
import type { Severity } from '../base/finding.ts';
import type { FileFacts } from '../flow/context.ts';
import { heavyMark } from '../flow/test-marks.ts';
import type { FunctionUnit } from '../model/module.ts';
import type { Draft, RuleMeta } from './rule.ts';

const ONE_STEP_LESS: Readonly<Record<Severity, Severity>> = {
    error: 'warning',
    warning: 'information',
    information: 'hint',
    hint: 'hint',
};

/** The severity below another one. */
function lessSevere(severity: Severity): Severity {
    return ONE_STEP_LESS[severity];
}

/** The draft as it is to be reported for a function: demoted where a mark says that the test is heavy. */
export function demoteIfHeavy(draft: Draft, meta: RuleMeta, unit: FunctionUnit, facts: FileFacts): Draft {
    const mark = heavyMark(unit, facts);
    if (mark === undefined) return draft;
    const { why } = draft.explanation;
    return {
        ...draft,
        severity: lessSevere(draft.severity ?? meta.severity),
        explanation: { ...draft.explanation, why: `${why} It counts one step less: \`@${mark}\`.` },
    };
}

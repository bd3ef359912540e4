/** `condition.wait_for(lambda: …)` with what the test asserts next. */
import { assertedCondition, assertionOf } from '../../flow/assertions.ts';
import type { FileFacts } from '../../flow/context.ts';
import { argumentAt, type Call, type Step, type Timeline } from '../../flow/timeline.ts';
import { anyExpr, dottedName } from '../../syntax/walk.ts';
import { type FixPlan, makeFix } from '../edits.ts';
import { absolute, assertion, type FixOptions, placeOf, sourceOf } from '../place.ts';
import { indentAt, ownsLines } from '../source.ts';

/** None where no assertion says what was waited for, or where it names something that is set only behind the wait. */
export function waitForFixes(
    call: Call,
    timeline: Timeline,
    facts: FileFacts,
    options: FixOptions,
): readonly FixPlan[] {
    const place = placeOf(timeline, facts, options);
    const { step, expr } = call;
    if (!place || expr.func.kind !== 'attribute' || step.body.isAsync) return [];
    if (step.stmt.kind !== 'expr' || step.stmt.value !== expr || step.body !== timeline.root) return [];
    const { steps } = step.body;
    const asserted = steps.slice(step.index + 1).find(s => assertionOf(s) !== undefined);
    const predicate = asserted && assertedCondition(asserted.stmt, timeline.unit.text);
    if (!asserted || !predicate || /[\n#]|\bawait\b|:=/.test(predicate)) return [];
    if (steps.slice(step.index + 1, asserted.index).some(s => sets(s, predicate))) return [];
    const span = absolute(place, step);
    if (!ownsLines(place.text, span)) return [];
    const limit = argumentAt(expr, { index: 0, keyword: 'timeout' });
    const condition = dottedName(expr.func.value) ?? sourceOf(place, expr.func.value);
    const timeout = limit ? sourceOf(place, limit) : place.timeout;
    const lines = assertion(
        place,
        step.body,
        {
            condition: `${condition}.wait_for(lambda: ${predicate}, timeout=${timeout})`,
            message: `${predicate} did not come true`,
        },
        step.start,
    );
    const indent = place.style.newline + indentAt(place.text, span.start);
    const fix = makeFix(
        'wait-for',
        `Wait for \`${predicate}\` (unsafe: fails when that does not come true in time)`,
        [{ ...span, newText: lines.split('\n').join(indent) }],
    );
    return fix ? [fix] : [];
}

/** Whether a statement binds a name that the predicate uses. */
function sets({ stmt }: Step, predicate: string): boolean {
    if (stmt.kind !== 'assign' && stmt.kind !== 'for' && stmt.kind !== 'with' && stmt.kind !== 'augassign')
        return false;
    const targets =
        stmt.kind === 'assign'
            ? stmt.targets
            : stmt.kind === 'with'
              ? stmt.items.flatMap(i => i.target ?? [])
              : [stmt.target];
    return targets.some(target =>
        anyExpr(target, e => e.kind === 'name' && new RegExp(`\\b${e.id}\\b`).test(predicate)),
    );
}

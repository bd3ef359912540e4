/** A wait with a limit tells whether what it waited for has come: the test asserts that. */
import type { FileFacts } from '../../flow/context.ts';
import type { Call, Step, Timeline } from '../../flow/timeline.ts';
import type { CallExpr, Expr } from '../../syntax/ast.ts';
import { lastName } from '../../syntax/walk.ts';
import { applyEdits, type FixPlan, makeFix, type SpanEdit } from '../edits.ts';
import { absolute, assertion, type FixOptions, type Place, placeOf, sourceOf } from '../place.ts';
import { deleteLines, replaceStatement } from '../source.ts';
import { limitOf, raisedTo } from './limit.ts';

/** `assert called.wait(timeout=5)` where the result was dropped. */
export function assertWaitFixes(
    call: Call,
    timeline: Timeline,
    facts: FileFacts,
    options: FixOptions,
): readonly FixPlan[] {
    const place = placeOf(timeline, facts, options);
    const limit = place && limitOf(call, place);
    if (!place || !limit) return [];
    const fix = makeFix(
        'assert-wait',
        `Assert the result of \`${sourceOf(place, call.expr.func)}\`${raisedTo(limit)} (unsafe: fails when the time is up)`,
        [waitInAssertion(call, limit.raised, place) ?? assertWait(call, limit.raised, limit.shown, place)],
    );
    return fix ? [fix] : [];
}

/**
 * The statement that only waits, as an assertion.
 *
 * @param change what changes inside the call
 * @param limit how long it waits, such as `10 s`, if that is known
 */
export function assertWait(
    { expr, effect, step, name }: Call,
    change: SpanEdit | undefined,
    limit: string | undefined,
    place: Place,
): SpanEdit | undefined {
    const receiver = sourceOf(place, expr.func.kind === 'attribute' ? expr.func.value : expr);
    const isCondition = name === 'wait_for' || (effect?.kind === 'wait' && effect.what === 'condition');
    const message = `${receiver} was not ${isCondition ? 'notified' : 'set'} in ${limit ?? 'time'}`;
    const claim = { condition: changed(expr, change, place), message };
    const line = assertion(place, step.body, claim, step.start);
    return replaceStatement(place.text, absolute(place, step), [line], place.style);
}

/** `assert called.is_set()` as the next statement does the waiting: `assert called.wait(5)`. */
function waitInAssertion(
    { step, expr }: Call,
    change: SpanEdit | undefined,
    place: Place,
): readonly SpanEdit[] | undefined {
    const next = step.body.steps[step.index + 1];
    const asked = next && askedBy(next);
    const isSame =
        asked !== undefined &&
        expr.func.kind === 'attribute' &&
        sourceOf(place, asked.value) === sourceOf(place, expr.func.value);
    const deleted = isSame && deleteLines(place.text, absolute(place, step));
    if (!next || !deleted || next.frames.length !== step.frames.length) return undefined;
    return [deleted, { ...absolute(place, asked.call), newText: changed(expr, change, place) }];
}

/** `called` and the call in `assert called.is_set()` and `self.assertTrue(called.is_set())`. */
function askedBy({ stmt }: Step): { value: Expr; call: CallExpr } | undefined {
    let test = stmt.kind === 'assert' ? stmt.test : undefined;
    if (stmt.kind === 'expr' && stmt.value.kind === 'call' && lastName(stmt.value.func) === 'assertTrue')
        test = stmt.value.args[0];
    if (test?.kind !== 'call' || test.func.kind !== 'attribute') return undefined;
    return /^(is_set|isSet)$/.test(test.func.attr) ? { value: test.func.value, call: test } : undefined;
}

/** The source of the call after a change inside it. */
function changed(expr: CallExpr, change: SpanEdit | undefined, place: Place): string {
    const { start } = absolute(place, expr);
    const source = sourceOf(place, expr);
    return change
        ? applyEdits(source, [{ ...change, start: change.start - start, end: change.end - start }])
        : source;
}

/** A join with a limit returns in any case: the test asserts that what was joined has ended. */
import type { FileFacts } from '../../flow/context.ts';
import type { Call, Timeline } from '../../flow/timeline.ts';
import type { Expr } from '../../syntax/ast.ts';
import { walkBlock } from '../../syntax/walk.ts';
import { type FixPlan, makeFix } from '../edits.ts';
import { assertEnded } from '../ended.ts';
import { absolute, assertion, type FixOptions, type Place, placeOf, sourceOf } from '../place.ts';
import { insertAfter } from '../source.ts';
import { spawnsBefore, type Worker } from '../workers.ts';
import { type Limit, limitOf, raisedTo } from './limit.ts';

/** `assert not thread.is_alive()` behind the join; nothing where the worker is known to go on for ever. */
export function assertEndedFixes(
    call: Call,
    timeline: Timeline,
    facts: FileFacts,
    options: FixOptions,
): readonly FixPlan[] {
    const place = placeOf(timeline, facts, options);
    const limit = place && limitOf(call, place);
    const { func } = call.expr;
    if (!place || !limit || func.kind !== 'attribute' || neverEnds(func.value, call, place)) return [];
    const handle = sourceOf(place, func.value);
    const line = lineBehind(call, handle, limit, place);
    const fix = makeFix(
        'assert-ended',
        `Assert that \`${handle}\` has ended${raisedTo(limit)} (unsafe: fails if it still runs)`,
        [
            line === undefined
                ? undefined
                : insertAfter(place.text, absolute(place, call.step), [...line.split('\n')], place.style),
            limit.raised ?? [],
        ],
    );
    return fix ? [fix] : [];
}

/** For `t.join(5)` by itself, and for `[t.join(5) for t in threads]`. */
function lineBehind({ expr, step }: Call, handle: string, limit: Limit, place: Place): string | undefined {
    const { stmt, body, start } = step;
    if (stmt.kind !== 'expr') return undefined;
    if (stmt.value === expr) return assertEnded(handle, limit.shown, body, start, place);
    const { value } = stmt;
    if (value.kind !== 'comprehension' || !value.element.includes(expr)) return undefined;
    const source = sourceOf(place, value);
    const loop = source.slice(expr.end - value.start, -1).trim();
    const condition = `any(${handle}.is_alive() ${loop})`;
    const message = `not every ${handle} finished in ${limit.shown ?? 'time'}`;
    return assertion(place, body, { condition, negated: true, message }, start);
}

/** Whether the thread runs a function of this file that nothing ends. */
function neverEnds(handle: Expr, { step }: Call, place: Place): boolean {
    const name = sourceOf(place, handle);
    const worker = spawnsBefore(step, place).find(s => s.handle === name)?.worker;
    return worker !== undefined && isEndless(worker);
}

/** `while True:` that nothing leaves. */
function isEndless({ body: { node } }: Worker): boolean {
    let endless = false;
    if (node.kind !== 'function') return endless;
    walkBlock(node.body, stmt => {
        if (stmt.kind === 'function' || stmt.kind === 'class') return false;
        if (stmt.kind !== 'while' || stmt.test.kind !== 'constant' || stmt.test.value !== true)
            return undefined;
        let leaves = false;
        walkBlock(stmt.body, inner => {
            if (/^(break|return|raise)$/.test(inner.kind)) leaves = true;
            return undefined;
        });
        if (!leaves) endless = true;
        return undefined;
    });
    return endless;
}

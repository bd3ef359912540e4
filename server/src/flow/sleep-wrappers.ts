/** Helpers of the file that do nothing but sleep: `self._wait_a_bit()`. They are judged where they are called. */
import { foldNumber } from '../model/constants.ts';
import { type FunctionUnit, findMethod } from '../model/module.ts';
import type { FileFacts } from './context.ts';
import { argumentAt, type Call, loopsAround, type Timeline } from './timeline.ts';

export interface SleepWrapper {
    readonly unit: FunctionUnit;
    readonly delay: Call;
    /** Its callers poll with it. */
    readonly usedInWhile: boolean;
}

/** The folded length of a delay in seconds. */
export function delaySeconds(call: Call, facts: FileFacts): number | undefined {
    if (call.effect?.kind !== 'delay') return undefined;
    const argument = argumentAt(call.expr, call.effect.seconds);
    // `gevent.sleep()` and `eventlet.sleep()` only switch.
    if (!argument && call.effect.cooperative && call.expr.args.length + call.expr.keywords.length === 0)
        return 0;
    const value = argument && foldNumber(argument, call.step.body.scope, facts.resolver);
    return value === undefined ? undefined : value / call.effect.perSecond;
}

/**
 * The helper that a call calls, if that only sleeps.
 *
 * @param call `undefined` to ask about the timeline's own function
 */
export function sleepWrapperOf(
    call: Call | undefined,
    timeline: Timeline,
    facts: FileFacts,
): SleepWrapper | undefined {
    if (!call) return facts.sleepWrapper(timeline.unit, () => describeWrapper(timeline.unit, facts));
    const { func } = call.expr;
    const { scope } = call.step.body;
    let unit: FunctionUnit | undefined;
    if (func.kind === 'attribute' && func.value.kind === 'name' && func.value.id === scope.selfName) {
        const cls = facts.resolver.classOf(scope);
        unit = cls && findMethod(cls, func.attr);
    } else if (func.kind === 'name') {
        unit = facts.module.topLevel.get(func.id);
    }
    if (!unit || unit === timeline.unit || unit.role !== 'helper' || !unit.text.includes('sleep'))
        return undefined;
    const target = unit;
    return facts.sleepWrapper(target, () => describeWrapper(target, facts));
}

const LONGEST_WRAPPER = 600;
const MOST_LINES = 8;

/** Whether a function may be such a helper, by its text alone. */
export function mayWrapSleep({ role, text }: FunctionUnit): boolean {
    return (
        role === 'helper' &&
        text.length <= LONGEST_WRAPPER &&
        text.includes('sleep') &&
        text.split('\n').length <= MOST_LINES
    );
}

function describeWrapper(unit: FunctionUnit, facts: FileFacts): SleepWrapper | undefined {
    if (unit.role !== 'helper' || unit.text.length > LONGEST_WRAPPER || !unit.text.includes('sleep'))
        return undefined;
    const timeline = facts.timeline(unit);
    if (!timeline) return undefined;
    const steps = timeline.root.steps.filter(
        s => !(s.stmt.kind === 'expr' && s.stmt.value.kind === 'string'),
    );
    const only = steps.length === 1 ? steps[0] : undefined;
    const delay = only?.stmt.kind === 'expr' ? only.calls.find(c => c.effect?.kind === 'delay') : undefined;
    if (!delay) return undefined;
    const usedInWhile = facts
        .unitUses(unit)
        .some(u => loopsAround(u.call.step).some(l => l.kind === 'while'));
    return { unit, delay, usedInWhile };
}

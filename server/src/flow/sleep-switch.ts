/** A bare switch between green threads, taken for the end of one that was just spawned. */
import type { FileFacts } from './context.ts';
import type { SleepSite } from './sleep-site.ts';
import type { Step } from './timeline.ts';
import { type Started, startedBefore } from './work.ts';

export interface CountAfterSwitch {
    readonly started: Started;
    /** The assertion on an exact number of calls. */
    readonly observed: Step;
}

/** No longer than this, a sleep of green threads is a switch. */
const SWITCH_SECONDS = 0.01;
const LOOK_AHEAD = 2;
const EXACT_CALLS = /\bcall_count\b|\.assert_called_once|\bcalls?_?count\b/;

/** The exact count of calls that is expected after a switch, or `undefined` if the sleep is something else. */
export function countAfterSwitch(site: SleepSite, facts: FileFacts): CountAfterSwitch | undefined {
    const { call, seconds, role, timeline } = site;
    const { effect, step } = call;
    if (site.intent !== 'yield' || role.kind !== 'main' || effect?.kind !== 'delay') return undefined;
    if (effect.isAsync || !effect.cooperative || seconds === undefined || seconds > SWITCH_SECONDS)
        return undefined;
    const started = startedBefore(step, timeline, facts);
    const isSpawned = started?.kind === 'greenlet' || /^spawn/.test(started?.call.name ?? '');
    if (!started?.strong || !isSpawned || step.index - started.call.step.index !== 1) return undefined;
    const observed = step.body.steps
        .slice(step.index + 1, step.index + 1 + LOOK_AHEAD)
        .find(s => EXACT_CALLS.test(timeline.unit.text.slice(s.start, s.end)));
    return observed && { started, observed };
}

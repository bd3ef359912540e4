/** Whether the clock stands still, or the sleep is a mock, where a test runs. */
import type { ClassModel, FunctionUnit } from '../model/module.ts';
import type { Expr } from '../syntax/ast.ts';
import { dottedName } from '../syntax/walk.ts';
import type { FileFacts } from './context.ts';
import type { Timeline } from './timeline.ts';

/** Reading a clock may be replaced while the sleep still sleeps. */
const SLEEP_PATCH = /(^|\.)sleep$/;
const FAKE_CLOCK =
    /(^|\.)(freeze_time|time_machine\.travel|travel|VirtualClock|MockClock|FakeClock|looptime|autojump_clock)$/;
/** Fixtures by which tests get a fake clock or a mocked sleep. */
const FAKE_PARAMETER =
    /^(freezer|frozen_time|frozen_clock|time_machine|fake_(time|clock|sleep)|mock(ed)?_(time_)?(clock|sleep)|(no|patch(ed)?|skip|fast)_sleep|sleep_mock|autojump_clock|virtual_clock|looptime)$/;

/** In the test itself, its decorators and parameters, its class, or a fixture that every test of the file gets. */
export function clockIsMocked(timeline: Timeline, facts: FileFacts): boolean {
    const { fn, unit } = timeline;
    if (mocksInside(timeline) || fn.decorators.some(replacesClock)) return true;
    if (fn.params.some(p => FAKE_PARAMETER.test(p.name))) return true;
    return facts.clockOf(unit.cls, () => mocksAround(unit.cls, facts));
}

function mocksAround(cls: ClassModel | undefined, facts: FileFacts): boolean {
    const classes = cls ? [cls, ...cls.localBases()] : [];
    const surroundings: FunctionUnit[] = [];
    for (const candidate of classes) {
        if (candidate.decorators.some(replacesClock)) return true;
        surroundings.push(...[...candidate.methods.values()].filter(m => m.role === 'setup' || isAutouse(m)));
    }
    surroundings.push(...[...facts.module.topLevel.values()].filter(isAutouse));
    return surroundings.some(unit => {
        if (!/sleep|freeze|travel|[Cc]lock/.test(unit.text)) return false;
        const timeline = facts.timeline(unit);
        return timeline !== undefined && mocksInside(timeline);
    });
}

function isAutouse(unit: FunctionUnit): boolean {
    return unit.role === 'fixture' && /autouse\s*=\s*True/.test(unit.text.slice(0, 400));
}

function mocksInside({ calls }: Timeline): boolean {
    return calls.some(({ effect, expr, origin }) => {
        if (effect?.kind === 'patch' && expr.args.slice(0, 2).some(namesSleep)) return true;
        return FAKE_CLOCK.test(origin ?? '');
    });
}

function replacesClock(decorator: Expr): boolean {
    const name = dottedName(decorator.kind === 'call' ? decorator.func : decorator) ?? '';
    if (FAKE_CLOCK.test(name)) return true;
    return decorator.kind === 'call' && decorator.args.slice(0, 2).some(namesSleep);
}

function namesSleep(expr: Expr): boolean {
    return expr.kind === 'string' && expr.value !== undefined && SLEEP_PATCH.test(expr.value);
}

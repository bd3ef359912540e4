/** Tests that measure time: a wait that is shorter or longer changes what they assert. */
import { assertionOf, mentionsClock } from '../flow/assertions.ts';
import { loopsAround, type Step, type Timeline } from '../flow/timeline.ts';
import type { Expr } from '../syntax/ast.ts';
import { anyExpr, dottedName, lastName, ownExprs } from '../syntax/walk.ts';

/**
 * The assertion about time that a test makes, if it makes one: then real time must pass, and no fix is offered.
 *
 * @param isClock whether an expression is about time
 * @param place where the fix would be made, if what is asserted above it does not matter
 */
export function elapsedAssertion(
    timeline: Timeline,
    place?: Step,
    isClock = mentionsClock,
): Step | undefined {
    const clocks = new Set<string>();
    const readsClock = (expr: Expr): boolean => {
        if (isClock(expr)) return true;
        return anyExpr(
            expr,
            e =>
                (e.kind === 'name' && clocks.has(e.id)) ||
                (e.kind === 'call' && CLOCK_CALL.test(dottedName(e.func) ?? '')),
        );
    };
    for (const { steps } of timeline.bodies) {
        for (const step of steps) {
            const { stmt, calls } = step;
            if (stmt.kind === 'assign' && stmt.value && readsClock(stmt.value)) {
                for (const target of stmt.targets) if (target.kind === 'name') clocks.add(target.id);
            }
            const asserts = stmt.kind === 'assert' || calls.some(c => /^assert/.test(c.name));
            // A poll compares the clock in its condition, not in an assertion.
            if (!asserts || stmt.kind === 'while' || isDeadlineOfPoll(step)) continue;
            if (ownExprs(stmt).some(readsClock) && !(place && isOver(step, place))) return step;
        }
    }
    return undefined;
}

/** The same for measured durations alone: times that are read from files or entries are no matter. */
export function durationAssertion(timeline: Timeline): Step | undefined {
    return elapsedAssertion(timeline, undefined, readsStopwatch);
}

function readsStopwatch(expr: Expr): boolean {
    return anyExpr(expr, e => STOPWATCH.test(lastName(e) ?? ''));
}

const STOPWATCH = /^(monotonic|perf_counter|process_time|thread_time)(_ns)?$|^(time_ns|elapsed|duration)$/;
const CLOCK_CALL = /(^|\.)(time|clock|timer|default_timer)$/;

/** `assert time.monotonic() < deadline` in a loop that sleeps. */
function isDeadlineOfPoll(step: Step): boolean {
    const [loop] = loopsAround(step);
    return (
        loop !== undefined &&
        assertionOf(step) !== undefined &&
        step.body.steps.some(s => loopsAround(s)[0] === loop && s.calls.some(c => c.effect?.kind === 'delay'))
    );
}

/** Whether an assertion has been made when a place is reached. */
function isOver(step: Step, place: Step): boolean {
    return step.body === place.body && step.end <= place.start && loopsAround(place).length === 0;
}

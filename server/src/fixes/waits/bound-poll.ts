/** A loop that polls for ever gets a deadline, at which the test fails and says what it has waited for. */
import type { FileFacts } from '../../flow/context.ts';
import type { SleepSite } from '../../flow/sleeps.ts';
import { loopsAround, type Step } from '../../flow/timeline.ts';
import type { Expr, Stmt, WhileStmt } from '../../syntax/ast.ts';
import { anyExpr, ownExprs, walkBlock, walkExpr } from '../../syntax/walk.ts';
import { type FixPlan, makeFix, type SpanEdit } from '../edits.ts';
import { failure, swallowsFailures, timedOut } from '../failing.ts';
import { freshName } from '../names.ts';
import { negation } from '../negation.ts';
import { absolute, type FixOptions, type Place, placeOf, refer, sourceOf } from '../place.ts';
import { pollBy } from '../poll.ts';
import { indentAt, linesAbove, replaceStatement, startsLine } from '../source.ts';
import { waitHelper } from '../wait-helpers.ts';

/** Fewer rounds than this before giving up would be a bet on the machine. */
const LEAST_ROUNDS = 20;
const DEADLINE = 'deadline';
/** Test runners with a clock of their own, which tests may set. */
const CLOCKS: Readonly<Record<string, readonly [module: string, name: string]>> = {
    'trio.sleep': ['trio', 'current_time'],
    'anyio.sleep': ['anyio', 'current_time'],
};

/**
 * The project's own wait helper where the loop does nothing but sleep, and a deadline.
 *
 * @param leaving what ends a `while True:`, if that is known
 */
export function boundPollFixes(
    site: SleepSite,
    leaving: Expr | undefined,
    facts: FileFacts,
    options: FixOptions,
): readonly FixPlan[] {
    const { step } = site.call;
    const [loop] = loopsAround(step);
    const place = placeOf(site.timeline, facts, options);
    if (!place || loop?.kind !== 'while') return [];
    const around = step.frames.findIndex(f => f.stmt === loop);
    if (swallowsFailures(step.frames.slice(0, around))) return [];
    return [
        withHelper(site, loop, place),
        withDeadline(site, loop, awaitedBy(loop, leaving, place), place),
    ].filter(fix => fix !== undefined);
}

/** What the loop waits for: the opposite of its condition, or what makes it leave. */
function awaitedBy(loop: WhileStmt, leaving: Expr | undefined, place: Place): string | undefined {
    if (leaving) return sourceOf(place, leaving);
    if (loop.test.kind !== 'constant' && loop.test.kind !== 'number')
        return negation(loop.test, place.unit.text);
    const attempt = loop.body.find(s => s.kind === 'try');
    const [first] = attempt?.kind === 'try' ? attempt.body : [];
    return first && sourceOf(place, first);
}

/** `self.wait_until(lambda: cond)` in the place of the loop. */
function withHelper(site: SleepSite, loop: WhileStmt, place: Place): FixPlan | undefined {
    const { step, effect } = site.call;
    const onlySleeps = loop.body.every(s => s === step.stmt || s.kind === 'pass');
    const source = sourceOf(place, loop);
    if (!onlySleeps || loop.orelse.length > 0 || source.includes('#') || !fitsLambda(loop.test))
        return undefined;
    const helper = waitHelper(step.body, loop.start, place);
    const isAsync = effect?.kind === 'delay' && effect.isAsync;
    if (!helper || helper.isAsync !== isAsync) return undefined;
    const condition = negation(loop.test, place.unit.text);
    const line = pollBy(helper, condition, step.body, loop.start, place);
    return makeFix(
        'wait-helper',
        `Wait with \`${helper.text}\` until \`${condition}\` (unsafe: fails when its time is up)`,
        [replaceStatement(place.text, absolute(place, loop), [line], place.style)],
    );
}

function fitsLambda(test: Expr): boolean {
    let fits = true;
    walkExpr(test, e => {
        if (e.kind === 'await' || e.kind === 'yield' || e.kind === 'named') fits = false;
    });
    return fits;
}

function withDeadline(
    site: SleepSite,
    loop: WhileStmt,
    awaited: string | undefined,
    place: Place,
): FixPlan | undefined {
    const { step, origin } = site.call;
    const { style, text, unit } = place;
    const [module, name] = CLOCKS[origin ?? ''] ?? ['time', 'monotonic'];
    const clock = refer(place, step.body, loop.start, module, name);
    if (!clock) return undefined;
    const rounds = LEAST_ROUNDS * (site.seconds ?? 0);
    const seconds = rounds > place.options.timeout ? Math.ceil(rounds) : place.timeout;
    const deadline = mayBeReused(step, loop, place) ? DEADLINE : freshName(DEADLINE, new Set(place.taken));
    const message = timedOut(` after ${seconds} s`, awaited);
    const fails = failure(message, step.body, loop.start, 2, place);
    const check = [`if ${clock.text}() > ${deadline}:`, ...fails.map(l => style.indent + l)];
    const [first] = loop.body;
    const target = checkBefore(step, loop);
    if (!first || !target) return undefined;
    const { start } = absolute(place, loop);
    return makeFix('deadline', `Give up after ${seconds} s (unsafe: fails when the time is up)`, [
        linesAbove(text, start, [`${deadline} = ${clock.text}() + ${seconds}`], style),
        startsLine(text, first.start + unit.start)
            ? linesAbove(text, target.start + unit.start, check, style)
            : onLinesOfItsOwn(loop, check, place),
        clock.edits,
    ]);
}

/**
 * Where the deadline is looked at: before the sleep, when the condition has just been asked. In the branches of
 * the loop there may be rounds without a sleep, and blocks that would catch the failure: then at its beginning.
 */
function checkBefore({ stmt, frames, body }: Step, loop: WhileStmt): Stmt | undefined {
    let skips = false;
    walkBlock(loop.body, s => {
        if (s.kind === 'continue') skips = true;
        return s.kind === 'function' || s.kind === 'class' ? false : undefined;
    });
    const inside = frames.slice(frames.findIndex(f => f.stmt === loop) + 1);
    const isHandler = inside.length === 1 && inside[0]?.kind === 'except';
    if (skips || (inside.length > 0 && !isHandler)) return loop.body[0];
    // Two kinds of sleep side by side stay together.
    const sleeps = body.steps.filter(s => s.calls.some(c => c.effect?.kind === 'delay')).map(s => s.stmt);
    let at = loop.body.indexOf(stmt);
    for (let above = loop.body[at - 1]; above && sleeps.includes(above); above = loop.body[at - 1]) at--;
    return loop.body[at] ?? stmt;
}

/** An earlier poll's deadline may be set anew where nobody asks the old one any more. */
function mayBeReused({ body, frames }: Step, loop: WhileStmt, { timeline }: Place): boolean {
    const mentions = timeline.bodies.flatMap(b => b.steps).filter(mentionsDeadline);
    const outer = frames.find(f => f.kind === 'for' || f.kind === 'while')?.stmt;
    const next = mentions.find(s => s.start >= loop.start);
    return (
        outer === loop &&
        body.scope.bindings.has(DEADLINE) &&
        mentions.every(s => s.body === body) &&
        (next === undefined || (next.start >= loop.end && next.stmt.kind === 'assign'))
    );
}

function mentionsDeadline({ stmt }: Step): boolean {
    return ownExprs(stmt).some(expr => anyExpr(expr, e => e.kind === 'name' && e.id === DEADLINE));
}

/** `while cond: sleep()` gets a body on lines of its own. */
function onLinesOfItsOwn(loop: WhileStmt, check: readonly string[], place: Place): SpanEdit | undefined {
    const { text, style, unit } = place;
    const [first] = loop.body;
    const end = (first?.start ?? 0) + unit.start;
    const head = absolute(place, loop.test).end;
    const colon = /^[\s)]*:[ \t]*$/.exec(text.slice(head, end));
    if (!first || !colon) return undefined;
    const indent = indentAt(text, loop.start + unit.start) + style.indent;
    const start = head + colon[0].indexOf(':') + 1;
    return { start, end, newText: [...check, ''].map(l => style.newline + indent + l).join('') };
}

/** A bounded poll that falls through when it is exhausted fails instead, and says what it has waited for. */
import type { FileFacts } from '../../flow/context.ts';
import { boundsTime, countersOf } from '../../flow/loop-bounds.ts';
import type { SleepSite } from '../../flow/sleeps.ts';
import { loopsAround, type Step } from '../../flow/timeline.ts';
import type { Block, Expr, ForStmt, IfStmt, Stmt, WhileStmt } from '../../syntax/ast.ts';
import { anyExpr, childBlocks, lastName, walkExpr } from '../../syntax/walk.ts';
import { type FixPlan, makeFix, type SpanEdit } from '../edits.ts';
import { failure, swallowsFailures, timedOut } from '../failing.ts';
import { negation } from '../negation.ts';
import { absolute, assertion, type FixOptions, type Place, placeOf, sourceOf } from '../place.ts';
import { indentAt, insertAfter, lineEnd, ownsLines, replaceStatement, startsLine } from '../source.ts';

type Loop = ForStmt | WhileStmt;

/** Nothing where it cannot be told success from exhaustion. */
export function failExhaustedFixes(
    site: SleepSite,
    facts: FileFacts,
    options: FixOptions,
): readonly FixPlan[] {
    const { step } = site.call;
    const [loop] = loopsAround(step);
    const place = placeOf(site.timeline, facts, options);
    if (!place || (loop?.kind !== 'for' && loop?.kind !== 'while') || loop.orelse.length > 0) return [];
    const around = step.frames.findIndex(f => f.stmt === loop);
    if (swallowsFailures(step.frames.slice(0, around))) return [];
    const fix = failingPoll(loop, step, place);
    return fix ? [fix] : [];
}

function failingPoll(loop: Loop, step: Step, place: Place): FixPlan | undefined {
    const exits = exitsOfLoop(loop.body);
    const counters = loop.kind === 'while' ? countersOf(loop) : new Set<string>();
    const isBound = (test: Expr) => boundsTime(test, counters);
    const gaveUp = exits.filter(e => e.guard && isBound(e.guard.test));
    const succeeded = exits.filter(e => !gaveUp.includes(e));
    const awaited = succeeded[0] && awaitedBy(succeeded[0], place);
    const endsInTime = loop.kind === 'for' || operands(loop.test, 'and').every(isBound);
    if (gaveUp.length === 0 && succeeded.length > 0 && endsInTime)
        return elseFails(loop, awaited, step, place);
    if (exits.length === 0 && loop.kind === 'while') return assertBehind(loop, isBound, step, place);
    const [only] = gaveUp;
    if (gaveUp.length === 1 && only && loop.kind === 'while' && isAlways(loop.test))
        return failInsteadOf(only, awaited, step, place);
    return undefined;
}

/** `else: self.fail(...)`: reached only when no `break` ended the loop. */
function elseFails(loop: Loop, awaited: string | undefined, step: Step, place: Place): FixPlan | undefined {
    const { text, style, unit } = place;
    const [first] = loop.body;
    const { start, end } = absolute(place, loop);
    if (!first || !startsLine(text, first.start + unit.start)) return undefined;
    const fails = failure(timedOut('', awaited), step.body, loop.start, 1, place);
    const lines = ['else:', ...fails.map(l => style.indent + l)];
    const at = lineEnd(text, end);
    const newText = lines.map(l => style.newline + indentAt(text, start) + l).join('');
    return named([{ start: at, end: at, newText }]);
}

/** What the loop asks besides the clock is asserted behind it. */
function assertBehind(
    loop: WhileStmt,
    isBound: (test: Expr) => boolean,
    step: Step,
    place: Place,
): FixPlan | undefined {
    const asked = operands(loop.test, 'and').filter(e => !isBound(e));
    const [only] = asked;
    if (!only || asked.length > 1 || isBoundInside(only, isBound) || !canBeAskedAgain(only)) return undefined;
    const condition = negation(only, place.unit.text);
    const message = timedOut('', condition);
    const claim = { condition, message, alwaysMessage: true };
    const line = assertion(place, step.body, claim, loop.start);
    if (!ownsLines(place.text, absolute(place, loop))) return undefined;
    return named([insertAfter(place.text, absolute(place, loop), line.split('\n'), place.style)]);
}

/** `if time.time() > deadline: break` fails instead of leaving. */
function failInsteadOf(
    { stmt, guard }: Exit,
    awaited: string | undefined,
    step: Step,
    place: Place,
): FixPlan | undefined {
    if (stmt.kind !== 'break' || guard?.body[0] !== stmt || operands(guard.test, 'or').length > 1)
        return undefined;
    const fails = failure(timedOut('', awaited), step.body, stmt.start, 0, place);
    return named([replaceStatement(place.text, absolute(place, stmt), [fails.join('\n')], place.style)]);
}

function named(edits: readonly (SpanEdit | undefined)[]): FixPlan | undefined {
    return makeFix(
        'fail-exhausted',
        'Fail when the poll is exhausted (unsafe: the test no longer goes on without what it waits for)',
        edits,
    );
}

/** A `break` or `return` of the loop, and the innermost `if` of the loop around it. */
interface Exit {
    readonly stmt: Stmt;
    readonly guard: IfStmt | undefined;
    /** What stands directly before it, in its block. */
    readonly before: Stmt | undefined;
    /** The exit stands in the `else` of its guard. */
    readonly isElse: boolean;
}

function exitsOfLoop(body: Block): Exit[] {
    const found: Exit[] = [];
    const visit = (block: Block, guard: IfStmt | undefined, isElse: boolean, isInner: boolean): void => {
        for (const [i, stmt] of block.entries()) {
            if (stmt.kind === 'return' || (stmt.kind === 'break' && !isInner))
                found.push({ stmt, guard, before: block[i - 1], isElse });
            if (stmt.kind === 'function' || stmt.kind === 'class') continue;
            for (const inner of childBlocks(stmt)) {
                const own = stmt.kind === 'if' ? stmt : guard;
                const loops = isInner || stmt.kind === 'for' || stmt.kind === 'while';
                visit(inner, own, stmt.kind === 'if' ? inner === stmt.orelse : isElse, loops);
            }
        }
    };
    visit(body, undefined, false, false);
    return found;
}

/** The condition under which the loop is left, or what must succeed before it is. */
function awaitedBy({ guard, before, isElse }: Exit, place: Place): string | undefined {
    if (guard) return isElse ? negation(guard.test, place.unit.text) : sourceOf(place, guard.test);
    return before && sourceOf(place, before);
}

/** `a`, `b` and `c` of `a and b and c`. */
function operands(test: Expr, op: 'and' | 'or'): Expr[] {
    return test.kind === 'bool' && test.op === op
        ? [...operands(test.left, op), ...operands(test.right, op)]
        : [test];
}

/** `not (done or clock() > deadline)` asks both at once. */
function isBoundInside(test: Expr, isBound: (test: Expr) => boolean): boolean {
    return anyExpr(test, e => e.kind === 'bool' && operands(e, e.op).some(isBound));
}

/** Calls that take something away or move on each time. */
const CONSUMES = /^(pop\w*|get_nowait|get|next\w*|__next__|recv\w*|read\w*|acquire|receive\w*|take\w*)$/;

function canBeAskedAgain(test: Expr): boolean {
    let fine = true;
    walkExpr(test, e => {
        if (e.kind === 'named' || e.kind === 'yield') fine = false;
        if (e.kind === 'call' && CONSUMES.test(lastName(e.func) ?? '')) fine = false;
    });
    return fine;
}

function isAlways(test: Expr): boolean {
    return (test.kind === 'constant' && test.value === true) || (test.kind === 'number' && test.value !== 0);
}

/** How a test can wait for the end of everything that one `start()` in it has started. */
import { type Call, loopsAround, type Step } from '../flow/timeline.ts';
import type { Expr, ForStmt, Stmt } from '../syntax/ast.ts';
import { childBlocks, dottedName, receiverName } from '../syntax/walk.ts';
import type { SpanEdit } from './edits.ts';
import { joinLines } from './ended.ts';
import { freshName } from './names.ts';
import { absolute, type Place, sourceOf } from './place.ts';
import { indentAt, insertAfter, linesAbove, ownsLines } from './source.ts';

export interface Ending {
    /** Joins, and asserts that there is nothing left; without indentation. */
    readonly lines: readonly string[];
    /** What is joined: `thread`, `threads`. */
    readonly name: string;
    /** What must be changed above so that it has a name. */
    readonly edits: readonly SpanEdit[];
}

/**
 * The end of a thread or process, or of all that a loop starts; `undefined` where it cannot be named.
 *
 * @param at where the test shall wait
 * @param taken names that are taken; new ones are added
 */
export function endOf(start: Call, at: Step, place: Place, taken: Set<string>): Ending | undefined {
    const { func } = start.expr;
    if (start.name !== 'start' || func.kind !== 'attribute' || start.step.body !== at.body) return undefined;
    const around = new Set(loopsAround(at));
    const [loop, outer] = loopsAround(start.step).filter(l => !around.has(l));
    if (outer || (loop && loop.kind !== 'for')) return undefined;
    if (loop?.kind === 'for') return endOfAll(start, func.value, loop, at, place, taken);
    if (func.value.kind === 'call') return endOfUnnamed(start, func.value, at, place, taken);
    const name = sourceOf(place, func.value);
    return { lines: joinLines(name, at.body, at.start, place), name, edits: [] };
}

/** `Thread(target=f).start()` gets a name. */
function endOfUnnamed(
    start: Call,
    made: Expr,
    at: Step,
    place: Place,
    taken: Set<string>,
): Ending | undefined {
    const name = freshName('thread', taken);
    const edit = keep(start, made, name, [], place);
    return edit && { lines: joinLines(name, at.body, at.start, place), name, edits: [edit] };
}

/** Each thread of the list that the loop goes over, or fills, or of a new one. */
function endOfAll(
    start: Call,
    receiver: Expr,
    loop: ForStmt,
    at: Step,
    place: Place,
    taken: Set<string>,
): Ending | undefined {
    const name = receiver.kind === 'call' ? freshName('thread', taken) : sourceOf(place, receiver);
    if (dottedName(loop.target) === name)
        return dottedName(loop.iter) === undefined
            ? undefined
            : endOfEach(name, sourceOf(place, loop.iter), [], at, place);
    if (!/^\w+$/.test(name)) return undefined;
    const list = receiver.kind === 'call' ? undefined : filledWith(name, start, loop);
    if (list !== undefined) return endOfEach(name, list, [], at, place);
    const fresh = freshName('threads', taken);
    const made = linesAbove(place.text, absolute(place, loop).start, [`${fresh} = []`], place.style);
    const append = `${fresh}.append(${name})`;
    const kept =
        receiver.kind === 'call'
            ? keep(start, receiver, name, [append], place)
            : isAssignedIn(loop, name, start)
              ? insertAfter(place.text, absolute(place, start.step), [append], place.style)
              : undefined;
    return made && kept ? endOfEach(name, fresh, [made, kept], at, place) : undefined;
}

/** `thread = Thread(...)`, `thread.start()`, and more, in the place of `Thread(...).start()`. */
function keep(
    { step, expr }: Call,
    made: Expr,
    name: string,
    more: readonly string[],
    place: Place,
): SpanEdit | undefined {
    const span = absolute(place, step);
    if (step.stmt.kind !== 'expr' || step.stmt.value !== expr || !ownsLines(place.text, span))
        return undefined;
    const lines = [`${name} = ${sourceOf(place, made)}`, `${name}.start()`, ...more];
    return { ...span, newText: lines.join(place.style.newline + indentAt(place.text, span.start)) };
}

/** `threads` where the same round does `threads.append(t)`, and nobody empties the list. */
function filledWith(name: string, start: Call, loop: ForStmt): string | undefined {
    const { steps } = start.step.body;
    const append = steps
        .filter(s => loopsAround(s)[0] === loop)
        .flatMap(s => s.calls)
        .find(c => c.name === 'append' && c.expr.args[0] && dottedName(c.expr.args[0]) === name);
    const list = append && receiverName(append.expr);
    if (list === undefined) return undefined;
    const assigned = steps.filter(
        ({ stmt }) => stmt.kind === 'assign' && stmt.targets.some(t => dottedName(t) === list),
    );
    return assigned.length <= 1 && assigned.every(s => s.start < loop.start) ? list : undefined;
}

function isAssignedIn(loop: ForStmt, name: string, { step }: Call): boolean {
    return step.body.steps.some(
        ({ stmt }) =>
            stmt.start > loop.start &&
            stmt.end <= step.start &&
            stmt.kind === 'assign' &&
            stmt.targets.some(t => dottedName(t) === name),
    );
}

function endOfEach(name: string, list: string, edits: readonly SpanEdit[], at: Step, place: Place): Ending {
    const inside = joinLines(name, at.body, at.start, place).map(l => place.style.indent + l);
    return { lines: [`for ${name} in ${list}:`, ...inside], name: list, edits };
}

/** Statements below a place that only join what has been joined there: `t.join()`, or a loop of it. */
export function laterJoins(name: string, at: Step): Stmt[] {
    return at.body.steps
        .slice(at.index + 1)
        .filter(s => s.frames.length === at.frames.length)
        .map(s => s.stmt)
        .filter(stmt => isJoinOf(stmt, name));
}

function isJoinOf(stmt: Stmt, name: string): boolean {
    if (stmt.kind === 'for' && dottedName(stmt.iter) === name) {
        const [only, more] = stmt.body;
        const each = dottedName(stmt.target);
        return (
            only !== undefined &&
            !more &&
            stmt.orelse.length === 0 &&
            each !== undefined &&
            isJoinOf(only, each)
        );
    }
    if (childBlocks(stmt).length > 0 || stmt.kind !== 'expr' || stmt.value.kind !== 'call') return false;
    const { func } = stmt.value;
    return func.kind === 'attribute' && func.attr === 'join' && dottedName(func.value) === name;
}

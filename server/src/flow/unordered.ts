/** Lists whose items stand in the order in which concurrent work came to its end. */
import type { Expr } from '../syntax/ast.ts';
import { dottedName, lastName, walkExpr } from '../syntax/walk.ts';
import type { Call, Step, Timeline } from './timeline.ts';

export interface Unordered {
    /** The variable that holds the list; `undefined` if it is made inside the assertion. */
    readonly name: string | undefined;
    /** The call that gives out what is done first: `as_completed(...)`. */
    readonly source: Call;
    /** Where the list is made or filled. */
    readonly step: Step;
}

const SOURCES = /^(concurrent\.futures|asyncio)\.as_completed$/;

export function unorderedIn({ calls, root }: Timeline): Unordered[] {
    const found: Unordered[] = [];
    for (const source of calls) {
        if (!SOURCES.test(source.origin ?? '') && source.name !== 'imap_unordered') continue;
        if (source.step.body !== root || hasOneItem(source)) continue;
        const { stmt } = source.step;
        if (stmt.kind === 'for') {
            for (const step of filledIn(stmt, root.steps))
                found.push({ name: receiverOf(step), source, step });
        } else if (stmt.kind === 'assign' && stmt.value && listsInOrder(stmt.value, source)) {
            const name = stmt.targets[0] && dottedName(stmt.targets[0]);
            if (name !== undefined) found.push({ name, source, step: source.step });
        } else if (stmt.kind === 'assert' || stmt.kind === 'expr') {
            found.push({ name: undefined, source, step: source.step });
        }
    }
    return found.filter(u => u.name === undefined || !isSorted(u.name, u.step));
}

function hasOneItem({ expr }: Call): boolean {
    const given = expr.args.at(-1);
    return (
        (given?.kind === 'list' || given?.kind === 'tuple' || given?.kind === 'set') && given.items.length < 2
    );
}

/** The statements of a loop that append to a list. */
function filledIn(loop: Step['stmt'], steps: readonly Step[]): Step[] {
    return steps.filter(
        ({ stmt, frames }) =>
            frames.some(f => f.stmt === loop && f.kind === 'for') &&
            stmt.kind === 'expr' &&
            stmt.value.kind === 'call' &&
            lastName(stmt.value.func) === 'append',
    );
}

function receiverOf({ stmt }: Step): string {
    return stmt.kind === 'expr' && stmt.value.kind === 'call' && stmt.value.func.kind === 'attribute'
        ? (dottedName(stmt.value.func.value) ?? '')
        : '';
}

/** `list(source)`, `[f.result() for f in source]`. */
function listsInOrder(expr: Expr, { expr: source }: Call): boolean {
    if (expr.kind === 'call')
        return (
            expr.func.kind === 'name' && /^(list|tuple)$/.test(expr.func.id) && iterates(expr.args[0], source)
        );
    return (
        expr.kind === 'comprehension' &&
        expr.generators.some(g => g.iter === source) &&
        expr.element.length === 1
    );
}

function iterates(expr: Expr | undefined, source: Expr): boolean {
    return (
        expr === source || (expr?.kind === 'comprehension' && expr.generators.some(g => g.iter === source))
    );
}

/** Put in order, or made anew, behind the place that filled it. */
function isSorted(name: string, { body, index }: Step): boolean {
    return body.steps.slice(index + 1).some(({ stmt, calls }) => {
        if (stmt.kind === 'assign' && stmt.targets.some(t => dottedName(t) === name)) return true;
        return calls.some(
            c =>
                /^(sort|reverse|shuffle)$/.test(c.name) &&
                c.expr.func.kind === 'attribute' &&
                dottedName(c.expr.func.value) === name,
        );
    });
}

/** The part of an assertion that lists what a source gives out. */
export function listOf(step: Step, source: Call): Expr | undefined {
    let found: Expr | undefined;
    const look = (expr: Expr): void =>
        walkExpr(expr, e => {
            if (listsInOrder(e, source)) found ??= e;
        });
    if (step.stmt.kind === 'assert') look(step.stmt.test);
    else if (step.stmt.kind === 'expr') look(step.stmt.value);
    return found;
}

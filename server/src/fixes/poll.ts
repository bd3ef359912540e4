/** Waiting until what is asserted next holds: by the project's own helper, or by a bounded poll. */
import { assertedCondition, assertionOf } from '../flow/assertions.ts';
import type { SleepSite } from '../flow/sleeps.ts';
import type { Body, Step } from '../flow/timeline.ts';
import type { CallExpr, Expr, Stmt } from '../syntax/ast.ts';
import { anyExpr, dottedName, lastName, walkExpr } from '../syntax/walk.ts';
import { type FixPlan, makeFix } from './edits.ts';
import { timedOut } from './failing.ts';
import { freshName } from './names.ts';
import { negation } from './negation.ts';
import { absolute, assertion, type Place, refer, sourceOf } from './place.ts';
import { indentAt, replaceStatement } from './source.ts';
import { type WaitHelper, waitHelper } from './wait-helpers.ts';

/** A condition that may be asked again and again. */
export interface Condition {
    /** As the assertions say it. */
    readonly shown: string;
    /** Its opposite: one of these holds. A single one is an operand of `and`, else they are operands of `or`. */
    readonly unmet: readonly string[];
}

/** How many assertions in a row are waited for together. */
const MOST_ASSERTIONS = 3;
const INTERVAL = { seconds: 0.01, pages: '10' } as const;

/**
 * What the assertions directly behind the sleep ask, if that is something to wait for: it is true at the end,
 * not from the beginning, and asking neither changes nor raises anything.
 */
export function conditionAfter(sleep: Step, place: Place): Condition | undefined {
    const steps: Step[] = [];
    for (const step of sleep.body.steps.slice(sleep.index + 1, sleep.index + 1 + MOST_ASSERTIONS)) {
        if (!sameBlock(step, sleep) || !mayBeAsked(step, place)) break;
        steps.push(step);
    }
    return steps.length === 0 ? undefined : together(steps, place);
}

/** `while not ready and time.monotonic() < deadline:`; on several lines, `\n` between them, where it is long. */
export function pollHead(
    { unmet }: Condition,
    clock: string,
    deadline: string,
    sleep: Step,
    { style, text, unit }: Place,
): string {
    const end = `and ${clock}() < ${deadline}:`;
    const line = `while ${unmet.length === 1 ? unmet[0] : `(${unmet.join(' or ')})`} ${end}`;
    const width = indentAt(text, sleep.start + unit.start).length + line.length;
    if (unmet.length === 1 || width <= style.width) return line;
    const parts = unmet.map((part, i) => style.indent + style.indent + (i === 0 ? part : `or ${part}`));
    return ['while (', ...parts, `) ${end}`].join('\n');
}

/** All of them hold; one of them does not. */
function together(steps: readonly Step[], place: Place): Condition | undefined {
    const source = place.unit.text;
    const isOne = steps.length === 1;
    const shown = steps.map(s => {
        const text = assertedCondition(s.stmt, source)?.replace(/\s+/g, ' ');
        return isOne || text === undefined || isAtom(text) ? text : `(${text})`;
    });
    const unmet = steps.flatMap(s => unmetBy(s.stmt, source, isOne ? 'and' : 'or') ?? []);
    if (shown.includes(undefined) || unmet.length < steps.length) return undefined;
    return { shown: shown.join(' and '), unmet };
}

const COMPARES: Readonly<Record<string, string>> = {
    assertEqual: '==',
    assertEquals: '==',
    assertNotEqual: '!=',
    assertIs: 'is',
    assertIn: 'in',
    assertNotIn: 'not in',
    assertGreater: '>',
    assertGreaterEqual: '>=',
    assertLess: '<',
    assertLessEqual: '<=',
};

/** The opposite of what a statement asserts. */
function unmetBy(stmt: Stmt, source: string, operator: 'and' | 'or'): string | undefined {
    if (stmt.kind === 'assert') return negation(stmt.test, source, operator);
    if (stmt.kind !== 'expr' || stmt.value.kind !== 'call') return undefined;
    const { func, args, start, end } = stmt.value;
    const [a, b] = args;
    const name = lastName(func) ?? '';
    const op = COMPARES[name];
    if (op !== undefined && a && b)
        return negation(
            { kind: 'compare', left: a, ops: [op], comparators: [b], start, end },
            source,
            operator,
        );
    if (name === 'assertTrue' && a) return negation(a, source, operator);
    if (name === 'assertFalse' && a)
        return negation({ kind: 'unary', op: 'not', operand: a, start, end }, source, operator);
    const text = assertedCondition(stmt, source)?.replace(/\s+/g, ' ');
    return text === undefined ? undefined : `not ${isAtom(text) ? text : `(${text})`}`;
}

function isAtom(text: string): boolean {
    return /^[\w.]+(\([^()]*\))?$/.test(text);
}

function mayBeAsked(step: Step, place: Place): boolean {
    const { stmt } = step;
    if (assertionOf(step) !== 'presence') return false;
    const text = assertedCondition(stmt, place.unit.text);
    const operands = stmt.kind === 'assert' ? [stmt.test] : operandsOf(stmt);
    return (
        text !== undefined &&
        !text.includes('#') &&
        operands.every(canBeAsked) &&
        operands.some(reads) &&
        operands.every(o => attributesExist(o, step, place))
    );
}

/** The compared arguments of `self.assertEqual(a, b, message)`. */
function operandsOf(stmt: Stmt): readonly Expr[] {
    if (stmt.kind !== 'expr' || stmt.value.kind !== 'call') return [];
    const { func, args } = stmt.value;
    if (/^assert_(called|any_call|has_calls)/.test(lastName(func) ?? '') && func.kind === 'attribute')
        return [func.value];
    return args.slice(0, /^assert(True|IsNotNone)$/.test(lastName(func) ?? '') ? 1 : 2);
}

/** Calls that only look, by their names. */
const LOOKS =
    /^(len|sorted|set|frozenset|list|tuple|dict|str|int|float|bool|isinstance|any|all|sum|abs|repr|type|exists|isfile|isdir|islink|is_\w+|isdisjoint|issubset|issuperset|has_\w+|count|contains|startswith|endswith|keys|values|items|copy|qsize|empty|full|done|ready|alive|running|finished|poll|isSet|isAlive|lower|upper|strip|getvalue|get_(?!nowait|or_create|event|message|next)\w+|list_\w+|find_\w+|count_\w+|num_\w+|enumerate|active_count|active_children|\w+_(empty|full|alive|done|ready|running|count|size|exists))$/;

/** Whether an expression can be evaluated at any time: it changes nothing and does not raise meanwhile. */
function canBeAsked(expr: Expr): boolean {
    let fine = true;
    walkExpr(expr, e => {
        switch (e.kind) {
            case 'call':
                if (!LOOKS.test(lastName(e.func) ?? '') && !isWeakReference(e)) fine = false;
                break;
            // An index may not be there yet.
            case 'subscript':
            case 'await':
            case 'yield':
            case 'named':
            case 'lambda':
            case 'opaque':
                fine = false;
                break;
            case 'attribute':
                if (/^call_args(_list)?$/.test(e.attr)) fine = false;
                break;
            default:
                break;
        }
    });
    return fine;
}

/** `wr()` asks a weak reference for its object. */
function isWeakReference({ func, args }: CallExpr): boolean {
    return func.kind === 'name' && args.length === 0 && /^(wr|ref|wref|weak\w*)$/.test(func.id);
}

/** Whether each `self.x` has a value from the beginning: one that only the worker sets may not be there yet. */
function attributesExist(expr: Expr, step: Step, place: Place): boolean {
    const { facts, unit } = place;
    const { cls } = unit;
    const self = step.body.scope.selfName;
    let fine = true;
    walkExpr(expr, e => {
        if (e.kind !== 'attribute' || e.value.kind !== 'name' || e.value.id !== self || !cls) return;
        const inBody = [cls, ...cls.localBases()].some(c => c.classAttributes().has(e.attr));
        const source = facts.resolver.attribute(cls, e.attr)?.unit;
        if (
            inBody ||
            !source ||
            source.role === 'setup' ||
            source.role === 'fixture' ||
            source.name === '__init__'
        )
            return;
        const dotted = dottedName(e);
        const setHere = step.body.steps
            .slice(0, step.index)
            .some(s => s.stmt.kind === 'assign' && s.stmt.targets.some(t => dottedName(t) === dotted));
        if (!setHere) fine = false;
    });
    return fine;
}

/** Literals alone are nothing to wait for. */
function reads(expr: Expr): boolean {
    return anyExpr(expr, e => e.kind === 'name');
}

/** Whether two steps stand in the same block: what leads to the one leads to the other. */
export function sameBlock(step: Step, sleep: Step): boolean {
    return (
        step.frames.length === sleep.frames.length &&
        step.frames.every((f, i) => f.stmt === sleep.frames[i]?.stmt && f.kind === sleep.frames[i]?.kind)
    );
}

/** `while not cond and time.monotonic() < deadline: time.sleep(0.01)`; the assertion stays behind it. */
export function boundedPoll(site: SleepSite, condition: Condition, place: Place): FixPlan | undefined {
    const { step, effect, expr, awaited } = site.call;
    if (effect?.kind !== 'delay' || (effect.isAsync && !awaited)) return undefined;
    const clock = refer(place, step.body, step.start, 'time', 'monotonic');
    if (!clock) return undefined;
    const deadline = freshName('deadline', new Set(place.taken));
    const interval = effect.perSecond === 1 ? String(INTERVAL.seconds) : INTERVAL.pages;
    const again = `${awaited ? 'await ' : ''}${sourceOf(place, expr.func)}(${interval})`;
    const lines = [
        `${deadline} = ${clock.text}() + ${place.timeout}`,
        pollHead(condition, clock.text, deadline, step, place),
        place.style.indent + again,
    ];
    return makeFix(
        'bounded-poll',
        `Poll until \`${condition.shown}\` (unsafe: goes on as soon as it holds, ${place.timeout} s at most)`,
        [replaceStatement(place.text, absolute(place, step), lines, place.style, true), clock.edits],
    );
}

/** `self.wait_until(lambda: cond)` with the project's own helper. */
export function pollWithHelper(site: SleepSite, condition: Condition, place: Place): FixPlan | undefined {
    const { step, effect } = site.call;
    const helper = waitHelper(step.body, step.start, place);
    // A helper that blocks would keep the event loop from what it waits for.
    if (!helper || helper.isAsync !== (effect?.kind === 'delay' && effect.isAsync)) return undefined;
    const line = pollBy(helper, condition.shown, step.body, step.start, place);
    return makeFix(
        'wait-helper',
        `Wait with \`${helper.text}\` until \`${condition.shown}\` (unsafe: goes on as soon as it holds)`,
        [replaceStatement(place.text, absolute(place, step), [line], place.style)],
    );
}

/**
 * The call of a helper that waits for a condition, asserted where the helper only says whether it came.
 *
 * @param at where it will stand, relative to the unit
 */
export function pollBy(helper: WaitHelper, condition: string, body: Body, at: number, place: Place): string {
    const call = `${helper.isAsync ? 'await ' : ''}${helper.text}(lambda: ${condition})`;
    const message = timedOut('', condition);
    return helper.returnsSuccess ? assertion(place, body, { condition: call, message }, at) : call;
}

/** Qt: `qtbot.waitUntil` runs the event loop until what a test asserts next holds. */
import { assertedCondition, assertionOf } from '../../flow/assertions.ts';
import type { SleepSite } from '../../flow/sleep-site.ts';
import { staysAsItIs } from '../../flow/stays.ts';
import type { Step } from '../../flow/timeline.ts';
import type { Expr } from '../../syntax/ast.ts';
import { lastName, ownExprs, walkExpr } from '../../syntax/walk.ts';
import { type FixPlan, makeFix } from '../edits.ts';
import { absolute, type Place, sourceOf } from '../place.ts';
import { replaceStatement } from '../source.ts';
import { inLines } from './statement.ts';

/** Getters, as Qt and Python name them: asking again does no harm. */
const GETTERS =
    /^(len|str|int|text|to(PlainText|Html|String)|(current|selected|window|display)[A-Z]\w*|value|count|(row|column|item|tab)(Count|Text)?|title|size|width|height|(check)?[sS]tate|data|rect|pos|palette|toolTip|is[A-Z_]\w*|has[A-Z_]\w*|get[A-Z_]\w*|topLevelItemCount|rowCount|columnCount)$/;
const MILLISECONDS = 1000;

export function waitUntilFix(site: SleepSite, place: Place): FixPlan | undefined {
    const { step, expr } = site.call;
    const bot = botOf(expr.func, site, place);
    const next = step.body.steps[step.index + 1];
    if (bot === undefined || next?.frames.length !== step.frames.length || assertionOf(next) === undefined)
        return undefined;
    const condition = assertedCondition(next.stmt, place.unit.text)?.replace(/\s+/g, ' ');
    if (condition === undefined || condition.includes('#') || !ownExprs(next.stmt).every(mayBeAskedAgain))
        return undefined;
    // What must not happen would hold at once.
    if (assertionOf(next) === 'absence' || staysAsItIs(site) || wasTyped(step, next, place)) return undefined;
    const callback = isBoolean(ownExprs(next.stmt)) ? condition : `bool(${condition})`;
    const limit = String(Math.round(Number(place.timeout) * MILLISECONDS));
    const line = inLines(`${bot}.waitUntil`, [`lambda: ${callback}`, `timeout=${limit}`], step, place);
    return makeFix(
        'wait-until',
        `Wait until \`${condition}\` (unsafe: goes on as soon as it holds, ${place.timeout} s at most)`,
        [replaceStatement(place.text, absolute(place, step), [line], place.style)],
    );
}

/** `qtbot` of `qtbot.wait(...)`, or the fixture that the test has beside `QTest.qWait`. */
function botOf(func: Expr, { timeline }: SleepSite, place: Place): string | undefined {
    if (func.kind === 'attribute' && func.attr === 'wait') return sourceOf(place, func.value);
    return timeline.fn.params.some(p => p.name === 'qtbot') ? 'qtbot' : undefined;
}

/** How many steps above the sleep count as what was typed just now. */
const JUST_NOW = 4;

/** The text that is asserted is the one that was typed: it is there at once, whatever the completion does. */
function wasTyped(sleep: Step, next: Step, place: Place): boolean {
    const asserted = place.unit.text.slice(next.start, next.end);
    return sleep.body.steps
        .slice(Math.max(0, sleep.index - JUST_NOW), sleep.index)
        .flatMap(s => s.calls)
        .filter(c => /^(keyClicks|send_keys|type)$/.test(c.name))
        .flatMap(c => c.expr.args)
        .some(
            a => a.kind === 'string' && a.value !== undefined && a.value !== '' && asserted.includes(a.value),
        );
}

/** The callback must return a bool: anything else is an error to pytest-qt. */
function isBoolean(asserted: readonly Expr[]): boolean {
    const [test] = asserted;
    if (!test) return false;
    const asserts = test.kind === 'call' && /^assert/.test(lastName(test.func) ?? '');
    const [asked] = asserts ? test.args : [test];
    // `mock.assert_called_once()` asks `mock.called`; two arguments are compared.
    if (!asked || (asserts && test.args.length > 1)) return true;
    if (asked.kind === 'compare' || (asked.kind === 'unary' && asked.op === 'not')) return true;
    return asked.kind === 'call' && /^(is|has)[A-Z_]/.test(lastName(asked.func) ?? '');
}

function mayBeAskedAgain(expr: Expr): boolean {
    let fine = true;
    walkExpr(expr, e => {
        if (
            e.kind === 'call' &&
            !GETTERS.test(lastName(e.func) ?? '') &&
            !/^assert/.test(lastName(e.func) ?? '')
        )
            fine = false;
        if (/^(subscript|await|yield|named|lambda|opaque)$/.test(e.kind)) fine = false;
    });
    return fine;
}

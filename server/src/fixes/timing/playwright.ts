/** Playwright: `expect(...)` retries what a test asserts once. */

import type { SleepSite } from '../../flow/sleep-site.ts';
import { staysAsItIs } from '../../flow/stays.ts';
import type { Call, Step } from '../../flow/timeline.ts';
import type { CallExpr, Expr } from '../../syntax/ast.ts';
import { type FixPlan, makeFix } from '../edits.ts';
import { libraryMember } from '../library-import.ts';
import { absolute, type Place, sourceOf } from '../place.ts';
import { ownsLines, replaceStatement } from '../source.ts';
import { type Comparison, comparisonOf } from './asserted-pair.ts';
import { removeSleep } from './statement.ts';

/** What a test asks of a page or a locator, and which expectation says the same and waits for it. */
const EXPECTATIONS: Readonly<Record<string, Partial<Record<Comparison['relation'], string>>>> = {
    inner_text: { equal: 'to_have_text', contains: 'to_contain_text' },
    text_content: { equal: 'to_have_text', contains: 'to_contain_text' },
    input_value: { equal: 'to_have_value' },
    count: { equal: 'to_have_count' },
    is_visible: { true: 'to_be_visible', false: 'to_be_hidden' },
    is_hidden: { true: 'to_be_hidden', false: 'to_be_visible' },
    is_checked: { true: 'to_be_checked' },
    is_enabled: { true: 'to_be_enabled', false: 'to_be_disabled' },
    is_disabled: { true: 'to_be_disabled', false: 'to_be_enabled' },
    is_editable: { true: 'to_be_editable' },
};
/** The same for the page itself. */
const OF_PAGE: Readonly<Record<string, string>> = { title: 'to_have_title', url: 'to_have_url' };
/** Actions that need an element to be there. */
const ACTIONS = /^(click|dblclick|fill|type|press|check|uncheck|hover|focus|select_option|tap)$/;

/** The sleep goes; the assertion behind it, or the next action's element, is expected. */
export function expectFix(site: SleepSite, place: Place): FixPlan | undefined {
    const { step, expr, awaited } = site.call;
    const page = expr.func.kind === 'attribute' ? expr.func.value : undefined;
    const next = step.body.steps[step.index + 1];
    if (!page || !next || staysAsItIs(site) || next.frames.length !== step.frames.length) return undefined;
    const expectation = ofAssertion(next, page, place);
    const asserted = expectation !== undefined;
    const call = expectation ?? ofAction(next, page, place);
    const module = `playwright.${awaited ? 'async' : 'sync'}_api`;
    const expect = call && libraryMember(place, step.body, module, 'expect');
    if (!call || !expect) return undefined;
    const line = `${awaited ? 'await ' : ''}${expect.text}(${call.of}).${call.to}`;
    const span = absolute(place, next);
    const edits = asserted
        ? [removeSleep(step, place), replaceStatement(place.text, span, [line], place.style)]
        : [replaceStatement(place.text, absolute(place, step), [line], place.style)];
    if (!ownsLines(place.text, span)) return undefined;
    return makeFix(
        'expect',
        `Expect \`${call.shown}\` (unsafe: goes on as soon as it holds, fails after Playwright's own timeout)`,
        [edits.flatMap(e => e ?? []), expect.edits, edits.includes(undefined) ? undefined : []],
    );
}

interface Expectation {
    readonly of: string;
    readonly to: string;
    readonly shown: string;
}

function ofAssertion(next: Step, page: Expr, place: Place): Expectation | undefined {
    const comparison = comparisonOf(next);
    if (!comparison) return undefined;
    const { asked, relation, expected } = comparison;
    const args = expected ? sourceOf(place, expected) : '';
    const member = asked.kind === 'call' ? asked.func : asked;
    if (member.kind !== 'attribute') return undefined;
    if (relation === 'equal' && isSame(member.value, page, place)) {
        const to = Object.hasOwn(OF_PAGE, member.attr) ? OF_PAGE[member.attr] : undefined;
        if (to) return expectation(sourceOf(place, page), `${to}(${args})`, to);
    }
    if (asked.kind !== 'call') return undefined;
    if (member.attr === 'get_attribute' && relation === 'equal') return ofAttribute(asked, args, page, place);
    const rows = Object.hasOwn(EXPECTATIONS, member.attr) ? EXPECTATIONS[member.attr] : undefined;
    const to = rows?.[relation];
    const locator = locatorOf(asked, member.value, 0, page, place);
    return to !== undefined && locator !== undefined ? expectation(locator, `${to}(${args})`, to) : undefined;
}

function ofAttribute(asked: CallExpr, value: string, page: Expr, place: Place): Expectation | undefined {
    const receiver = asked.func.kind === 'attribute' ? asked.func.value : asked.func;
    const named = asked.args.at(-1);
    const locator = named && locatorOf(asked, receiver, 1, page, place);
    if (!named || locator === undefined) return undefined;
    const to = 'to_have_attribute';
    return expectation(locator, `${to}(${sourceOf(place, named)}, ${value})`, to);
}

function ofAction(next: Step, page: Expr, place: Place): Expectation | undefined {
    const { stmt } = next;
    const value =
        stmt.kind === 'expr' && stmt.value.kind === 'await'
            ? stmt.value.value
            : stmt.kind === 'expr' && stmt.value;
    const call: Call | undefined = value ? next.calls.find(c => c.expr === value) : undefined;
    if (!call || !ACTIONS.test(call.name) || call.expr.func.kind !== 'attribute') return undefined;
    const receiver = call.expr.func.value;
    const ofPage = isSame(receiver, page, place);
    const [selector] = call.expr.args;
    if (ofPage && selector?.kind !== 'string') return undefined;
    const locator = ofPage && selector ? locate(page, selector, place) : locatorSource(receiver, page, place);
    return locator === undefined ? undefined : expectation(locator, 'to_be_visible()', 'to_be_visible');
}

function expectation(of: string, to: string, name: string): Expectation {
    return { of, to, shown: `${of.replaceAll('`', '')} ${name.replaceAll('_', ' ')}` };
}

/** The locator of `page.inner_text('#name')` or of `page.locator('#name').inner_text()`. */
function locatorOf(
    asked: CallExpr,
    receiver: Expr,
    own: number,
    page: Expr,
    place: Place,
): string | undefined {
    const given = asked.args.length;
    if (asked.keywords.length > 0) return undefined;
    if (!isSame(receiver, page, place))
        return given === own ? locatorSource(receiver, page, place) : undefined;
    const [selector] = asked.args;
    return selector && given === own + 1 ? locate(page, selector, place) : undefined;
}

/** The page's own methods take the first element that matches; an expectation wants to be told so. */
function locate(page: Expr, selector: Expr, place: Place): string {
    const isOne =
        selector.kind === 'string' && /^(#[\w-]+|\[data-test(-?id)?=[^\]]+\])$/.test(selector.value ?? '');
    return `${sourceOf(place, page)}.locator(${sourceOf(place, selector)})${isOne ? '' : '.first'}`;
}

/** A locator that the test has: `page.get_by_role(...)`, or a name that stands for one. */
function locatorSource(expr: Expr, page: Expr, place: Place): string | undefined {
    let root = expr;
    let locates = false;
    while (root.kind === 'call' || root.kind === 'attribute') {
        if (root.kind === 'attribute' && /^(locator|get_by_\w+)$/.test(root.attr)) locates = true;
        if (isSame(root, page, place)) return locates ? sourceOf(place, expr) : undefined;
        root = root.kind === 'call' ? root.func : root.value;
    }
    if (isSame(root, page, place)) return locates ? sourceOf(place, expr) : undefined;
    const made =
        root.kind === 'name' && expr === root
            ? place.facts.resolver.lookup(root.id, place.timeline.root.scope)
            : undefined;
    const [binding] = made?.bindings ?? [];
    return binding?.kind === 'assign' &&
        binding.value !== expr &&
        locatorSource(binding.value, page, place) !== undefined
        ? sourceOf(place, expr)
        : undefined;
}

function isSame(a: Expr, b: Expr, place: Place): boolean {
    return sourceOf(place, a) === sourceOf(place, b);
}

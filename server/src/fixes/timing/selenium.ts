/** Selenium: `WebDriverWait` until what a test does or asserts next is possible. */

import type { SleepSite } from '../../flow/sleep-site.ts';
import { staysAsItIs } from '../../flow/stays.ts';
import type { Step } from '../../flow/timeline.ts';
import type { CallExpr, Expr } from '../../syntax/ast.ts';
import { walkExpr } from '../../syntax/walk.ts';
import { type FixPlan, makeFix } from '../edits.ts';
import { removeUnusedImport } from '../imports.ts';
import { libraryMember } from '../library-import.ts';
import { absolute, type Place, sourceOf } from '../place.ts';
import { replaceStatement } from '../source.ts';
import { comparisonOf } from './asserted-pair.ts';
import { inLines } from './statement.ts';

const SUPPORT = 'selenium.webdriver.support';

/** How Selenium 3 named its finders, and which `By` each one stands for. */
const FINDERS: Readonly<Record<string, string>> = {
    find_element_by_id: 'ID',
    find_element_by_name: 'NAME',
    find_element_by_xpath: 'XPATH',
    find_element_by_css_selector: 'CSS_SELECTOR',
    find_element_by_class_name: 'CLASS_NAME',
    find_element_by_link_text: 'LINK_TEXT',
    find_element_by_tag_name: 'TAG_NAME',
};

/** What an element is needed for, and which expected condition says that it is. */
const NEEDS: Readonly<Record<string, string>> = {
    click: 'element_to_be_clickable',
    send_keys: 'visibility_of_element_located',
    clear: 'visibility_of_element_located',
    submit: 'visibility_of_element_located',
    is_displayed: 'visibility_of_element_located',
};

/** What is asked of the driver itself. */
const OF_DRIVER: Readonly<Record<string, { readonly equal: string; readonly contains: string }>> = {
    title: { equal: 'title_is', contains: 'title_contains' },
    current_url: { equal: 'url_to_be', contains: 'url_contains' },
};

interface Condition {
    readonly driver: string;
    /** The name of an expected condition, and its arguments. */
    readonly name: string;
    readonly args: string;
    /** `ID` where the arguments say `By.ID`, which Selenium 3's finders do not. */
    readonly by?: string | undefined;
}

/** The wait in the place of the sleep; what follows stays as it is. */
export function webDriverFix(site: SleepSite, place: Place): FixPlan | undefined {
    const { step } = site.call;
    const next = step.body.steps[step.index + 1];
    const condition = next?.frames.length === step.frames.length ? conditionOf(next, place) : undefined;
    if (!condition || staysAsItIs(site)) return undefined;
    const wait = waiter(step, place);
    const conditions = libraryMember(place, step.body, SUPPORT, 'expected_conditions', 'EC');
    const by =
        condition.by && libraryMember(place, step.body, `${SUPPORT.replace('support', 'common')}.by`, 'By');
    if (!wait || !conditions || (condition.by && !by)) return undefined;
    const args = by ? `(${by.text}.${condition.by}, ${condition.args}` : condition.args;
    const call = `${conditions.text}.${condition.name}(${args})`;
    const span = absolute(place, step);
    const line = inLines(`${wait.text}(${condition.driver}, ${place.timeout}).until`, [call], step, place);
    return makeFix(
        'web-driver-wait',
        `Wait until \`${condition.name}\` (unsafe: goes on as soon as it holds, ${place.timeout} s at most)`,
        [
            replaceStatement(place.text, span, [line], place.style),
            conditions.edits,
            wait.edits,
            by ? by.edits : [],
            removeUnusedImport(place.module, 'time', [span]),
        ],
    );
}

/** Both modules in which `WebDriverWait` is found are used. */
function waiter(step: Step, place: Place) {
    const seen = libraryMember(place, step.body, `${SUPPORT}.ui`, 'WebDriverWait');
    return seen?.edits.length === 0
        ? seen
        : (libraryMember(place, step.body, `${SUPPORT}.wait`, 'WebDriverWait') ?? seen);
}

function conditionOf(next: Step, place: Place): Condition | undefined {
    const comparison = comparisonOf(next);
    if (comparison?.asked.kind === 'attribute' && comparison.expected && comparison.relation !== 'true') {
        const { asked, expected, relation } = comparison;
        const row = Object.hasOwn(OF_DRIVER, asked.attr) ? OF_DRIVER[asked.attr] : undefined;
        if (row && (relation === 'equal' || relation === 'contains'))
            return {
                driver: sourceOf(place, asked.value),
                name: row[relation],
                args: sourceOf(place, expected),
            };
        const located =
            asked.attr === 'text' && asked.value.kind === 'call' ? locate(asked.value, place) : undefined;
        // The condition looks for the text inside the element's own; the assertion behind it is exact.
        if (located)
            return {
                ...located,
                name: 'text_to_be_present_in_element',
                args: `${located.args}, ${sourceOf(place, expected)}`,
            };
    }
    return neededElement(next, place);
}

/** The first element that a step looks for, and what it is looked for. */
function neededElement(next: Step, place: Place): Condition | undefined {
    for (const { expr, name } of next.calls) {
        const located = locate(expr, place);
        if (!located) continue;
        const used = next.calls.find(c => c.expr.func.kind === 'attribute' && c.expr.func.value === expr);
        const need = used && Object.hasOwn(NEEDS, used.name) ? NEEDS[used.name] : undefined;
        // Asserting that it is not shown is no reason to wait for it.
        if (used?.name === 'is_displayed' && comparisonOf(next)?.relation !== 'true') return undefined;
        return name.startsWith('find_element')
            ? { ...located, name: need ?? 'presence_of_element_located' }
            : undefined;
    }
    return undefined;
}

/** `driver.find_element(By.ID, 'x')` as a locator. */
function locate(call: CallExpr, place: Place): Omit<Condition, 'name'> | undefined {
    const { func, args, keywords } = call;
    if (func.kind !== 'attribute' || keywords.length > 0 || !isDriver(func.value)) return undefined;
    const driver = sourceOf(place, func.value);
    const [first, second] = args;
    if (func.attr === 'find_element' && args.length === 2 && first && second)
        return { driver, args: `(${sourceOf(place, first)}, ${sourceOf(place, second)})` };
    const by = Object.hasOwn(FINDERS, func.attr) ? FINDERS[func.attr] : undefined;
    return by && first && args.length === 1 ? { driver, args: `${sourceOf(place, first)})`, by } : undefined;
}

/** Not an element in which another is looked for. */
function isDriver(expr: Expr): boolean {
    let fine = true;
    walkExpr(expr, e => {
        if (e.kind === 'call' || e.kind === 'subscript') fine = false;
    });
    const name = expr.kind === 'attribute' ? expr.attr : expr.kind === 'name' ? expr.id : '';
    return fine && /driver|browser|selenium|^wd$/i.test(name);
}

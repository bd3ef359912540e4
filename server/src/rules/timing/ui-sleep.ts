/** A fixed wait in a test that drives a user interface. */

import { interfaceFixes } from '../../fixes/timing/interface.ts';
import { delayName, type SleepSite } from '../../flow/sleeps.ts';
import { staysAsItIs } from '../../flow/stays.ts';
import type { Call, Step } from '../../flow/timeline.ts';
import type { Draft, Rule, RuleContext } from '../rule.ts';
import { formatSeconds, quote } from '../wording.ts';
import { ruleFor } from './claims.ts';
import { withFixes } from './fixable.ts';
import { waiterAfter } from './sleep-before-poller.ts';

export const uiSleep: Rule = {
    meta: {
        name: 'ui-sleep',
        family: 'timing',
        summary: 'A user-interface test waits for a fixed time',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'unsafe',
        docs: {
            what: "Reports Playwright's `page.wait_for_timeout`, `qtbot.wait`, `QTest.qWait`, sleeps between actions on a web driver, and `implicitly_wait` beside `WebDriverWait`. Tests of screenshots and animations are left alone, and so are pauses between keys and at the end of a test.",
            why: 'Rendering, requests and animations take as long as they take. The libraries wait for what is shown, retry until it is there, and fail with what they saw instead.',
            example: `def test_login(page):
    page.goto('http://localhost:8000/login')
    page.click('#submit')
    page.wait_for_timeout(2000)
    assert page.inner_text('#name') == 'Ada'
`,
            useInstead: `from playwright.sync_api import expect


def test_login(page):
    page.goto('http://localhost:8000/login')
    page.click('#submit')
    expect(page.locator('#name')).to_have_text('Ada')
`,
            references: [
                {
                    title: 'Playwright: assertions that retry',
                    url: 'https://playwright.dev/python/docs/test-assertions',
                },
                { title: 'Selenium: waits', url: 'https://www.selenium.dev/documentation/webdriver/waits/' },
                {
                    title: 'pytest-qt: waitUntil',
                    url: 'https://pytest-qt.readthedocs.io/en/latest/wait_until.html',
                },
            ],
        },
    },
    triggers: ['wait_for_timeout', 'qtbot.wait', 'qWait', 'sleep', 'implicitly_wait'],
    check(context) {
        for (const call of mixedWaits(context)) context.report(mixedDraft(call, context));
        for (const site of context.sleeps()) {
            if (ruleFor(site) !== 'ui-sleep' || waiterAfter(site, context.config) || isPace(site)) continue;
            const length = site.seconds === undefined ? '' : ` for ${formatSeconds(site.seconds)}`;
            const stays = staysAsItIs(site);
            const draft: Draft = {
                at: site.call.expr,
                ...(stays ? { severity: 'information' as const } : {}),
                message: `\`${delayName(site.call)}\` waits${length} whatever the interface shows: too short on a slow machine`,
                confidence: 'high',
                related: site.observed
                    ? [{ span: site.observed, message: 'what it waits for is read here' }]
                    : [],
                explanation: {
                    why: 'The interface is ready when it shows what the test looks for, not after a fixed time.',
                    solution:
                        'Wait for what is read next: `expect(locator)…` in Playwright, `WebDriverWait(driver, 10).until(…)` in Selenium, `qtbot.waitUntil(…)` or `qtbot.waitSignal(…)` in Qt.',
                    evidence: '',
                },
            };
            const fixes = () => interfaceFixes(site, context.facts, context.config);
            context.report(withFixes(draft, site.timeline, fixes));
        }
    },
};

/** Below this the event loop only turns, or a key is held. */
const PACE_SECONDS = { qt: 0.05, keys: 0.3 } as const;
const KEYS = /^(send_keys|keyClicks?|keyPress|press|type|perform)$/;
const PICTURE = /screenshot|export_figure|\bgrab\b|sshot|to_image/i;

/** A pause that nothing depends on: between keys, before a picture is taken, at the end. */
function isPace({ call, body, seconds = 1, timeline }: SleepSite): boolean {
    const { step } = call;
    const [before, next] = [body.steps[step.index - 1], body.steps[step.index + 1]];
    if (!next || PICTURE.test(timeline.unit.text.slice(next.start, next.end))) return true;
    if (seconds < PACE_SECONDS.qt && /^q?[wW]ait$/.test(call.name)) return true;
    const types = (s: Step | undefined) => s?.calls.some(c => KEYS.test(c.name)) === true;
    return seconds < PACE_SECONDS.keys && types(before) && types(next);
}

/** `implicitly_wait` where the same function, or the same class, waits explicitly too. */
function mixedWaits({ unit, facts }: RuleContext): Call[] {
    if (!unit.text.includes('implicitly_wait')) return [];
    const around = unit.cls ? [...unit.cls.methods.values()] : [unit];
    if (!around.some(m => m.text.includes('WebDriverWait'))) return [];
    return (facts.timeline(unit)?.calls ?? []).filter(
        c => c.name === 'implicitly_wait' && c.expr.args[0]?.kind === 'number' && c.expr.args[0].value !== 0,
    );
}

function mixedDraft(call: Call, { unit }: RuleContext): Draft {
    return {
        at: call.expr,
        message: `${quote(unit.text.slice(call.expr.start, call.expr.end))} is mixed with \`WebDriverWait\`: the two timeouts add up in ways that nobody can foresee`,
        confidence: 'high',
        explanation: {
            why: 'An implicit wait also delays each question of an explicit one, so that ten and twenty seconds may make anything from ten to thirty, and "not there" takes the whole implicit wait each time.',
            solution: 'Drop the implicit wait and wait explicitly for what each step needs.',
            evidence: '',
        },
    };
}

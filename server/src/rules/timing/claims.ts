/** One sleep, one finding: which rule speaks about a sleep that several could speak about. */
import type { SleepSite } from '../../flow/sleeps.ts';
import type { Step } from '../../flow/timeline.ts';
import { connects, effectOfStep } from '../../flow/work.ts';

export type SleepRule =
    | 'sleep-as-sync'
    | 'ui-sleep'
    | 'subprocess-readiness'
    | 'blocking-sleep-in-async'
    | 'elapsed-time';

const UI_DELAY = /(^fixture:(page|qtbot)|^param:(page|qtbot))\.|QTest\.qWait$/;
const UI_OBJECT = /^(driver|browser|selenium|webdriver|page|live_server|qtbot)$|_(driver|browser|page)$/;
const UI_CALL =
    /^(find_elements?(_by_\w+)?|click|send_keys|get_attribute|fill|locator|query_selector|get_by_\w+|switch_to|execute_script)$/;
/** How many steps behind a start a connection counts as the first contact. */
const FIRST_CONTACT = 4;

/** The rule that reports this sleep, or `undefined` if nothing is wrong with it. */
export function ruleFor(site: SleepSite): SleepRule | undefined {
    const { call, timeline } = site;
    if (UI_DELAY.test(call.origin ?? '') || call.name === 'wait_for_timeout')
        return aboutPictures(timeline.unit.qualname) ? undefined : 'ui-sleep';
    if (site.body.isAsync && call.origin === 'time.sleep' && site.seconds !== 0)
        return 'blocking-sleep-in-async';
    if (betweenUiActions(site)) return 'ui-sleep';
    if (site.intent === 'elapse-time') return 'elapsed-time';
    if (site.intent !== 'wait-for-effect' || !site.bets) return undefined;
    if (drivesUi(site)) return 'ui-sleep';
    const after = site.body.steps.slice(call.step.index + 1, call.step.index + 1 + FIRST_CONTACT);
    const contacts = after.some(s => connects(s) || effectOfStep(s)?.kind === 'request');
    // Who accepts is the server itself: there is no port to be contacted.
    const accepts = after[0]?.calls.some(c => c.name === 'accept') === true;
    const starts = site.started?.kind === 'process' && site.started.strong;
    if (starts && contacts && !accepts && !sleptBetween(site)) return 'subprocess-readiness';
    return 'sleep-as-sync';
}

/** An earlier sleep has already waited for the start; this one waits for something else. */
function sleptBetween({ started, call }: SleepSite): boolean {
    const from = started?.call.step.index ?? 0;
    return call.step.body.steps
        .slice(from + 1, call.step.index)
        .some(s => s.calls.some(c => c.effect?.kind === 'delay'));
}

/** Screenshots and animations are about time. */
function aboutPictures(name: string): boolean {
    return /screenshot|animation|visual|snapshot|video|transition/i.test(name);
}

/** Directly behind an action in the interface, or before one; what the clock has to do with is said. */
function betweenUiActions(site: SleepSite): boolean {
    const { step } = site.call;
    if (site.role.kind !== 'main' || site.seconds === 0 || aboutPictures(site.timeline.unit.qualname))
        return false;
    const isClock =
        site.intent === 'elapse-time' && !site.reasons.some(r => r.startsWith('nothing concurrent'));
    if (isClock || !/^(elapse-time|wait-for-effect)$/.test(site.intent)) return false;
    return [step.body.steps[step.index - 1], step.body.steps[step.index + 1]].some(
        s => s !== undefined && usesUi(s),
    );
}

/** A web driver or a page is worked with in the same body. */
function drivesUi({ body }: SleepSite): boolean {
    return body.steps.some(usesUi);
}

function usesUi(step: Step): boolean {
    return step.calls.some(({ expr, name }) => {
        if (expr.func.kind !== 'attribute' || !UI_CALL.test(name)) return false;
        let receiver = expr.func.value;
        while (receiver.kind === 'call' || receiver.kind === 'attribute') {
            if (receiver.kind === 'attribute') {
                if (UI_OBJECT.test(receiver.attr)) return true;
                receiver = receiver.value;
            } else receiver = receiver.func;
        }
        return receiver.kind === 'name' && UI_OBJECT.test(receiver.id);
    });
}

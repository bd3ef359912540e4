/** One sleep, one finding: which rule speaks about a sleep that several could speak about. */
import type { SleepSite } from '../../flow/sleeps.ts';
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
    if (UI_DELAY.test(call.origin ?? ''))
        return aboutPictures(timeline.unit.qualname) ? undefined : 'ui-sleep';
    if (site.body.isAsync && call.origin === 'time.sleep' && site.seconds !== 0)
        return 'blocking-sleep-in-async';
    if (site.intent === 'elapse-time') return 'elapsed-time';
    if (site.intent !== 'wait-for-effect' || !site.bets) return undefined;
    if (drivesUi(site)) return 'ui-sleep';
    const after = site.body.steps.slice(call.step.index + 1, call.step.index + 1 + FIRST_CONTACT);
    const contacts = after.some(s => connects(s) || effectOfStep(s)?.kind === 'request');
    const starts = site.started?.kind === 'process' && site.started.strong;
    if (starts && contacts && !sleptBetween(site)) return 'subprocess-readiness';
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
export function aboutPictures(name: string): boolean {
    return /screenshot|animation|visual|snapshot|video|transition/i.test(name);
}

/** A web driver or a page is worked with in the same body. */
function drivesUi({ body }: SleepSite): boolean {
    let ui = 0;
    for (const step of body.steps) {
        for (const { expr, name } of step.calls) {
            if (expr.func.kind !== 'attribute' || !UI_CALL.test(name)) continue;
            let receiver = expr.func.value;
            while (receiver.kind === 'call' || receiver.kind === 'attribute') {
                if (receiver.kind === 'attribute') {
                    if (UI_OBJECT.test(receiver.attr)) ui++;
                    receiver = receiver.value;
                } else receiver = receiver.func;
            }
            if (receiver.kind === 'name' && UI_OBJECT.test(receiver.id)) ui++;
        }
    }
    return ui > 0;
}

/** A sleep directly before something that waits anyway. */
import type { Config } from '../../config/schema.ts';
import { withoutSleep } from '../../fixes/timing/needless-sleep.ts';
import { delayName, type SleepSite } from '../../flow/sleeps.ts';
import { staysAsItIs } from '../../flow/stays.ts';
import type { Call } from '../../flow/timeline.ts';
import type { Draft, Rule } from '../rule.ts';
import { formatSeconds } from '../wording.ts';
import { withFixes } from './fixable.ts';

const WAITS =
    /^_?(wait_(for|until|till|on|while)\w*|waitFor\w*|waitUntil\w*|wait_\w+_(status|state|ready)|assert_eventually\w*|assertEventually\w*|eventually\w*|poll_(for|until)\w*|retry_until\w*)$/;

export const sleepBeforePoller: Rule = {
    meta: {
        name: 'sleep-before-poller',
        family: 'timing',
        summary: 'A sleep directly before a call that waits by itself',
        severity: 'hint',
        enabledByDefault: true,
        fix: 'unsafe',
        docs: {
            what: 'Marks a sleep whose next step is a call of a waiting helper (`wait_until(...)`, `self._wait_for_state(...)`, the helpers named in `wait-helpers`). Silent where that waits for what already holds, and should still hold.',
            why: 'The helper waits as long as it has to; the sleep before it only adds its own length to every run.',
            example: `import time


def test_server_becomes_active(cloud):
    server = cloud.boot()
    time.sleep(2)
    cloud.wait_for_status(server, 'ACTIVE')
`,
            useInstead: `def test_server_becomes_active(cloud):
    server = cloud.boot()
    cloud.wait_for_status(server, 'ACTIVE')
`,
            configuration: 'Names of your own waiting helpers: `wait-helpers = ["poll_queue"]`.',
            references: [
                { title: 'time.sleep', url: 'https://docs.python.org/3/library/time.html#time.sleep' },
            ],
        },
    },
    triggers: ['sleep', 'wait_for_timeout', 'qtbot.wait', 'qWait'],
    check(context) {
        for (const site of context.sleeps()) {
            const waits = waiterAfter(site, context.config);
            if (!waits || staysAsItIs(site)) continue;
            const length = site.seconds === undefined ? '' : ` of ${formatSeconds(site.seconds)}`;
            const draft: Draft = {
                at: site.call.expr,
                message: `\`${delayName(site.call)}\`${length} before \`${waits.name}\`, which waits by itself, only adds time`,
                confidence: 'medium',
                related: [{ span: waits.expr, message: 'waits as long as it has to' }],
                explanation: {
                    why: `\`${waits.name}\` polls until its condition holds. The sleep before it is paid on every run.`,
                    solution:
                        'Delete the sleep, unless the condition may still hold from before (a stale state): then wait for the change instead.',
                    evidence: '',
                },
            };
            const fixes = () => withoutSleep(site, waits, context.facts, context.config);
            context.report(withFixes(draft, site.timeline, fixes));
        }
    },
};

/** The call of a waiting helper that is the very next step behind a sleep. */
export function waiterAfter(site: SleepSite, config: Config): Call | undefined {
    if (site.role.kind !== 'main' || site.intent.startsWith('poll') || site.seconds === 0) return undefined;
    const next = site.body.steps[site.call.step.index + 1];
    if (!next || next.frames.length !== site.call.step.frames.length) return undefined;
    return next.calls.find(
        c =>
            !c.origin?.startsWith('asyncio.') &&
            (WAITS.test(c.name) || config.waitHelpers.some(h => h === c.name || h.endsWith(`.${c.name}`))),
    );
}

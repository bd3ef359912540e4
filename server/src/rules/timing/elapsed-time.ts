/** The test lets real time pass because time is what it tests. */

import { delayName } from '../../flow/sleeps.ts';
import { insideTimeout } from '../../flow/timeouts.ts';
import type { Rule } from '../rule.ts';
import { formatSeconds } from '../wording.ts';
import { ruleFor } from './claims.ts';
import { sharedPath } from './mtime-sleep.ts';
import { waiterAfter } from './sleep-before-poller.ts';

/** Below this nobody minds the wait. */
const WORTH_MENTIONING_SECONDS = 0.5;

export const elapsedTime: Rule = {
    meta: {
        name: 'elapsed-time',
        family: 'timing',
        summary: 'The test lets real time pass for an expiry, a timeout or a rate limit',
        severity: 'hint',
        enabledByDefault: true,
        fix: 'none',
        docs: {
            what: 'Marks a sleep of half a second or more that is there because the code under test depends on time: expiry, time to live, throttling, file times. Silent with a fake clock in scope and where the timeout itself is tested end to end.',
            why: 'The test is slow for good. A clock that the test moves makes it immediate and exact, and lets it look at the moment just before and just after.',
            example: `import time

from shop import cache


def test_entry_expires():
    store = cache.Cache(ttl=1)
    store.put('a', 1)
    time.sleep(1.1)
    assert store.get('a') is None
`,
            useInstead: `from freezegun import freeze_time

from shop import cache


def test_entry_expires():
    with freeze_time() as clock:
        store = cache.Cache(ttl=1)
        store.put('a', 1)
        clock.tick(1.1)
        assert store.get('a') is None
`,
            references: [
                { title: 'freezegun', url: 'https://github.com/spulec/freezegun' },
                { title: 'time-machine', url: 'https://github.com/adamchainz/time-machine' },
            ],
        },
    },
    triggers: ['sleep'],
    check(context) {
        for (const site of context.sleeps()) {
            const { seconds } = site;
            if (ruleFor(site) !== 'elapsed-time' || site.role.kind !== 'main' || seconds === undefined)
                continue;
            if (
                sharedPath(site, context.unit.text) !== undefined ||
                waiterAfter(site, context.config) !== undefined
            )
                continue;
            if (seconds < WORTH_MENTIONING_SECONDS || insideTimeout(site.call.step)) continue;
            context.report({
                at: site.call.expr,
                message: `\`${delayName(site.call)}\` lets ${formatSeconds(seconds)} of real time pass; a clock that the test moves would take none`,
                confidence: 'medium',
                explanation: {
                    why: `Time itself is tested here (${site.reasons.join('; ')}), so every run pays ${formatSeconds(seconds)}.`,
                    solution:
                        'Inject the clock, or move it with freezegun (`frozen.tick(…)`) or time-machine (`traveller.shift(…)`). If the code under test reads a clock that cannot be replaced, keep the sleep.',
                    evidence: '',
                },
            });
        }
    },
};

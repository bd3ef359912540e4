/** The test lets real time pass because time is what it tests. */

import { durationAssertion } from '../../fixes/elapsed.ts';
import { fakeClockFixes, fakeClockOf } from '../../fixes/timing/fake-clock.ts';
import { nameAboutTime } from '../../flow/clock-cues.ts';
import type { FileFacts } from '../../flow/context.ts';
import { delayName, type SleepSite } from '../../flow/sleeps.ts';
import { type Call, contextsAround, type Step } from '../../flow/timeline.ts';
import { insideTimeout } from '../../flow/timeouts.ts';
import { lastName } from '../../syntax/walk.ts';
import type { Draft, Rule } from '../rule.ts';
import { formatSeconds } from '../wording.ts';
import { ruleFor } from './claims.ts';
import { withoutFixes } from './fixable.ts';
import { sharedPath } from './mtime-sleep.ts';
import { waiterAfter } from './sleep-before-poller.ts';

/** Below this nobody minds the wait. */
const WORTH_MENTIONING_SECONDS = 0.5;
/** Steps around a sleep that may say what it is for. */
const NEARBY = 4;

export const elapsedTime: Rule = {
    meta: {
        name: 'elapsed-time',
        family: 'timing',
        summary: 'The test lets real time pass for an expiry, a timeout or a rate limit',
        severity: 'hint',
        enabledByDefault: true,
        fix: 'unsafe',
        docs: {
            what: 'Marks a sleep of half a second or more that is there because the code under test depends on time: expiry, time to live, throttling, file times. Silent with a fake clock in scope, where the timeout itself is tested end to end, and where something else keeps the time: a server, a socket, a timer of the system, work beside the test.',
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
            if (seconds < WORTH_MENTIONING_SECONDS || isInterrupted(site.call.step)) continue;
            if (!isAboutTime(site, context.unit.text) || isOutOfReach(site, context.facts)) continue;
            const draft: Draft = {
                at: site.call.expr,
                message: `\`${delayName(site.call)}\` lets ${formatSeconds(seconds)} of real time pass on every run; a fake clock would take none`,
                confidence: 'medium',
                explanation: {
                    why: `Time itself is tested here (${site.reasons.join('; ')}), so every run pays ${formatSeconds(seconds)}.`,
                    solution:
                        'Inject the clock, or move it with freezegun (`frozen.tick(…)`) or time-machine (`traveller.shift(…)`). If the code under test reads a clock that cannot be replaced, keep the sleep.',
                    evidence: '',
                },
            };
            const clock = fakeClockOf(context.facts);
            context.report(
                clock
                    ? { ...draft, fixes: () => fakeClockFixes(site, clock, context.facts, context.config) }
                    : withoutFixes(draft, 'this file uses neither freezegun nor time-machine'),
            );
        }
    },
};

/** Clients of what keeps its own time: no clock of this process moves it. */
const KEEPS_ITS_OWN_TIME: ReadonlySet<string> = new Set(
    (
        'redis valkey aioredis pymongo celery kombu pika psycopg psycopg2 asyncpg aiomysql pymysql ' +
        'MySQLdb elasticsearch opensearchpy kafka aiokafka confluent_kafka boto3 botocore aiobotocore docker kazoo ' +
        'etcd3 memcache pylibmc pymemcache aiomcache nats zmq paramiko selenium playwright watchdog inotify ' +
        'googleapiclient kubernetes ldap3 ovs ovsdbapp'
    ).split(' '),
);
/** Stand-ins for those that live in this process. */
const IN_PROCESS = /^(fakeredis|moto|mongomock|pytest_redis|birdisle)$/;
/** Sockets, processes and timers of the system. */
const OF_THE_SYSTEM = /^(socket\.|subprocess\.|multiprocessing\.|signal\.|select\.|os\.(fork|kill|wait))/;

const OF_SOCKETS = /^(recv|recv_into|recvfrom|accept|sendall|settimeout|setblocking|listen)$/;

/** Whether what waits for the time to pass is outside Python, where a fake clock does not reach. */
function isOutOfReach(site: SleepSite, { module }: FileFacts): boolean {
    const { effect } = site.call;
    // A green thread or a task that sleeps lets the others run.
    if (effect?.kind === 'delay' && effect.cooperative && !effect.isAsync) return true;
    const imported = new Set([...module.imports].flatMap(name => name.split(/[._]/)));
    if ([...imported].some(r => KEEPS_ITS_OWN_TIME.has(r)) && ![...imported].some(r => IN_PROCESS.test(r)))
        return true;
    if (effect?.kind === 'delay' && effect.isAsync && isForTheLoop(site)) return true;
    if (site.timeline.calls.some(isOfTheSystem) || site.timeline.calls.some(runsBeside)) return true;
    return durationAssertion(site.timeline) !== undefined;
}

/** In a coroutine, what was entered around the sleep runs on the same loop; a clock that is read says little. */
function isForTheLoop({ call, reasons }: SleepSite): boolean {
    return (
        reasons.some(r => r.startsWith('clocks')) ||
        call.step.frames.some(f => f.kind === 'with' && f.stmt.kind === 'with' && f.stmt.isAsync)
    );
}

function isOfTheSystem({ origin, name, expr }: Call): boolean {
    return OF_THE_SYSTEM.test(origin ?? '') || (expr.func.kind === 'attribute' && OF_SOCKETS.test(name));
}

/** Something works beside the test: it needs the time itself, not only a clock that says that it has passed. */
function runsBeside({ effect }: Call): boolean {
    return effect?.kind === 'spawn' || effect?.kind === 'create' || effect?.kind === 'signal';
}

/** The sleep is what the timeout or the error around it ends. */
function isInterrupted(step: Step): boolean {
    if (insideTimeout(step)) return true;
    return contextsAround(step).some(({ func }) => /^(assertRaises\w*|raises)$/.test(lastName(func) ?? ''));
}

/** Something near by speaks of time; a sleep that nobody explains is no reason to think of a clock. */
function isAboutTime(site: SleepSite, text: string): boolean {
    const { step } = site.call;
    if (!site.reasons.some(r => r.startsWith('nothing concurrent'))) return true;
    const first = step.body.steps[Math.max(0, step.index - NEARBY)];
    const last = step.body.steps[Math.min(step.body.steps.length - 1, step.index + NEARBY)];
    const around = `${text.slice(first?.start ?? step.start, step.start)} ${text.slice(step.end, last?.end ?? step.end)}`;
    // How long something may take, and a length that was given a name, say nothing about what is tested.
    return nameAboutTime(around.replace(/\btimeout\s*=|\w*delay\w*/gi, '')) !== undefined;
}

/** A worker that sleeps to look busy. */
import { durationAssertion } from '../../fixes/elapsed.ts';
import { releaseFixes } from '../../fixes/timing/release.ts';
import type { BodyRole } from '../../flow/roles.ts';
import type { SleepSite } from '../../flow/sleeps.ts';
import type { Call, Step, Timeline } from '../../flow/timeline.ts';
import type { Draft, Rule } from '../rule.ts';
import { formatSeconds } from '../wording.ts';
import { withFixes } from './fixable.ts';

export const simulatedWork: Rule = {
    meta: {
        name: 'simulated-work',
        family: 'timing',
        summary: 'A worker sleeps only to stay alive or to look busy',
        severity: 'information',
        enabledByDefault: false,
        fix: 'unsafe',
        docs: {
            what: 'Reports a sleep in a worker of the test (thread, process, task, job) that does nothing but take time, a tenth of a second or more, and that the test waits for; a worker that is ended early costs nothing. Off by default: most such sleeps are harmless.',
            why: 'The test takes at least as long as the worker sleeps, or kills the worker half-way. A worker that waits on an Event stays alive exactly as long as the test needs it.',
            example: `import threading
import time


def test_pool_reports_busy_workers(pool):
    def busy():
        time.sleep(5)

    thread = threading.Thread(target=busy)
    thread.start()
    assert pool.busy() == 1
    thread.join()
`,
            useInstead: `import threading


def test_pool_reports_busy_workers(pool):
    release = threading.Event()

    def busy():
        release.wait(timeout=10)

    thread = threading.Thread(target=busy)
    thread.start()
    assert pool.busy() == 1
    release.set()
    thread.join()
`,
            references: [
                {
                    title: 'threading.Event',
                    url: 'https://docs.python.org/3/library/threading.html#event-objects',
                },
            ],
        },
    },
    triggers: ['sleep'],
    check(context) {
        for (const site of context.sleeps()) {
            if (site.intent !== 'simulated-work' || site.role.kind !== 'worker') continue;
            if (!isPaidFor(site, site.role)) continue;
            const length = site.seconds === undefined ? '' : ` for ${formatSeconds(site.seconds)}`;
            const draft: Draft = {
                at: site.call.expr,
                message: `\`${site.body.name}\` only sleeps${length}; an Event that the test sets would keep it alive exactly as long as needed`,
                confidence: 'medium',
                explanation: {
                    why: `The worker stands for work that takes${length || ' some time'}; the test waits for it or kills it.`,
                    solution:
                        'Let the worker wait on an Event that the test sets when it is done with it, in a cleanup.',
                    evidence: '',
                },
            };
            const fixes = () => releaseFixes(site, context.facts, context.config);
            context.report(withFixes(draft, site.timeline, fixes));
        }
    },
};

type Worker = Extract<BodyRole, { kind: 'worker' }>;

/** Below this nobody waits for the worker. */
const WORTH_MENTIONING_SECONDS = 0.1;
/** Nobody waits this long: such a worker is ended. */
const LONG_SECONDS = 10;
const IS_ENDED = /\.(terminate|kill|cancel)\(|daemon|os\.kill/;
/** Jobs of other pools may run in another process, which an Event does not reach. */
const POOLS = /^(concurrent\.futures|multiprocessing|asyncio|threading|gevent|eventlet)\./;

/** The worker does nothing but sleep, for a time worth mentioning, and somebody waits for that. */
function isPaidFor({ body, call, seconds = 0, timeline }: SleepSite, { what, spawn }: Worker): boolean {
    if (call.effect?.kind !== 'delay' || durationAssertion(timeline)) return false;
    // Who starts a function of the module is elsewhere, and so is who ends it.
    const isLong = seconds >= LONG_SECONDS && (!body.parent || IS_ENDED.test(timeline.unit.text));
    if (seconds < WORTH_MENTIONING_SECONDS || isLong) return false;
    if (what === 'job' && !POOLS.test(spawn?.origin ?? '') && spawn?.name !== 'run_in_executor') return false;
    if ((what === 'task' || what === 'greenlet') && !(spawn && isAwaited(spawn, timeline))) return false;
    return body.steps.every(s => s === call.step || isTrifle(s));
}

/** A task lasts as long as it sleeps only where the test awaits it by name, and does not cancel it. */
function isAwaited({ expr, step: { stmt } }: Call, { unit }: Timeline): boolean {
    const target = stmt.kind === 'assign' && stmt.value === expr ? stmt.targets[0] : undefined;
    if (target?.kind !== 'name') return false;
    const uses = new RegExp(`\\bawait ${target.id}\\b|\\b${target.id}\\.(join|get|wait)\\(`);
    return uses.test(unit.text) && !new RegExp(`\\b${target.id}\\.(cancel|kill)\\(`).test(unit.text);
}

/** Says that it runs, or returns what it always returns. */
function isTrifle({ stmt, calls }: Step): boolean {
    if (stmt.kind === 'pass' || stmt.kind === 'global' || stmt.kind === 'nonlocal') return true;
    if (stmt.kind === 'return')
        return stmt.value === undefined || /^(constant|number|string)$/.test(stmt.value.kind);
    if (stmt.kind !== 'expr') return false;
    return (
        stmt.value.kind === 'string' ||
        (calls.length > 0 && calls.every(c => c.name === 'print' || c.effect?.kind === 'signal'))
    );
}

/** A fixed sleep stands where the test should wait for what it started. */
import { sleepFixes } from '../../fixes/sleep.ts';
import { sleepBudget } from '../../flow/sleep-budget.ts';
import { isRival, readsForGivenTime, stopsTheWait } from '../../flow/sleep-rivals.ts';
import { type CountAfterSwitch, countAfterSwitch } from '../../flow/sleep-switch.ts';
import { isUnseen } from '../../flow/sleep-unseen.ts';
import type { SleepSite } from '../../flow/sleeps.ts';
import { delayName } from '../../flow/sleeps.ts';
import type { Step } from '../../flow/timeline.ts';
import type { Draft, Rule, RuleContext } from '../rule.ts';
import { formatSeconds, quote, quoteStep } from '../wording.ts';
import { ruleFor } from './claims.ts';
import { withFixes, withoutFixes } from './fixable.ts';

export const sleepAsSync: Rule = {
    meta: {
        name: 'sleep-as-sync',
        family: 'timing',
        summary: 'A fixed sleep waits for concurrent or external work',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'unsafe',
        docs: {
            what: 'Reports a sleep of more than zero seconds that follows the start of concurrent or external work (a thread, a process, a task, a server, a signal, a request) and precedes an assertion or a read of what that work changes. Tests, fixtures, `setUp` and helpers of tests are looked at, synchronous and asynchronous. A helper that only sleeps is judged where it is called.\n\nReported as well: a sleep that races with work of known length in the same test (`compute(work, delay=0.3)`, a shorter sleep, `cancel()`), one that is to outlive a timeout and is hardly longer, a timer that stops the loop (`call_later(0.1, self.stop); self.wait()`), and a loop that reads until a time is up.\n\nA loop over cases, with an assertion in each round, counts as straight-line code.\n\nSilent for sleeps in other loops, in stubs and in workers, for `sleep(0)`, where time itself is tested (expiry, timeouts, file times), and where the clock is mocked.',
            why: 'The sleep is a bet that the other side is done by then. On a loaded machine it is not, and the test fails for no reason; on a fast one the test wastes the rest of the time. Waiting for the event itself is both faster and certain.',
            example: `import threading
import time


def test_worker_appends():
    results = []

    def worker():
        results.append(1)

    thread = threading.Thread(target=worker)
    thread.start()
    time.sleep(0.5)
    assert results == [1]
`,
            useInstead: `import threading


def test_worker_appends():
    results = []
    done = threading.Event()

    def worker():
        try:
            results.append(1)
        finally:
            done.set()

    thread = threading.Thread(target=worker)
    thread.start()
    assert done.wait(timeout=10)
    assert results == [1]
`,
            references: [
                {
                    title: 'threading.Event',
                    url: 'https://docs.python.org/3/library/threading.html#event-objects',
                },
                {
                    title: 'Software Engineering at Google: flaky tests',
                    url: 'https://abseil.io/resources/swe-book/html/ch14.html',
                },
            ],
        },
    },
    triggers: [
        'sleep',
        'wait_for_timeout',
        'qWait',
        'qtbot.wait',
        'call_later',
        'callLater',
        'add_timeout',
        'recv',
    ],
    check(context) {
        for (const site of context.sleeps()) {
            if (ruleFor(site) === 'sleep-as-sync') {
                const fixes = () => sleepFixes(site, context.facts, context.config);
                const reason = whyNoFix(site);
                const found = draft(site, context);
                context.report(
                    reason === undefined
                        ? withFixes(found, site.timeline, fixes)
                        : withoutFixes(found, reason),
                );
            }
            const counted = countAfterSwitch(site, context.facts);
            if (counted) context.report(switchDraft(site, counted, context));
        }
        const timeline = context.facts.timeline(context.unit);
        for (const step of timeline?.bodies.flatMap(b => b.steps) ?? [])
            if (readsForGivenTime(step)) context.report(readingDraft(step, context));
    },
};

/** Why nothing that the test has could take the place of the sleep, where that is known. */
function whyNoFix(site: SleepSite): string | undefined {
    if (site.reasons.some(isRival))
        return 'the work has to be held by an Event that it waits on, and that the test sets when it has looked';
    if (stopsTheWait(site.call)) return 'the callback that the test waits for has to stop the loop';
    const { role } = site;
    if (role.kind === 'worker' && !site.started)
        return 'what it waits for is that the test blocks, and nobody can announce that before it does';
    return undefined;
}

/** What the test sleeps from its beginning to its end. */
function sleptInAll({ unit, facts }: RuleContext): string {
    const budget = sleepBudget(unit, facts);
    if (!budget || budget.seconds === 0) return '';
    const atLeast = budget.atLeast ? 'at least ' : '';
    const runs =
        budget.runs > 1 ? `, in each of ${budget.runsAtLeast ? 'at least ' : ''}${budget.runs} runs` : '';
    return `\`${unit.name}\` sleeps ${atLeast}${formatSeconds(budget.seconds)} in all${runs}.`;
}

/** A loop that reads until a time is up stands for a sleep, and for a wait. */
function readingDraft(step: Step, context: RuleContext): Draft {
    return {
        at: step,
        message: `Reads until ${quote(conditionOf(step, context))} is over, whatever has come by then; the other side may take longer`,
        confidence: 'medium',
        explanation: {
            why: 'The loop neither ends when everything has come nor notices that something is missing: it is a sleep that keeps the processor busy.',
            solution:
                'Read until what is expected is there, with a deadline that fails: `while not data.endswith(end): data += sock.recv(65536)` on a socket with a timeout.',
            evidence: '',
        },
    };
}

function conditionOf({ stmt }: Step, { unit }: RuleContext): string {
    return stmt.kind === 'while' ? unit.text.slice(stmt.test.start, stmt.test.end) : '';
}

/** Green threads: one switch runs the others only up to where they switch back. */
function switchDraft(site: SleepSite, { started, observed }: CountAfterSwitch, context: RuleContext): Draft {
    const does = started.label.replace(/ was \w+$/, '');
    const asserted = quoteStep(observed, context.unit.text);
    return {
        at: site.call.expr,
        severity: 'information',
        message: `\`${delayName(site.call)}\` lets ${does} run once before ${asserted}; it may not be finished`,
        confidence: 'medium',
        related: [
            { span: started.call.expr, message: `${started.label} here` },
            { span: observed, message: 'an exact count is expected here' },
        ],
        explanation: {
            why: 'A switch runs the other green thread up to its next switch, not to its end. As soon as the code under test waits for anything, the count is still lower.',
            solution:
                'Wait for the green thread itself: `thread.wait()` in eventlet, `greenlet.join(timeout)` in gevent, or `pool.waitall()`.',
            evidence: '',
        },
    };
}

function draft(site: SleepSite, context: RuleContext): Draft {
    const { unit } = context;
    const length = site.seconds === undefined ? '' : ` of ${formatSeconds(site.seconds)}`;
    const observed = site.observed && quoteStep(site.observed, unit.text);
    const message = wording(site, `\`${delayName(site.call)}\`${length}`, observed);
    const related = [];
    // What setUp started lies in another function.
    if (site.started && site.timeline.calls.includes(site.started.call)) {
        related.push({ span: site.started.call.expr, message: `${site.started.label} here` });
    }
    const { role } = site;
    const delays = (role.kind === 'worker' || role.kind === 'handler') && !site.started;
    if (role.kind === 'worker' && role.spawn && site.timeline.calls.includes(role.spawn))
        related.push({ span: role.spawn.expr, message: `\`${site.body.name}\` is started here` });
    if (site.observed)
        related.push({
            span: site.observed,
            message: delays ? 'what the sleep delays comes here' : 'what the sleep waits for is read here',
        });
    return {
        at: site.call.expr,
        message,
        ...(site.reasons.some(isUnseen) && { severity: 'information' as const }),
        confidence: site.started?.strong && site.observed ? 'high' : 'medium',
        related,
        explanation: {
            why: `The sleep${length} is a bet on how long the other side takes: too short on a loaded machine, wasted time on every other run. It was classified as \`wait-for-effect\`: ${site.reasons.join('; ')}.`,
            solution:
                'Wait for the event itself, with a timeout that fails clearly: an `Event` that the worker sets, `join(timeout)` and `not is_alive()`, `future.result(timeout)`, `queue.get(timeout)`, or a bounded poll on the asserted condition.',
            evidence: sleptInAll(context),
        },
    };
}

/** The one line: what the sleep stands for, in the code's own names. */
function wording(site: SleepSite, sleep: string, observed: string | undefined): string {
    const before = observed ? ` before ${observed}` : '';
    const { kind } = site.role;
    const rival = site.reasons.find(isRival);
    if (rival !== undefined) return `${sleep}${site.body.parent ? ` in \`${site.body.name}\`` : ''} ${rival}`;
    if ((kind === 'worker' || kind === 'handler') && !site.started) {
        return observed
            ? `${sleep} in \`${site.body.name}\` delays ${observed}, and hopes that the test has got far enough`
            : `${sleep} in \`${site.body.name}\` waits for the other side, which may take longer`;
    }
    if (site.started) {
        const does = site.started.label.replace(/ was (started|signalled|called|requested)$/, '');
        return `${sleep} waits for what ${does} does${before}; it may take longer`;
    }
    return `${sleep} stands for a wait${before}; the other side may take longer`;
}

/** The test asserts on what a worker writes, and nothing makes sure that the worker has written. */
import { joinFixes } from '../../fixes/concurrency/join.ts';
import { type Contention, contentionsIn } from '../../flow/races/contention.ts';
import { diagram, drawInterleaving } from '../../flow/races/interleaving.ts';
import type { Race } from '../../flow/races/races.ts';
import type { Draft, Rule, RuleContext } from '../rule.ts';
import { quote } from '../wording.ts';
import {
    isExactCount,
    lineIn,
    racesOf,
    reportOf,
    STARTS,
    sourceIn,
    startedHere,
    THREAD_WORDS,
    THREADS,
} from './shared.ts';

export const readBeforeJoin: Rule = {
    meta: {
        name: 'read-before-join',
        family: 'concurrency',
        summary: 'An assertion reads what a started worker writes, with nothing to order them',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'unsafe',
        docs: {
            what: 'Reports an assertion in a test on a variable that a thread, timer, executor job, callback, process, task or green thread of the same test writes, when no join, wait, result, queue or lock orders the two in any run. A bounded poll on the variable orders them; so does any call of unknown code that may wait. A variable is also the record of a mock, a file or a variable of the environment by its name; between processes only what is made to be shared counts. Tasks and green threads run until they wait, first come first served (trio and anyio shuffle them): what an event loop does the same way every time is not reported. Reports as well a question that counts on a thread that was started right above to be inside a blocking call: a second `recv()` that is to fail, a lock that is to be taken.',
            why: 'Whether the worker has written when the assertion reads is decided by the scheduler. Mostly it has; on a loaded machine it has not, and the test fails.',
            example: `import threading


def test_worker_appends():
    results = []

    def worker():
        results.append(1)

    thread = threading.Thread(target=worker)
    thread.start()
    assert results == [1]
    thread.join()
`,
            useInstead: `import threading


def test_worker_appends():
    results = []

    def worker():
        results.append(1)

    thread = threading.Thread(target=worker)
    thread.start()
    thread.join(timeout=10)
    assert not thread.is_alive()
    assert results == [1]
`,
            references: [
                {
                    title: 'threading.Thread.join',
                    url: 'https://docs.python.org/3/library/threading.html#threading.Thread.join',
                },
            ],
        },
    },
    triggers: STARTS,
    requires: THREADS,
    needs: THREAD_WORDS,
    roles: ['test'],
    check(context) {
        for (const race of racesOf(context))
            if (
                race.kind === 'read' &&
                race.here.access.unit === context.unit &&
                !isExactCount(race) &&
                !sleepBetween(race, context)
            )
                context.report(draft(race, context));
        const timeline = context.facts.timeline(context.unit);
        for (const contention of timeline ? contentionsIn(timeline, context.facts) : [])
            context.report(notInside(contention, context));
    },
};

/** Nothing is written that one could see, but the test counts on where the worker is. */
function notInside({ worker, start, inside, at, asked }: Contention, { unit }: RuleContext): Draft {
    const question = quote(sourceIn(unit, asked));
    return {
        at,
        message: `${question} is asked while \`${worker}\` may not be in \`${inside}\` yet: nothing orders the two`,
        confidence: 'medium',
        related: [{ span: start.expr, message: `\`${worker}\` is started here` }],
        explanation: {
            why: `\`${worker}\` has only been started. What ${question} answers depends on whether it has come to \`${inside}\` by then, which the scheduler decides.`,
            solution: `Let \`${worker}\` set an Event when it is about to wait, and wait for that; or poll, with a limit, until \`${inside}\` shows.`,
            evidence: diagram([
                ['test', worker],
                [lineIn({ unit, span: start.step, step: start.step }), ''],
                ['', '(not scheduled yet)'],
                [`${lineIn({ unit, span: at, step: at })}   <-- asks too early`, ''],
                ['', inside],
            ]),
        },
    };
}

/** A sleep between the start and the read is the finding; the read is its evidence. */
function sleepBetween(race: Race, context: RuleContext): boolean {
    const spawned = race.there.root.spawnedAt;
    return context
        .sleeps()
        .some(
            site =>
                site.body.parent === undefined &&
                site.bets &&
                site.call.step.start < race.here.access.step.start &&
                (spawned === undefined || spawned.step.start <= site.call.step.start),
        );
}

function draft(race: Race, context: RuleContext): Draft {
    const { unit } = context;
    const { here, there } = race;
    const worker = there.root.name;
    const read = quote(unit.text.slice(here.access.step.start, here.access.step.end));
    return {
        at: here.access.span,
        fixes: () => joinFixes(race, reportOf(context), context.facts, context.config),
        message: `\`${race.name}\` is read while \`${worker}\` may not have written it yet: nothing orders ${read} after ${quote(lineIn(there.access))}`,
        // A wait that may only time out is no order, but mostly it is meant as a promise.
        confidence: race.unlessTimeout ? 'low' : 'high',
        related: [
            ...startedHere(race, worker),
            {
                span: there.access.span,
                unit: there.access.unit,
                message: `\`${worker}\` writes \`${race.name}\` here`,
            },
        ],
        explanation: {
            why: `\`${worker}\` runs beside the test. No join, wait or result stands between its start and this assertion, so the scheduler decides whether \`${race.name}\` is written before it is read. This schedule is allowed:`,
            solution: `Wait for \`${worker}\` first: \`join(timeout=…)\` and \`assert not thread.is_alive()\`, \`future.result(timeout=…)\`, or an Event that it sets when it is done.`,
            evidence: drawInterleaving(race, reportOf(context)),
        },
    };
}

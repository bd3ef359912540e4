/** Several workers update one variable without a lock. */

import type { Span } from '../../base/text.ts';
import { lockFixes } from '../../fixes/concurrency/lock.ts';
import { expectsOne } from '../../flow/assertions.ts';
import { CALLERS } from '../../flow/libraries/callers.ts';
import { calledFromThreads, hasThreadedCallers, unguardedUpdates } from '../../flow/races/callbacks.ts';
import { drawInterleaving } from '../../flow/races/interleaving.ts';
import type { Race, RaceReport } from '../../flow/races/races.ts';
import { mayInterrupt } from '../../flow/races/schedulers.ts';
import type { Draft, Rule, RuleContext } from '../rule.ts';
import { quote } from '../wording.ts';
import { lineIn, namesThreads, racesOf, reportOf, STARTS, THREAD_WORDS } from './shared.ts';

const UPDATES = /\.\w+\s*\+=/;

export const nonAtomicUpdate: Rule = {
    meta: {
        name: 'non-atomic-update',
        family: 'concurrency',
        summary: 'Workers read, change and write a shared variable without a lock',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'unsafe',
        docs: {
            what: 'Reports `x += 1` and other read-modify-write of a shared variable in a worker that is started more than once, or in two workers, without a common lock and without an order between them; and `self.x += 1` in a method that a library calls from several threads, such as an endpoint of oslo.messaging. An update may also take two statements (`value = count` … `count = value + 1`) or be check-then-act (`if key not in cache` … `cache[key] = …`). A task or green thread is interrupted only where it waits: there it takes an `await` between reading and writing.',
            why: 'Between reading the old value and writing the new one another worker can write; its update is then lost. The test sees a smaller number once in many runs.',
            example: `import threading


def test_all_workers_count():
    count = 0

    def worker():
        nonlocal count
        count += 1

    threads = [threading.Thread(target=worker) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count == 10
`,
            useInstead: `import threading


def test_all_workers_count():
    count = 0
    lock = threading.Lock()

    def worker():
        nonlocal count
        with lock:
            count += 1

    threads = [threading.Thread(target=worker) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count == 10
`,
            references: [
                {
                    title: 'What kinds of global value mutation are thread-safe?',
                    url: 'https://docs.python.org/3/faq/library.html#what-kinds-of-global-value-mutation-are-thread-safe',
                },
            ],
        },
    },
    triggers: [...STARTS, '+='],
    needsInFile: [...THREAD_WORDS, ...CALLERS],
    roles: ['test', 'helper'],
    concerns: (unit, facts) =>
        unit.role === 'test' ? namesThreads(unit) : hasThreadedCallers(facts) && UPDATES.test(unit.text),
    check(context) {
        checkCallback(context);
        for (const race of racesOf(context))
            if (
                race.kind === 'update' &&
                !race.unlessTimeout &&
                !happensOnce(race, reportOf(context)) &&
                startOrUpdate(race, context)
            )
                context.report(draft(race, context));
    },
};

/** A method that a library calls from its threads, most often of a helper class of the file. */
function checkCallback({ unit, facts, report }: RuleContext): void {
    if (unit.role !== 'helper' || !unit.cls || /acquire\(/.test(unit.text)) return;
    const timeline = facts.timeline(unit);
    const [update] = timeline ? unguardedUpdates(timeline.root.steps, timeline.root.scope.selfName) : [];
    const called = update && calledFromThreads(unit, facts);
    if (!called) return;
    const source = unit.text.slice(update.start, update.end);
    const name = unit.text.slice(update.stmt.target.start, update.stmt.target.end);
    report({
        at: update,
        message: `${quote(source)} is not atomic, and ${called.who} call \`${unit.name}\`: updates of \`${name}\` can be lost`,
        confidence: 'medium',
        related: [{ span: called.call.expr, unit: called.by, message: 'handed to them here' }],
        explanation: {
            why: `Reading, changing and writing back are three steps; another call of \`${unit.name}\` may come between them, and then one of the two is not counted.`,
            solution:
                'Hold a lock of the object around the update, or collect what is counted in a `queue.Queue`.',
            evidence: '',
        },
    });
}

/** `assert made == 1`: that others never come so far is what is tested. */
function happensOnce({ variable, here }: Race, report: RaceReport | undefined): boolean {
    if (here.access.since) return false;
    const test = report?.program.roots[0]?.actions ?? [];
    return test.some(
        a => a.kind === 'access' && a.variable === variable && a.asserted !== undefined && expectsOne(a.step),
    );
}

function isReadByTest({ variable }: Race, report: RaceReport | undefined): boolean {
    const test = report?.program.roots[0]?.actions ?? [];
    return test.some(a => a.kind === 'access' && a.variable === variable && a.mode !== 'write');
}

function draft(race: Race, context: RuleContext): Draft {
    const { here, there } = race;
    const self = here.root.origin !== undefined && here.root.origin === there.root.origin;
    const spawned = here.root.spawnedAt;
    const { since } = here.access;
    return {
        at: startOrUpdate(race, context) ?? here.access.span,
        fixes: () => lockFixes(race, context.facts, context.config),
        message: since
            ? twoSteps(race)
            : self
              ? `${quote(lineIn(here.access))} is not atomic, and \`${here.root.name}\` runs several times at once: updates of \`${race.name}\` can be lost`
              : `${quote(lineIn(here.access))} is not atomic, and \`${there.root.name}\` writes \`${race.name}\` at the same time: updates can be lost`,
        confidence: 'high',
        // A count that the test never looks at is no reason for it to fail.
        ...(isReadByTest(race, reportOf(context)) ? {} : { severity: 'information' as const }),
        related: [
            ...(since
                ? [
                      {
                          span: since.span,
                          unit: since.unit,
                          message: `the value is ${since.how === 'copy' ? 'taken' : 'checked'} here`,
                      },
                  ]
                : []),
            ...(spawned
                ? [
                      {
                          span: spawned.span,
                          unit: spawned.unit,
                          message: `\`${here.root.name}\` is started here`,
                      },
                  ]
                : []),
            ...(self
                ? []
                : [
                      {
                          span: there.access.span,
                          unit: there.access.unit,
                          message: `\`${there.root.name}\` writes it here`,
                      },
                  ]),
        ],
        explanation: {
            why: takesTurns(race)
                ? 'Between two awaits a task runs alone; here it waits between reading and writing, and another one may run. This schedule is allowed:'
                : 'Reading, changing and writing back are three steps; another worker may come between them. This schedule is allowed:',
            solution: takesTurns(race)
                ? 'Read and write without an `await` in between, hold one `asyncio.Lock` around both, or let each task return its part and add them up at the end.'
                : 'Hold one lock around the whole update in every worker, let each worker return its part and add them up after the join, or use `queue.Queue` or `itertools.count`.',
            evidence: drawInterleaving(race, reportOf(context)),
        },
    };
}

function twoSteps({ here, there, name }: Race): string {
    const { since } = here.access;
    const other =
        here.root.name === there.root.name ? `another \`${there.root.name}\`` : `\`${there.root.name}\``;
    const first = since ? lineIn(since) : '';
    return `${quote(first)} and ${quote(lineIn(here.access))} are two steps: ${other} can come between, and an update of \`${name}\` is lost`;
}

/** Both run in one loop, or in one hub of green threads. */
function takesTurns({ here, there }: Race): boolean {
    return !mayInterrupt(there.root.scheduling, here.root.scheduling);
}

/** The update, or where the worker is started if the update stands in another function. */
function startOrUpdate({ here }: Race, { unit }: RuleContext): Span | undefined {
    if (here.access.unit === unit) return here.access.span;
    return here.root.spawnedAt?.unit === unit ? here.root.spawnedAt.span : undefined;
}

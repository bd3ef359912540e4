/** Two workers write one variable; the test asserts on what is left. */
import { inTurnFixes } from '../../fixes/concurrency/in-turn.ts';
import { drawInterleaving } from '../../flow/races/interleaving.ts';
import type { Race, RaceReport } from '../../flow/races/races.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { quote } from '../wording.ts';
import { lineIn, reportOf, STARTS, startedHere, THREAD_WORDS, THREADS } from './shared.ts';

export const unsynchronizedSharedState: Rule = {
    meta: {
        name: 'unsynchronized-shared-state',
        family: 'concurrency',
        summary: 'Two workers write one variable, and the last one wins',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'unsafe',
        docs: {
            what: 'Reports a variable that two concurrent workers of a test assign different values to, without a common lock or an order, and that the test asserts on.',
            why: 'Which of the two writes comes last is decided by the scheduler; the assertion holds for one of the outcomes only.',
            example: `import threading


def test_winner():
    winner = None

    def first():
        nonlocal winner
        winner = 'first'

    def second():
        nonlocal winner
        winner = 'second'

    one = threading.Thread(target=first)
    two = threading.Thread(target=second)
    one.start()
    two.start()
    one.join()
    two.join()
    assert winner == 'second'
`,
            useInstead: `import threading


def test_both_report():
    reports = {}

    def first():
        reports['first'] = True

    def second():
        reports['second'] = True

    one = threading.Thread(target=first)
    two = threading.Thread(target=second)
    one.start()
    two.start()
    one.join()
    two.join()
    assert reports == {'first': True, 'second': True}
`,
            configuration:
                'With `free-threaded = true` the rule also reports a list, dict or set that one thread goes over (`for`, `sorted`, `sum`, `.items()`) while another one changes it, without a common lock and without an order. With a GIL the one is done before the other begins; in a free-threaded build (3.13t and later) it is not.',
            references: [
                {
                    title: 'Race condition',
                    url: 'https://docs.python.org/3/glossary.html#term-race-condition',
                },
            ],
        },
    },
    triggers: STARTS,
    requires: THREADS,
    needs: THREAD_WORDS,
    roles: ['test'],
    check(context) {
        const report = reportOf(context);
        for (const race of report?.races ?? []) {
            if (race.kind === 'iteration') reportIteration(race, report, context);
            if (race.kind !== 'shared' || race.unlessTimeout || race.here.access.unit !== context.unit)
                continue;
            const { here, there } = race;
            context.report({
                at: here.access.span,
                message: `\`${race.name}\` is also written by \`${there.root.name}\` at the same time: which value the test sees is up to the scheduler`,
                confidence: 'medium',
                fixes: () => inTurnFixes(race, context.facts, context.config),
                related: [
                    ...startedHere(race, there.root.name),
                    {
                        span: there.access.span,
                        unit: there.access.unit,
                        message: `\`${there.root.name}\` writes it here`,
                    },
                ],
                explanation: {
                    why: `Nothing orders ${quote(lineIn(here.access))} and ${quote(lineIn(there.access))}. Both schedules are allowed; the assertion on \`${race.name}\` holds for one of them.`,
                    solution:
                        'Give each worker a place of its own and assert on all of them, or order the two.',
                    evidence: drawInterleaving(race, report),
                },
            });
        }
    },
};

/** Only for builds without a GIL. */
function reportIteration(race: Race, report: RaceReport | undefined, context: RuleContext): void {
    const { here, there, name } = race;
    const { unit } = context;
    const spawned = here.root.spawnedAt;
    const at =
        here.access.unit === unit ? here.access.span : spawned?.unit === unit ? spawned.span : undefined;
    if (!at || race.unlessTimeout) return;
    const other = there.root.name;
    context.report({
        at,
        message: `\`${name}\` is gone over while \`${other}\` may change it: in a free-threaded build nothing keeps the two apart`,
        confidence: 'medium',
        related: [
            ...startedHere(race, other),
            {
                span: there.access.span,
                unit: there.access.unit,
                message: `\`${other}\` changes \`${name}\` here`,
            },
        ],
        explanation: {
            why: `Nothing orders ${quote(lineIn(here.access))} and ${quote(lineIn(there.access))}. Each single operation is safe without a GIL as well, but going over all items is many of them: some may be missed or seen twice. This schedule is allowed:`,
            solution: `Wait for \`${other}\` first, or hold one lock around both.`,
            evidence: drawInterleaving(race, report),
        },
    });
}

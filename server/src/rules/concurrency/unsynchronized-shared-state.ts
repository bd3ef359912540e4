/** Two workers write one variable; the test asserts on what is left. */
import { drawInterleaving } from '../../flow/races/interleaving.ts';
import type { Rule } from '../rule.ts';
import { quote } from '../wording.ts';
import { lineIn, reportOf, STARTS, startedHere, THREADS } from './shared.ts';

export const unsynchronizedSharedState: Rule = {
    meta: {
        name: 'unsynchronized-shared-state',
        family: 'concurrency',
        summary: 'Two workers write one variable, and the last one wins',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'none',
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
    check(context) {
        const report = reportOf(context);
        for (const race of report?.races ?? []) {
            if (race.kind !== 'shared' || race.unlessTimeout || race.here.access.unit !== context.unit)
                continue;
            const { here, there } = race;
            context.report({
                at: here.access.span,
                message: `\`${race.name}\` is also written by \`${there.root.name}\` at the same time: which value the test sees is up to the scheduler`,
                confidence: 'medium',
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

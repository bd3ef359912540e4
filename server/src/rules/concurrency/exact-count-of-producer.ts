/** The test counts while the worker goes on. */
import { joinFixes } from '../../fixes/concurrency/join.ts';
import { drawInterleaving } from '../../flow/races/interleaving.ts';
import type { Rule } from '../rule.ts';
import { quote } from '../wording.ts';
import { isExactCount, lineIn, reportOf, STARTS, startedHere, THREAD_WORDS, THREADS } from './shared.ts';

export const exactCountOfProducer: Rule = {
    meta: {
        name: 'exact-count-of-producer',
        family: 'concurrency',
        summary: 'An exact count of what a running worker still produces',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'unsafe',
        docs: {
            what: 'Reports an assertion on the length of a container or on a call count while a worker that adds to it in a loop is still running.',
            why: 'The number is right for a moment only. The next item may come before the assertion, or after it.',
            example: `import threading


def test_three_items():
    items = []

    def produce():
        for n in range(3):
            items.append(n)

    thread = threading.Thread(target=produce)
    thread.start()
    assert len(items) == 3
    thread.join()
`,
            useInstead: `import threading


def test_three_items():
    items = []

    def produce():
        for n in range(3):
            items.append(n)

    thread = threading.Thread(target=produce)
    thread.start()
    thread.join(timeout=10)
    assert not thread.is_alive()
    assert len(items) == 3
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
        const report = reportOf(context);
        for (const race of report?.races ?? []) {
            if (!isExactCount(race) || race.here.access.unit !== context.unit) continue;
            const { here, there } = race;
            const worker = there.root.name;
            context.report({
                at: here.access.span,
                message: `\`${race.name}\` is counted while \`${worker}\` is still adding to it: ${quote(lineIn(here.access))} holds for a moment only`,
                confidence: race.unlessTimeout ? 'low' : 'high',
                related: [
                    ...startedHere(race, worker),
                    {
                        span: there.access.span,
                        unit: there.access.unit,
                        message: `\`${worker}\` adds to it here, in a loop`,
                    },
                ],
                fixes: () => joinFixes(race, report, context.facts, context.config),
                explanation: {
                    why: `\`${worker}\` goes on while the test counts. This schedule is allowed:`,
                    solution: `Stop or join \`${worker}\` before counting, or assert a bound that holds at any time.`,
                    evidence: drawInterleaving(race, report),
                },
            });
        }
    },
};

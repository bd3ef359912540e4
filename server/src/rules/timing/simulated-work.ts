/** A worker that sleeps to look busy. */
import type { Rule } from '../rule.ts';
import { formatSeconds } from '../wording.ts';

export const simulatedWork: Rule = {
    meta: {
        name: 'simulated-work',
        family: 'timing',
        summary: 'A worker sleeps only to stay alive or to look busy',
        severity: 'information',
        enabledByDefault: false,
        fix: 'none',
        docs: {
            what: 'Reports a sleep in a worker of the test (thread, process, task, job) that does nothing but take time. Off by default: most such sleeps are harmless.',
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
            if (
                site.intent !== 'simulated-work' ||
                site.role.kind !== 'worker' ||
                site.call.effect?.kind !== 'delay'
            )
                continue;
            const length = site.seconds === undefined ? '' : ` for ${formatSeconds(site.seconds)}`;
            context.report({
                at: site.call.expr,
                message: `\`${site.body.name}\` only sleeps${length}; an Event that the test sets would keep it alive exactly as long as needed`,
                confidence: 'medium',
                explanation: {
                    why: `The worker stands for work that takes${length || ' some time'}; the test waits for it or kills it.`,
                    solution:
                        'Let the worker wait on an Event that the test sets when it is done with it, in a cleanup.',
                    evidence: '',
                },
            });
        }
    },
};

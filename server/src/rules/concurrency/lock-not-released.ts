/** A lock that an exception leaves taken. */

import { withLockFixes } from '../../fixes/concurrency/with-lock.ts';
import { heldRegion } from '../../flow/races/held.ts';
import type { Step, Timeline } from '../../flow/timeline.ts';
import type { FunctionUnit } from '../../model/module.ts';
import type { Rule } from '../rule.ts';
import { quote } from '../wording.ts';
import { receiverOf } from './shared.ts';

export const lockNotReleased: Rule = {
    meta: {
        name: 'lock-not-released',
        family: 'concurrency',
        summary: 'A lock is acquired and released without `with` or `finally`',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'unsafe',
        docs: {
            what: 'Reports `lock.acquire()` and a `release()` further down in the same block with statements between that can fail, outside `try`/`finally`, in a test or its workers.',
            why: 'If something between the two raises, the lock stays taken: the worker that waits for it hangs, and with it the whole run, instead of one failed assertion.',
            example: `import threading


def test_update(store):
    lock = threading.Lock()
    store.share(lock)
    lock.acquire()
    store.update('a', 1)
    assert store.get('a') == 1
    lock.release()
`,
            useInstead: `import threading


def test_update(store):
    lock = threading.Lock()
    store.share(lock)
    with lock:
        store.update('a', 1)
        assert store.get('a') == 1
`,
            references: [
                {
                    title: 'Using locks in the with statement',
                    url: 'https://docs.python.org/3/library/threading.html#using-locks-conditions-and-semaphores-in-the-with-statement',
                },
            ],
        },
    },
    triggers: ['.acquire()'],
    requires: /\.release\(\)/,
    roles: ['test', 'setup'],
    check(context) {
        const { unit, facts, report } = context;
        const timeline = facts.timeline(unit);
        for (const call of timeline?.calls ?? []) {
            const held = heldRegion(call);
            if (!timeline || !held) continue;
            const lock = receiverOf(call.expr, unit) ?? 'lock';
            if (!isKnownToOthers(lock, timeline) || isReleasedByOthers(lock, timeline)) continue;
            report({
                at: call.expr,
                message: `\`${lock}\` stays taken if anything fails before ${quote(lineOf(unit, held.release))}: whoever waits for it then hangs`,
                confidence: 'medium',
                related: [
                    { span: held.release, message: `\`${lock}\` is released here only if nothing raised` },
                ],
                fixes: () => withLockFixes(held, lock, timeline, facts, context.config),
                explanation: {
                    why: 'A failed assertion leaves the function at once; the release is never reached. The thread that waits for the lock hangs, and so does every later test that needs the same lock.',
                    solution: `\`with ${lock}:\` around the statements between the two.`,
                    evidence: '',
                },
            });
        }
    },
};

function lineOf(unit: FunctionUnit, { start, end }: Step): string {
    return unit.text.slice(start, end);
}

/** Another function releases what it has not acquired: the lock is there to hand on whose turn it is. */
function isReleasedByOthers(lock: string, { unit, root, bodies }: Timeline): boolean {
    return bodies.some(body => {
        if (body === root) return false;
        const count = (method: string) =>
            body.steps
                .flatMap(s => s.calls)
                .filter(c => c.name === method && receiverOf(c.expr, unit) === lock).length;
        return count('release') > count('acquire');
    });
}

/** A name of the test's own that it hands to nobody, and that no worker of it uses, is nothing that anybody waits for. */
function isKnownToOthers(lock: string, { unit, root }: Timeline): boolean {
    if (!root.scope.bindings.has(lock)) return true;
    const used = (text: string) => new RegExp(`\\b${lock}\\b`).test(text);
    const handed = new RegExp(`[(,=\\[]\\s*${lock}\\s*[,)\\]]`).test(unit.text);
    return handed || root.inner.some(b => used(unit.text.slice(b.node.start, b.node.end)));
}

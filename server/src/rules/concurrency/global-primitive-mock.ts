/** A primitive that every thread uses is replaced while threads run. */
import type { CallExpr } from '../../syntax/ast.ts';
import { dottedName } from '../../syntax/walk.ts';
import type { Rule } from '../rule.ts';

const PRIMITIVES =
    /^(time\.(sleep|time|monotonic|perf_counter)|threading\.(Event|Thread|Lock|RLock|Condition|Timer|current_thread)|queue\.Queue)$/;

export const globalPrimitiveMock: Rule = {
    meta: {
        name: 'global-primitive-mock',
        family: 'concurrency',
        summary: 'A clock or threading primitive is patched for the whole process while threads run',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'none',
        docs: {
            what: "Reports a patch of `time.sleep`, `time.time`, `time.monotonic`, `threading.Event`, `threading.Thread` and their kin by the library's own name in a test that starts threads. A patch of the name in the module that uses it is fine, and so is a `time.time` that stands still.",
            why: 'Every thread of the process sees the replacement: the thread that the test started, those of libraries, and those that earlier tests left behind. A `sleep` that returns at once turns their pauses into busy loops; a clock with a list of answers runs out of them.',
            example: `import threading
from unittest import mock

from shop import poller


def test_poller_retries():
    thread = threading.Thread(target=poller.run)
    with mock.patch('time.sleep'):
        thread.start()
        thread.join(timeout=5)
    assert poller.attempts == 3
`,
            useInstead: `import threading
from unittest import mock

from shop import poller


def test_poller_retries():
    thread = threading.Thread(target=poller.run)
    with mock.patch('shop.poller.sleep'):
        thread.start()
        thread.join(timeout=5)
    assert poller.attempts == 3
`,
            references: [
                {
                    title: 'Where to patch',
                    url: 'https://docs.python.org/3/library/unittest.mock.html#where-to-patch',
                },
            ],
        },
    },
    triggers: [
        "'time.",
        '"time.',
        "'threading.",
        '"threading.',
        "'queue.",
        '(time,',
        '(threading,',
        '(queue,',
    ],
    requires: /patch/,
    roles: ['test'],
    check({ unit, facts, report }) {
        const timeline = facts.timeline(unit);
        const spawned = timeline?.calls.find(
            c =>
                (c.effect?.kind === 'spawn' || c.effect?.kind === 'create') &&
                (/^(thread|timer)$/.test(c.effect.what) ||
                    (c.effect.what === 'job' && IS_POOL.test(c.origin ?? ''))) &&
                !/^callLater$/.test(c.name),
        );
        if (!timeline || !spawned) return;
        const { scope } = timeline.root;
        const decorated = timeline.fn.decorators.flatMap(d => (d.kind === 'call' ? [d] : []));
        const patches = timeline.calls.filter(c => c.effect?.kind === 'patch').map(c => c.expr);
        for (const expr of new Set([...decorated, ...patches])) {
            if (!/^mock\.patch(\.object)?$/.test(facts.resolver.origin(expr.func, scope) ?? '')) continue;
            const target = targetOf(expr);
            if (target === undefined || !PRIMITIVES.test(target)) continue;
            // What stands still says the same to every thread.
            if (/^(time\.time|threading\.current_thread)$/.test(target) && isConstant(expr)) continue;
            report({
                at: expr,
                message: `\`${target}\` is replaced for every thread of the process, and this test starts one`,
                confidence: 'medium',
                related: [{ span: spawned.expr, message: 'work that runs beside the test' }],
                explanation: {
                    why: `The patch reaches everything that looks up \`${target}\` while it is active, in all threads: the one started here, those of libraries, and any that an earlier test left running.`,
                    solution:
                        'Patch the name in the module under test, or hand it a fake clock, so that only the code under test sees the replacement.',
                    evidence: '',
                },
            });
        }
    },
};

/** Others, too, have a method `submit`. */
const IS_POOL = /^(concurrent|multiprocessing|futurist)\./;

/** `return_value=1`, `new=Mock(return_value=1)`, `lambda: 1` */
function isConstant({ args, keywords }: CallExpr): boolean {
    if (keywords.some(k => k.name === 'side_effect')) return false;
    if (keywords.some(k => k.name === 'return_value')) return true;
    const given = keywords.find(k => k.name === 'new')?.value ?? args.at(-1);
    return given?.kind === 'lambda' || (given?.kind === 'call' && isConstant({ ...given, args: [] }));
}

function targetOf({ args }: CallExpr): string | undefined {
    const [first, second] = args;
    if (first?.kind === 'string') return first.value;
    const owner = first && dottedName(first);
    return owner !== undefined && second?.kind === 'string' ? `${owner}.${second.value}` : undefined;
}

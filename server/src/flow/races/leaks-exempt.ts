/** Tests in which workers that are left are none of our business: others see to them, or they are the point. */
import { dottedName } from '../../syntax/walk.ts';
import type { FileFacts } from '../context.ts';
import { argumentAt, type Call, type Timeline } from '../timeline.ts';
import { bodyOf, targetOf } from './worker-body.ts';

/** `test_leave_thread_behind`: what is done about such threads is what is tested. */
export function leavesOnPurpose({ unit }: Timeline): boolean {
    return /(^|_)(leaves?|leftovers?|leak\w*|forg[eo]t\w*|dangling|orphan\w*|zombies?)(_|$)/i.test(unit.name);
}

/** What a decorator of the worker's function does and tells is not known. */
export function isWrapped(create: Call, timeline: Timeline, facts: FileFacts): boolean {
    const node = bodyOf(create, timeline, facts)?.node;
    return (
        node?.kind === 'function' &&
        node.decorators.some(d => !/^(static|class)method$/.test(dottedName(d) ?? ''))
    );
}

/** `Thread(target=server.serve_forever)`, and `self.addCleanup(server.shutdown)`. */
export function isStoppedByCleanup(create: Call, { unit }: Timeline): boolean {
    const target = targetOf(create);
    const owner = target?.kind === 'attribute' ? dottedName(target.value) : undefined;
    return (
        owner !== undefined &&
        new RegExp(
            `(addCleanup|addfinalizer|callback|defer)\\w*\\([^)]*\\b${owner.replaceAll('.', '\\.')}\\.(shutdown|stop|close|kill)\\b`,
        ).test(unit.text)
    );
}

/** What a fixture for the whole run ends meets no other test. */
export function isForAllTests({ fn }: Timeline): boolean {
    return fn.decorators.some(
        d =>
            d.kind === 'call' &&
            d.keywords.some(
                ({ name, value }) => name === 'scope' && value.kind === 'string' && value.value === 'session',
            ),
    );
}

/** Decorators such as `reap_threads` wait for what is left; a test that is always left out leaves nothing. */
export function isReaped({ fn }: Timeline): boolean {
    return fn.decorators.some(d => {
        const name = dottedName(d.kind === 'call' ? d.func : d) ?? '';
        const [condition] = d.kind === 'call' ? d.args : [];
        const isOut =
            /(^|\.)skip[iI]f$/.test(name) && condition?.kind === 'constant' && condition.value === true;
        return isOut || /reap|leak|(^|\.)skip$/i.test(name);
    });
}

/** What tests of threads end their own and others' threads with. */
const ENDS_THREADS =
    /threading_cleanup|reap_threads|threading\.enumerate|doThreadCleanup|join_thread|wait_threads_exit/;

/** The class, or a patched start, takes care of threads: what it does is not in the test. */
export function cleansUp({ unit, calls }: Timeline, facts: FileFacts): boolean {
    if (facts.mentions(ENDS_THREADS)) return true;
    if (
        /(Thread|Timer|Executor|Process|Pool)['")]/.test(unit.text) &&
        calls.some(
            c =>
                c.effect?.kind === 'patch' && /Thread|Timer|Executor|Process|Pool/.test(textOf(c, unit.text)),
        )
    )
        return true;
    return calls.some(
        c =>
            argumentAt(c.expr, { index: 0 })?.kind === 'string' &&
            /^(skip|skipTest)$/.test(c.name) &&
            c.step.index === 0,
    );
}

function textOf({ expr }: Call, text: string): string {
    return text.slice(expr.start, expr.end);
}

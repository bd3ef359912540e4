/** What decorators and marks say about a test as a whole: that it is heavy, that something ends it when it hangs. */
import type { ClassModel, FunctionUnit } from '../model/module.ts';
import type { Expr } from '../syntax/ast.ts';
import { dottedName, lastName } from '../syntax/walk.ts';
import type { FileFacts } from './context.ts';

/** Benchmarks and tests that need a whole system are slow and bound to time by nature. */
const HEAVY =
    /^(.*_)?(bench(mark)?s?|perf(ormance)?|slow(_?tests?)?|integration(_?tests?)?|functional(_?tests?)?|system_?tests?|stress(_?tests?)?|load_?tests?|soak|manual(_?tests?)?|e2e|end_to_end|acceptance)$/i;
/** They name their resource in an argument: `@tag('slow')`, `@requires_resource('walltime')`. */
const NAMES_A_RESOURCE = /^(tag|requires_resource|attr|mark)$/;
const HEAVY_RESOURCE = /^(slow|walltime|cpu|largefile|perf\w*|bench\w*|integration|stress|manual)$/i;
/** The runner gives up on the test. */
const ENDS_THE_TEST = /^(timeout|timeout_decorator|time_?limit|timed|max_time|timeout_after|async_timeout)$/i;
/** The test's coroutine runs under `wait_for`. */
const AWAITS_WITH_LIMIT = /^(gen_test|gen_cluster|async_test_with_timeout|fail_after|with_timeout)$/;

/** How a test that hangs comes to its end. */
export type Limit = 'awaited' | 'marked' | 'suite';

/** Every decorator and mark of a test: its own, its class's, the module's. */
function marksOf(unit: FunctionUnit, facts: FileFacts): Expr[] {
    const marks = [...(unit.fn()?.decorators ?? [])];
    for (const cls of classesOf(unit)) {
        marks.push(...cls.decorators);
        const attribute = cls.classAttributes().get('pytestmark');
        if (attribute) marks.push(...listed(attribute));
    }
    for (const binding of facts.module.scope.bindings.get('pytestmark') ?? []) {
        if (binding.kind === 'assign') marks.push(...listed(binding.value));
    }
    return marks;
}

function classesOf({ cls }: FunctionUnit): readonly ClassModel[] {
    return cls ? [cls, ...cls.localBases()] : [];
}

function listed(expr: Expr): readonly Expr[] {
    return expr.kind === 'list' || expr.kind === 'tuple' ? expr.items : [expr];
}

/** The mark that says that a test is a benchmark, an integration test or otherwise heavy, as written. */
export function heavyMark(unit: FunctionUnit, facts: FileFacts): string | undefined {
    for (const mark of marksOf(unit, facts)) {
        const name = nameOf(mark);
        if (name === undefined) continue;
        const last = name.split('.').at(-1) ?? '';
        if (HEAVY.test(last)) return name;
        if (mark.kind !== 'call' || !NAMES_A_RESOURCE.test(last)) continue;
        if (mark.args.some(a => a.kind === 'string' && HEAVY_RESOURCE.test(a.value ?? ''))) return name;
    }
    return undefined;
}

/**
 * What ends a test that hangs, or `undefined` if nothing is known to.
 *
 * @param suiteTimeout seconds, 0 for none
 */
export function limitOf(unit: FunctionUnit, facts: FileFacts, suiteTimeout: number): Limit | undefined {
    const names = marksOf(unit, facts).map(mark => (nameOf(mark) ?? '').split('.').at(-1) ?? '');
    if (names.some(name => AWAITS_WITH_LIMIT.test(name))) return 'awaited';
    if (names.some(name => ENDS_THE_TEST.test(name)) || hasTimeoutFixture(unit)) return 'marked';
    return suiteTimeout > 0 ? 'suite' : undefined;
}

/** `timeout = 10` in a class of trial, `self.useFixture(fixtures.Timeout(10))` in `setUp`. */
function hasTimeoutFixture(unit: FunctionUnit): boolean {
    return classesOf(unit).some(cls => {
        for (const name of ['timeout', '__timeout__', 'test_timeout']) {
            if (cls.classAttributes().get(name)?.kind === 'number') return true;
        }
        return [...cls.methods.values()].some(m => m.role === 'setup' && /\bTimeout\(\s*[\w.]/.test(m.text));
    });
}

function nameOf(mark: Expr): string | undefined {
    const func = mark.kind === 'call' ? mark.func : mark;
    return dottedName(func) ?? lastName(func);
}

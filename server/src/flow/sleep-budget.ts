/**
 * How long a test sleeps from its start to its end: loops multiplied, helpers of the file and `setUp` included,
 * and how often parametrisation runs it.
 */
import { type FunctionUnit, findMethod } from '../model/module.ts';
import type { Expr, Stmt } from '../syntax/ast.ts';
import { lastName } from '../syntax/walk.ts';
import type { FileFacts } from './context.ts';
import type { SleepSite } from './sleep-site.ts';
import { sleepsIn } from './sleeps.ts';
import type { Call, Step } from './timeline.ts';

export interface SleepBudget {
    /** Seconds of one run. */
    readonly seconds: number;
    /** Some lengths, rounds or branches are not known: the test sleeps `seconds` at least. */
    readonly atLeast: boolean;
    /** How often parametrisation runs the test. */
    readonly runs: number;
    /** Whether `runs` is a lower bound too. */
    readonly runsAtLeast: boolean;
}

/** Helpers that call helpers are followed this far. */
const DEPTH = 3;
/** Nobody lets a test sleep longer: such a sleep is interrupted. */
export const INTERRUPTED_SECONDS = 600;

interface Sum {
    readonly seconds: number;
    readonly atLeast: boolean;
}

const NOTHING: Sum = { seconds: 0, atLeast: false };

/** What a test sleeps; `undefined` for what is no test or does not parse. */
export function sleepBudget(unit: FunctionUnit, facts: FileFacts): SleepBudget | undefined {
    if (unit.role !== 'test' || !facts.timeline(unit)) return undefined;
    const around = surroundingsOf(unit).map(other => sumOf(other, facts, DEPTH, new Set([unit])));
    const total = [sumOf(unit, facts, DEPTH, new Set()), ...around].reduce(plus, NOTHING);
    const { runs, atLeast } = runsOf(unit);
    // Tenths that are added up shall read as people write them.
    return { seconds: Number(total.seconds.toFixed(6)), atLeast: total.atLeast, runs, runsAtLeast: atLeast };
}

/** What a function sleeps itself, helpers of the file included, and how often parametrisation runs it. */
export function ownSleep(unit: FunctionUnit, facts: FileFacts): SleepBudget {
    const { seconds, atLeast } = sumOf(unit, facts, DEPTH, new Set());
    const { runs, atLeast: runsAtLeast } = runsOf(unit);
    return { seconds: Number(seconds.toFixed(6)), atLeast, runs, runsAtLeast };
}

/** Methods that run before and after each test of their class. */
export const AROUND_EACH_TEST: readonly string[] = [
    'setUp',
    'asyncSetUp',
    'setup_method',
    'tearDown',
    'asyncTearDown',
    'teardown_method',
];

function surroundingsOf({ cls }: FunctionUnit): FunctionUnit[] {
    if (!cls) return [];
    return AROUND_EACH_TEST.map(name => findMethod(cls, name)).filter(method => method !== undefined);
}

/** What one sleep takes of a run, with the loops around it; `undefined` for one that the run does not wait for. */
export interface SleepTotal {
    readonly seconds: number;
    /** How often the loops around it run it; 1 outside of loops. */
    readonly rounds: number;
    /** Rounds or length are not known, or only some runs come here. */
    readonly atLeast: boolean;
}

export function sleepTotal(site: SleepSite): SleepTotal | undefined {
    const once = lengthOf(site);
    if (site.call.step.body !== site.timeline.root || (once.seconds === 0 && !once.atLeast)) return undefined;
    const { seconds, atLeast } = repeated(once, site.call.step);
    const rounds = repeated({ seconds: 1, atLeast: false }, site.call.step).seconds;
    return { seconds: Number(seconds.toFixed(6)), rounds, atLeast };
}

function sumOf(unit: FunctionUnit, facts: FileFacts, depth: number, seen: ReadonlySet<FunctionUnit>): Sum {
    const timeline = facts.timeline(unit);
    if (!timeline || seen.has(unit)) return NOTHING;
    const sleeps = new Map(sleepsIn(unit, facts).map(site => [site.call, site]));
    const beyond = new Set([...seen, unit]);
    let total = NOTHING;
    for (const call of timeline.calls) {
        // Nested functions run when somebody calls them, most often beside the test.
        if (call.step.body !== timeline.root) continue;
        const site = sleeps.get(call);
        const helper = site || depth === 0 ? undefined : helperOf(call, facts);
        const once = site ? lengthOf(site) : helper ? sumOf(helper, facts, depth - 1, beyond) : NOTHING;
        if (once.seconds > 0 || once.atLeast) total = plus(total, repeated(once, call.step));
    }
    return total;
}

function lengthOf({ seconds, role, intent }: SleepSite): Sum {
    if (role.kind !== 'main' || intent === 'subject') return NOTHING;
    if (seconds === undefined) return { seconds: 0, atLeast: true };
    return seconds >= INTERRUPTED_SECONDS ? NOTHING : { seconds, atLeast: false };
}

/** A function or method of the file that is called for what it does, not started beside. */
function helperOf(call: Call, facts: FileFacts): FunctionUnit | undefined {
    const { func } = call.expr;
    const { scope } = call.step.body;
    let unit: FunctionUnit | undefined;
    if (func.kind === 'name') unit = facts.module.topLevel.get(func.id);
    else if (func.kind === 'attribute' && func.value.kind === 'name' && func.value.id === scope.selfName) {
        const cls = facts.resolver.classOf(scope);
        unit = cls && findMethod(cls, func.attr);
    }
    return unit?.role === 'helper' && /sleep|wait/i.test(unit.text) ? unit : undefined;
}

/** Times the rounds of the loops around; what only some runs reach counts as nothing, and "at least". */
function repeated(once: Sum, { frames }: Step): Sum {
    let { seconds, atLeast } = once;
    for (const { kind, stmt } of frames) {
        if (kind === 'for') {
            const rounds = stmt.kind === 'for' && !leavesEarly(stmt.body) ? countOf(stmt.iter) : undefined;
            // A loop that polls may succeed at once.
            if (rounds === undefined) atLeast = true;
            seconds *= rounds ?? (stmt.kind === 'for' && leavesEarly(stmt.body) ? 0 : 1);
        } else if (kind !== 'with' && kind !== 'try' && kind !== 'finally' && kind !== 'try-else') {
            seconds = 0;
            atLeast = true;
        }
    }
    return { seconds, atLeast };
}

function leavesEarly(block: readonly Stmt[]): boolean {
    return block.some(stmt => {
        if (stmt.kind === 'break' || stmt.kind === 'return') return true;
        if (stmt.kind === 'if') return leavesEarly(stmt.body) || leavesEarly(stmt.orelse);
        if (stmt.kind === 'with') return leavesEarly(stmt.body);
        if (stmt.kind === 'try') return [stmt.body, ...stmt.handlers.map(h => h.body)].some(leavesEarly);
        return false;
    });
}

/** How many items an iterable has, where its source says so. */
function countOf(iter: Expr): number | undefined {
    if (iter.kind === 'list' || iter.kind === 'tuple' || iter.kind === 'set')
        return iter.items.some(i => i.kind === 'starred') ? undefined : iter.items.length;
    if (iter.kind === 'dict') return iter.entries.length;
    if (iter.kind !== 'call' || iter.keywords.length > 0) return undefined;
    const inner = iter.args[0];
    switch (lastName(iter.func)) {
        case 'range': {
            const [a, b, step] = iter.args.map(arg => (arg.kind === 'number' ? arg.value : Number.NaN));
            const [from, to] = b === undefined ? [0, a] : [a, b];
            const count = Math.ceil(((to ?? Number.NaN) - (from ?? 0)) / (step ?? 1));
            return Number.isFinite(count) ? Math.max(0, count) : undefined;
        }
        case 'enumerate':
        case 'sorted':
        case 'reversed':
            return inner && countOf(inner);
        default:
            return undefined;
    }
}

/** `@pytest.mark.parametrize('a', [1, 2])` above another one of three values: six runs. */
export function runsOf(unit: FunctionUnit): { readonly runs: number; readonly atLeast: boolean } {
    let runs = 1;
    let atLeast = false;
    for (const mark of [...(unit.fn()?.decorators ?? []), ...(unit.cls?.decorators ?? [])]) {
        if (mark.kind !== 'call' || lastName(mark.func) !== 'parametrize') continue;
        const values = mark.args[1] ?? mark.keywords.find(k => k.name === 'argvalues')?.value;
        const count = values && countOf(values);
        if (count === undefined) atLeast = true;
        runs *= count ?? 1;
    }
    return { runs, atLeast };
}

function plus(a: Sum, b: Sum): Sum {
    return { seconds: a.seconds + b.seconds, atLeast: a.atLeast || b.atLeast };
}

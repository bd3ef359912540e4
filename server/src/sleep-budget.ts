/** How long the tests of a file sleep while a run waits for them. */

import type { Range } from './base/text.ts';
import { testFileMatcher } from './config/patterns.ts';
import { FileFacts } from './flow/context.ts';
import {
    AROUND_EACH_TEST,
    INTERRUPTED_SECONDS,
    ownSleep,
    runsOf,
    type SleepBudget,
    type SleepTotal,
    sleepBudget,
    sleepTotal,
} from './flow/sleep-budget.ts';
import { type SleepSite, sleepsIn } from './flow/sleeps.ts';
import { teamCalls, teamWords } from './flow/team-calls.ts';
import type { InspectionInput } from './inspect.ts';
import { fileRole } from './model/discovery.ts';
import { buildModule, type FunctionUnit, type ModuleModel } from './model/module.ts';

/** The sleeps of one test, fixture, setUp or tearDown that the run has to wait for. */
export interface SleepCost {
    /** `Class.method`, or the name alone. */
    readonly context: string;
    readonly role: 'test' | 'fixture' | 'setup' | 'teardown';
    /** Zero-based line of the function. */
    readonly line: number;
    /** Seconds of one execution at least: loops multiplied, what only some runs reach left out. */
    readonly seconds: number;
    /** How often a run executes it: as parametrisation says, a `setUp` as often as its class has tests. */
    readonly times: number;
    readonly sleeps: number;
    /** Sleeps of a length that the code does not say. */
    readonly unknown: number;
}

/** Without one of these words nothing in a function sleeps, unless it calls a helper or an alias that does. */
const WORDS = /sleep|wait_for_timeout|qtbot|qWait/;

/** One entry for each function that sleeps; what a helper sleeps counts where it is called. */
export function sleepCosts(input: InspectionInput): SleepCost[] {
    const file = sleepersOf(input);
    if (!file) return [];
    const { module, facts, maySleep } = file;
    const { lines } = input.document;
    const costs: SleepCost[] = [];
    for (const unit of module.functions) {
        const { role } = unit;
        if (role === 'helper' || !maySleep(unit) || unit.broken) continue;
        const waited = sleepsIn(unit, facts).filter(isWaitedFor);
        if (waited.length === 0) continue;
        const { seconds, runs } = ownSleep(unit, facts);
        costs.push({
            context: unit.qualname,
            role,
            line: lines.lineAt(unit.start),
            seconds,
            times: unit.cls && AROUND_EACH_TEST.includes(unit.name) ? testsOf(unit, module) : runs,
            sleeps: waited.length,
            unknown: waited.filter(site => site.seconds === undefined).length,
        });
    }
    return costs;
}

/** A test that sleeps, for editors. */
export interface SleepingTest {
    readonly context: string;
    /** Zero-based line of its `def`, below the decorators. */
    readonly line: number;
    readonly budget: SleepBudget;
}

/** A sleep that a run waits for, for editors. */
export interface SleepingCall {
    readonly range: Range;
    readonly total: SleepTotal;
    /** The code says the same: a number, and no loop around it. */
    readonly plain: boolean;
}

export interface SleepingFile {
    readonly tests: readonly SleepingTest[];
    readonly calls: readonly SleepingCall[];
}

/** What the tests of a file sleep, loops, helpers and `setUp` included, and what each sleep takes. */
export function sleepingIn(input: InspectionInput): SleepingFile {
    const file = sleepersOf(input);
    if (!file) return { tests: [], calls: [] };
    const { module, facts, maySleep } = file;
    const { lines } = input.document;
    const tests: SleepingTest[] = [];
    const calls: SleepingCall[] = [];
    const classes = new Set(
        module.functions
            .filter(unit => AROUND_EACH_TEST.includes(unit.name) && maySleep(unit))
            .map(unit => unit.cls),
    );
    for (const unit of module.functions) {
        const isTest = unit.role === 'test';
        if (!maySleep(unit) && !(isTest && unit.cls && classes.has(unit.cls))) continue;
        if (unit.broken) continue;
        const budget = isTest ? sleepBudget(unit, facts) : undefined;
        if (budget && (budget.seconds > 0 || budget.atLeast)) {
            const def = /^[ \t]*(?:async[ \t]+)?def\b/m.exec(unit.text)?.index ?? 0;
            tests.push({ context: unit.qualname, line: lines.lineAt(unit.start + def), budget });
        }
        for (const site of sleepsIn(unit, facts)) {
            const total = sleepTotal(site);
            if (!total) continue;
            const { start, end, args } = site.call.expr;
            const range = lines.rangeOf({ start: start + unit.start, end: end + unit.start });
            calls.push({ range, total, plain: total.rounds === 1 && args[0]?.kind === 'number' });
        }
    }
    return { tests, calls };
}

interface Sleepers {
    readonly module: ModuleModel;
    readonly facts: FileFacts;
    /** Whether a function is worth looking at. */
    readonly maySleep: (unit: FunctionUnit) => boolean;
}

/** `undefined` where nothing sleeps, or nothing is a test. */
function sleepersOf({ path, document, config }: InspectionInput): Sleepers | undefined {
    const { text } = document;
    const own = teamWords(config.calls);
    const mayHoldSleeps = (part: string) => WORDS.test(part) || own.some(word => part.includes(word));
    if (!mayHoldSleeps(text) || fileRole(path, text, testFileMatcher(config.testFiles)) === 'other')
        return undefined;
    const outline = document.outline();
    if (!outline) return undefined;
    const module = buildModule(path, text, outline);
    const names = sleepingNames(module);
    const maySleep = ({ text: code }: FunctionUnit) =>
        mayHoldSleeps(code) || names.some(name => code.includes(name));
    return { module, facts: new FileFacts(module, teamCalls(config.calls)), maySleep };
}

/** Helpers that sleep, and other names for functions that do. */
function sleepingNames({ functions, scope }: ModuleModel): string[] {
    const helpers = functions.filter(({ role, text }) => role === 'helper' && WORDS.test(text));
    const aliases = [...scope.bindings].filter(([, bindings]) =>
        bindings.some(binding => binding.kind === 'import' && WORDS.test(binding.qualified)),
    );
    return [...helpers.map(({ name }) => name), ...aliases.map(([name]) => name)];
}

/** A sleep of a worker, of a replacement, or under a mocked clock costs the run nothing. */
function isWaitedFor({ role, intent, seconds }: SleepSite): boolean {
    if (role.kind !== 'main' || intent === 'subject' || intent === 'yield') return false;
    return seconds === undefined || (seconds > 0 && seconds < INTERRUPTED_SECONDS);
}

function testsOf({ cls }: FunctionUnit, { functions }: ModuleModel): number {
    const tests = functions.filter(unit => unit.cls === cls && unit.role === 'test');
    return tests.reduce((sum, test) => sum + runsOf(test).runs, 0);
}

/** How long the tests of a file sleep while a run waits for them. */
import { testFileMatcher } from './config/patterns.ts';
import { FileFacts } from './flow/context.ts';
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
    /** Seconds of one execution, as far as the code says them; loops count once. */
    readonly seconds: number;
    /** How often a run executes it: a `setUp` as often as its class has tests. */
    readonly times: number;
    readonly sleeps: number;
    /** Sleeps of a length that the code does not say. */
    readonly unknown: number;
}

/** Without one of these words nothing in a function sleeps, unless it calls a helper or an alias that does. */
const WORDS = /sleep|wait_for_timeout|qtbot|qWait/;
/** Run before or after each test of the class. */
const EACH_TEST = /^(?:setUp|tearDown|asyncSetUp|asyncTearDown|setup_method|teardown_method)$/;
/** Nobody lets a test sleep longer: such a sleep keeps something alive until it is stopped. */
const LONGEST_SECONDS = 600;

/** One entry for each function that sleeps; what a helper sleeps counts where it is called. */
export function sleepCosts({ path, document, config }: InspectionInput): SleepCost[] {
    const { text, lines } = document;
    const own = teamWords(config.calls);
    const mayHoldSleeps = (part: string) => WORDS.test(part) || own.some(word => part.includes(word));
    if (!mayHoldSleeps(text) || fileRole(path, text, testFileMatcher(config.testFiles)) === 'other')
        return [];
    const outline = document.outline();
    if (!outline) return [];
    const module = buildModule(path, text, outline);
    const facts = new FileFacts(module, teamCalls(config.calls));
    const names = sleepingNames(module);
    const costs: SleepCost[] = [];
    for (const unit of module.functions) {
        const { role } = unit;
        if (role === 'helper') continue;
        if (!mayHoldSleeps(unit.text) && !names.some(name => unit.text.includes(name))) continue;
        if (unit.broken) continue;
        const waited = sleepsIn(unit, facts).filter(isWaitedFor);
        if (waited.length === 0) continue;
        const known = waited.flatMap(({ seconds }) => seconds ?? []);
        costs.push({
            context: unit.qualname,
            role,
            line: lines.lineAt(unit.start),
            // Sums of tenths read as people write them.
            seconds: Number(known.reduce((sum, each) => sum + each, 0).toFixed(6)),
            times: unit.cls && EACH_TEST.test(unit.name) ? testsOf(unit, module) : 1,
            sleeps: waited.length,
            unknown: waited.length - known.length,
        });
    }
    return costs;
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
    return seconds === undefined || (seconds > 0 && seconds < LONGEST_SECONDS);
}

function testsOf({ cls }: FunctionUnit, { functions }: ModuleModel): number {
    return functions.filter(unit => unit.cls === cls && unit.role === 'test').length;
}

/** Runs the rules over a file's functions. One rule that throws silences neither the others nor the file. */
import type { RuleFailure } from '../base/finding.ts';
import type { Config } from '../config/schema.ts';
import type { FileFacts } from '../flow/context.ts';
import { sleepsIn } from '../flow/sleeps.ts';
import type { FunctionUnit } from '../model/module.ts';
import type { KeptRun } from './kept.ts';
import { demoteIfHeavy } from './marks.ts';
import type { Draft, Rule } from './rule.ts';
import { aliasesIn, anyOf, hasNeeded, type TriggeredRule, type Triggers, triggeredBy } from './triggers.ts';
import type { Occurrences } from './words.ts';

export interface UnitDraft {
    readonly rule: Rule;
    readonly unit: FunctionUnit;
    readonly draft: Draft;
}

/** What is logged of a rule that threw. */
export function failureOf(rule: Rule, unit: Pick<FunctionUnit, 'qualname'>, error: unknown): RuleFailure {
    const message = error instanceof Error ? error.message : String(error);
    return { rule: rule.meta.name, message: `${unit.qualname}: ${message}` };
}

/** What a run needs of one file. */
export interface Run {
    readonly triggers: Triggers;
    /** Where the rules' words stand in the file, if that was looked for. */
    readonly words: Occurrences | undefined;
    readonly facts: FileFacts;
    readonly config: Config;
    /** Where rules that throw are put down. */
    readonly failures: RuleFailure[];
    /** Present if findings of functions are kept over edits. */
    readonly kept?: KeptRun | undefined;
    /** Present if somebody wants to know how long each rule takes, or leaves some out. */
    readonly pace?: Pace | undefined;
}

/** For documents that are being edited: what each rule costs, and which ones are too slow to run at each key. */
export interface Pace {
    /** In milliseconds; the engine itself knows no clock. */
    readonly clock: () => number;
    /** Rules that are not run; their last findings stay. */
    readonly skip: ReadonlySet<string>;
}

/** The words that stand in a text under another name; `undefined` if there are none, as mostly. */
function namedOtherwise(
    text: string,
    aliases: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> | undefined {
    let words: Set<string> | undefined;
    for (const [word, names] of aliases)
        if (names.some(name => text.includes(name))) words = (words ?? new Set()).add(word);
    return words;
}

/** What is kept has to hold for the next version, too: there the file is asked in a way that is written down. */
function hasNeededInFile({ needsInFile }: Rule, facts: FileFacts, words: Occurrences | undefined): boolean {
    return words
        ? hasNeeded(needsInFile, words.words)
        : needsInFile === undefined || facts.mentions(anyOf(needsInFile));
}

/** Several rules share a condition: it is asked once. */
function meets(requires: RegExp | undefined, unit: FunctionUnit): boolean {
    return requires === undefined || unit.own(requires, () => requires.test(unit.text));
}

/**
 * @param timings where milliseconds are added up by rule, if there is a clock. What several rules need is worked
 *   out by the first that asks, and counts to it
 * @param cancelled asked before each function; true ends the run early with `undefined`
 */
export function runRules(
    { triggers, words, facts, config, failures, pace, kept }: Run,
    timings: Map<string, number>,
    cancelled?: () => boolean,
): UnitDraft[] | undefined {
    const drafts: UnitDraft[] = [];
    const { finder } = triggers;
    const aliases = aliasesIn(facts.module, finder);
    const run = (
        unit: FunctionUnit,
        mayRun: (rule: Rule) => boolean,
        into: UnitDraft[] = drafts,
        failed: RuleFailure[] = failures,
    ) => {
        const { text } = unit;
        const found = unit.own(
            finder,
            () => words?.within(unit.start, unit.end) ?? finder.find(text).within(0, text.length),
        );
        const others = namedOtherwise(text, aliases);
        if (found.size === 0 && !others) return;
        // Under another name, a word need not stand where the rule's own condition looks for it.
        const named = others && new Set(triggeredBy(others, triggers));
        const isEnough = (rule: TriggeredRule) =>
            named?.has(rule) ||
            rule.enough.some(word => found.has(word)) ||
            (hasNeeded(rule.rule.needs, found) && meets(rule.rule.requires, unit));
        const triggered = triggeredBy(others ? new Set([...found, ...others]) : found, triggers).filter(
            triggeredRule => {
                const { rule } = triggeredRule;
                return (
                    !pace?.skip.has(rule.meta.name) &&
                    mayRun(rule) &&
                    (rule.roles?.includes(unit.role) ?? true) &&
                    isEnough(triggeredRule) &&
                    hasNeededInFile(rule, facts, kept ? undefined : words) &&
                    (!rule.requiresInFile || facts.mentions(rule.requiresInFile)) &&
                    (rule.concerns?.(unit, facts) ?? true)
                );
            },
        );
        // Whether it parses is known only by parsing it.
        if (triggered.length === 0 || unit.broken) return;
        for (const { rule } of triggered) {
            const started = pace?.clock() ?? 0;
            try {
                rule.check({
                    unit,
                    facts,
                    config,
                    sleeps: () => sleepsIn(unit, facts),
                    report: draft =>
                        into.push({ rule, unit, draft: demoteIfHeavy(draft, rule.meta, unit, facts) }),
                });
            } catch (error) {
                failed.push(failureOf(rule, unit, error));
            }
            if (!pace) continue;
            const { name } = rule.meta;
            timings.set(name, (timings.get(name) ?? 0) + pace.clock() - started);
        }
    };
    for (const [index, unit] of facts.module.functions.entries()) {
        if (cancelled?.()) return undefined;
        if (!kept) run(unit, () => true);
        else kept.of(index, drafts, failures, (into, failed) => run(unit, () => true, into, failed));
    }
    if (triggers.rules.some(({ rule }) => rule.statements)) {
        for (const unit of facts.module.statementUnits()) run(unit, rule => rule.statements === true);
    }
    kept?.end();
    return drafts;
}

/** Runs the rules over a file's functions. One rule that throws silences neither the others nor the file. */
import type { RuleFailure } from '../base/finding.ts';
import type { Config } from '../config/schema.ts';
import type { FileFacts } from '../flow/context.ts';
import { sleepsIn } from '../flow/sleeps.ts';
import type { FunctionUnit } from '../model/module.ts';
import { demoteIfHeavy } from './marks.ts';
import type { Draft, Rule } from './rule.ts';
import { aliasesIn, type TriggeredRule, type Triggers } from './triggers.ts';
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
    { triggers: { rules: all, finder }, words, facts, config, failures, pace }: Run,
    timings: Map<string, number>,
    cancelled?: () => boolean,
): UnitDraft[] | undefined {
    const drafts: UnitDraft[] = [];
    const rules = pace && pace.skip.size > 0 ? all.filter(({ rule }) => !pace.skip.has(rule.meta.name)) : all;
    const aliases = aliasesIn(facts.module, finder);
    const aliasNames = [...new Set([...aliases.values()].flat())];
    const run = (unit: FunctionUnit, candidates: readonly TriggeredRule[]) => {
        const { text } = unit;
        const found = unit.own(
            finder,
            () => words?.within(unit.start, unit.end) ?? finder.find(text).within(0, text.length),
        );
        if (found.size === 0 && !aliasNames.some(name => text.includes(name))) return;
        const isWord = (word: string) => found.has(word);
        // Under another name, a word need not stand where the rule's own condition looks for it.
        const isAliased = (word: string) => aliases.get(word)?.some(name => text.includes(name)) ?? false;
        const triggered = candidates.filter(
            ({ rule, words, enough }) =>
                ((words.some(isWord) && (enough.some(isWord) || meets(rule.requires, unit))) ||
                    words.some(isAliased)) &&
                (!rule.requiresInFile || facts.mentions(rule.requiresInFile)) &&
                (rule.concerns?.(unit, facts) ?? true),
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
                        drafts.push({ rule, unit, draft: demoteIfHeavy(draft, rule.meta, unit, facts) }),
                });
            } catch (error) {
                failures.push(failureOf(rule, unit, error));
            }
            if (!pace) continue;
            const { name } = rule.meta;
            timings.set(name, (timings.get(name) ?? 0) + pace.clock() - started);
        }
    };
    for (const unit of facts.module.functions) {
        if (cancelled?.()) return undefined;
        run(unit, rules);
    }
    const beyondFunctions = rules.filter(({ rule }) => rule.statements);
    if (beyondFunctions.length > 0) {
        for (const unit of facts.module.statementUnits()) run(unit, beyondFunctions);
    }
    return drafts;
}

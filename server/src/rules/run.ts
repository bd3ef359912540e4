/** Runs the rules over a file's functions. One rule that throws silences neither the others nor the file. */
import type { RuleFailure } from '../base/finding.ts';
import type { Config } from '../config/schema.ts';
import type { FileFacts } from '../flow/context.ts';
import { type SleepSite, sleepsIn } from '../flow/sleeps.ts';
import type { FunctionUnit } from '../model/module.ts';
import type { Draft, Rule } from './rule.ts';
import { aliasesOf, mentions, triggersOf } from './triggers.ts';

export interface UnitDraft {
    readonly rule: Rule;
    readonly unit: FunctionUnit;
    readonly draft: Draft;
}

/** What is logged of a rule that threw. */
export function failureOf(rule: Rule, unit: FunctionUnit, error: unknown): RuleFailure {
    const message = error instanceof Error ? error.message : String(error);
    return { rule: rule.meta.name, message: `${unit.qualname}: ${message}` };
}

/**
 * @param cancelled asked before each function; true ends the run early with `undefined`
 */
export function runRules(
    rules: readonly Rule[],
    facts: FileFacts,
    config: Config,
    failures: RuleFailure[],
    cancelled?: () => boolean,
): UnitDraft[] | undefined {
    const drafts: UnitDraft[] = [];
    const words = rules.map(rule => {
        const triggers = triggersOf(rule, config);
        return { rule, words: [...triggers, ...aliasesOf(triggers, facts.module.scope)] };
    });
    const run = (unit: FunctionUnit, candidates: typeof words) => {
        const triggered = candidates.filter(
            w => mentions(unit.text, w.words) && (w.rule.requires?.test(unit.text) ?? true),
        );
        // Whether it parses is known only by parsing it.
        if (triggered.length === 0 || unit.broken) return;
        let sleeps: readonly SleepSite[] | undefined;
        for (const { rule } of triggered) {
            try {
                rule.check({
                    unit,
                    facts,
                    config,
                    sleeps: () => {
                        sleeps ??= sleepsIn(unit, facts);
                        return sleeps;
                    },
                    report: draft => drafts.push({ rule, unit, draft }),
                });
            } catch (error) {
                failures.push(failureOf(rule, unit, error));
            }
        }
    };
    for (const unit of facts.module.functions) {
        if (cancelled?.()) return undefined;
        run(unit, words);
    }
    const beyondFunctions = words.filter(w => w.rule.statements);
    if (beyondFunctions.length > 0) {
        for (const unit of facts.module.statementUnits()) run(unit, beyondFunctions);
    }
    return drafts;
}

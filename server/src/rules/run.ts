/** Runs the rules over a file's functions. One rule that throws silences neither the others nor the file. */
import type { RuleFailure } from '../base/finding.ts';
import type { Config } from '../config/schema.ts';
import type { FileFacts } from '../flow/context.ts';
import { type SleepSite, sleepsIn } from '../flow/sleeps.ts';
import type { FunctionUnit } from '../model/module.ts';
import type { Draft, Rule } from './rule.ts';

export interface UnitDraft {
    readonly rule: Rule;
    readonly unit: FunctionUnit;
    readonly draft: Draft;
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
    for (const unit of facts.module.functions) {
        if (cancelled?.()) return undefined;
        if (unit.broken) continue;
        const triggered = rules.filter(rule => rule.triggers.some(t => unit.text.includes(t)));
        if (triggered.length === 0) continue;
        let sleeps: readonly SleepSite[] | undefined;
        for (const rule of triggered) {
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
                failures.push({
                    rule: rule.meta.name,
                    message: `${unit.qualname}: ${error instanceof Error ? error.message : String(error)}`,
                });
            }
        }
    }
    return drafts;
}

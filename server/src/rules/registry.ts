/** All rules. */
import { intentionalRace } from './concurrency/intentional-race.ts';
import { adminContext } from './privilege/admin-context.ts';
import type { Rule, RuleMeta } from './rule.ts';
import { injectedDelay } from './timing/injected-delay.ts';
import { sleepAsSync } from './timing/sleep-as-sync.ts';

export const RULES: readonly Rule[] = [sleepAsSync, injectedDelay, intentionalRace, adminContext];

/** The documentation of every rule, in the order in which pages list them. */
export function listRules(): readonly RuleMeta[] {
    return RULES.map(rule => rule.meta);
}

/** The words without which a rule cannot fire: they let files and functions be skipped before any analysis. */
import type { Config } from '../config/schema.ts';
import type { Scope } from '../model/scope.ts';
import { dottedName } from '../syntax/walk.ts';
import type { Rule } from './rule.ts';

/** A rule's own words and those that the configuration adds. */
export function triggersOf(rule: Rule, config: Config): readonly string[] {
    return rule.configuredTriggers ? [...rule.triggers, ...rule.configuredTriggers(config)] : rule.triggers;
}

export function mentions(text: string, words: readonly string[]): boolean {
    return words.some(word => text.includes(word));
}

/**
 * Names at module level that stand for something with one of the words in its own name, so that a function
 * need not hold the word itself: `nap` after `from time import sleep as nap` or `nap = time.sleep`.
 */
export function aliasesOf(words: readonly string[], scope: Scope): string[] {
    const aliases: string[] = [];
    for (const [name, bindings] of scope.bindings) {
        if (mentions(name, words)) continue;
        const stands = bindings.some(binding => {
            if (binding.kind === 'import') return mentions(binding.qualified, words);
            return binding.kind === 'assign' && mentions(dottedName(binding.value) ?? '', words);
        });
        if (stands) aliases.push(name);
    }
    return aliases;
}

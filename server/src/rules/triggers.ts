/** The words without which a rule cannot fire: they let files and functions be skipped before any analysis. */
import type { Config } from '../config/schema.ts';
import { mayWrapSleep } from '../flow/sleep-wrappers.ts';
import { teamWords } from '../flow/team-calls.ts';
import type { ModuleModel } from '../model/module.ts';
import { sourceOf } from '../model/scope.ts';
import type { Rule } from './rule.ts';
import { selectRules } from './select.ts';
import { asPattern, type Occurrences, WordFinder } from './words.ts';

/** A rule with the words that trigger it under one configuration. */
export interface TriggeredRule {
    readonly rule: Rule;
    readonly words: readonly string[];
    /** Those of `words` with which the rule's `requires` need not hold: those of the configuration. */
    readonly enough: readonly string[];
}

export interface Triggers {
    readonly rules: readonly TriggeredRule[];
    readonly finder: WordFinder;
    /** The places in `rules` of those that a word triggers. */
    readonly byWord: ReadonlyMap<string, readonly number[]>;
}

/** A rule's own words and those that the configuration adds. */
function triggersOf(rule: Rule, config: Config): TriggeredRule {
    const configured = rule.configuredTriggers?.(config) ?? [];
    const { family } = rule.meta;
    // What waits or starts is all that these families are about, and a team's own calls may do it.
    const calls = family === 'timing' || family === 'concurrency' ? teamWords(config.calls) : [];
    const enough = [...configured, ...calls];
    return { rule, words: [...rule.triggers, ...enough], enough };
}

const known = new WeakMap<readonly Rule[], WeakMap<Config, Triggers>>();

/** The words of the rules that a configuration selects, made ready to be looked for; once for each configuration. */
export function triggersOfAll(rules: readonly Rule[], config: Config): Triggers {
    const configured = known.get(rules) ?? new WeakMap<Config, Triggers>();
    known.set(rules, configured);
    let triggers = configured.get(config);
    if (!triggers) {
        triggers = makeTriggers(selectRules(rules, config), config);
        configured.set(config, triggers);
    }
    return triggers;
}

function makeTriggers(selected: readonly Rule[], config: Config): Triggers {
    const rules = selected.map(rule => triggersOf(rule, config));
    const byWord = new Map<string, number[]>();
    for (const [index, { words }] of rules.entries())
        for (const word of new Set(words)) {
            const known = byWord.get(word);
            if (known) known.push(index);
            else byWord.set(word, [index]);
        }
    const needed = selected.flatMap(({ needs, needsInFile }) => [...(needs ?? []), ...(needsInFile ?? [])]);
    return { rules, byWord, finder: finderOf([...new Set([...byWord.keys(), ...needed])]) };
}

/** Finders by their words: configurations of one project mostly differ in other things. */
const finders = new Map<string, WordFinder>();
const MAX_FINDERS = 50;

function finderOf(words: readonly string[]): WordFinder {
    const key = words.join('\0');
    let finder = finders.get(key);
    if (!finder) {
        if (finders.size >= MAX_FINDERS) finders.clear();
        finder = new WordFinder(words);
        finders.set(key, finder);
    }
    return finder;
}

/** Whether any rule may fire somewhere in a text, given where their words stand in it. */
export function mayFire(text: string, triggers: Triggers, found: Occurrences): boolean {
    // Rules share conditions.
    const answers = new Map<RegExp, boolean>();
    const holds = (condition: RegExp | undefined): boolean => {
        if (!condition) return true;
        let answer = answers.get(condition);
        if (answer === undefined) {
            answer = condition.test(text);
            answers.set(condition, answer);
        }
        return answer;
    };
    return triggeredBy(found.words, triggers).some(
        ({ rule, enough }) =>
            (enough.some(word => found.words.has(word)) ||
                (hasNeeded(rule.needs, found.words) && holds(rule.requires))) &&
            hasNeeded(rule.needsInFile, found.words) &&
            holds(rule.requiresInFile),
    );
}

const patterns = new WeakMap<readonly string[], RegExp>();

/** One pattern for several words, the same each time. */
export function anyOf(words: readonly string[]): RegExp {
    let pattern = patterns.get(words);
    if (!pattern) {
        pattern = new RegExp(words.map(asPattern).join('|'));
        patterns.set(words, pattern);
    }
    return pattern;
}

/** Whether one of the words that a rule needs is among those found. */
export function hasNeeded(needed: readonly string[] | undefined, found: ReadonlySet<string>): boolean {
    return needed === undefined || needed.some(word => found.has(word));
}

/** The rules that any of the words triggers, in their order. */
export function triggeredBy(words: ReadonlySet<string>, { rules, byWord }: Triggers): TriggeredRule[] {
    const marked = new Uint8Array(rules.length);
    for (const word of words) for (const place of byWord.get(word) ?? []) marked[place] = 1;
    return rules.filter((_, place) => marked[place] === 1);
}

/**
 * Names at module level that stand for something with one of the words in its own name, so that a function
 * need not hold the word itself: `nap` after `from time import sleep as nap` or `nap = time.sleep`, and
 * helpers that do nothing but sleep, which are judged where they are called.
 *
 * @returns for each word the names that stand for it
 */
export function aliasesIn(
    { scope, functions }: Pick<ModuleModel, 'scope' | 'functions'>,
    finder: WordFinder,
): ReadonlyMap<string, readonly string[]> {
    const aliases = new Map<string, string[]>();
    const add = (word: string, name: string) => {
        // What holds the word in its own name is found by the word.
        if (name.includes(word)) return;
        const known = aliases.get(word);
        if (!known) aliases.set(word, [name]);
        else if (!known.includes(name)) known.push(name);
    };
    for (const unit of functions) {
        if (!mayWrapSleep(unit)) continue;
        for (const word of finder.find(unit.text).within(0, unit.text.length)) add(word, unit.name);
    }
    for (const [name, bindings] of scope.bindings) {
        for (const binding of bindings) {
            const source = sourceOf(binding);
            if (source === undefined || !finder.matches(source)) continue;
            for (const word of finder.find(source).within(0, source.length)) add(word, name);
        }
    }
    return aliases;
}

/** What a rule is: its documentation as data, and the function that checks one unit. */
import type { Confidence, Explanation, Severity } from '../base/finding.ts';
import type { Span } from '../base/text.ts';
import type { Config } from '../config/schema.ts';
import type { FixPlan } from '../fixes/edits.ts';
import type { FileFacts } from '../flow/context.ts';
import type { SleepSite } from '../flow/sleeps.ts';
import type { FunctionRole } from '../model/discovery.ts';
import type { FunctionUnit } from '../model/module.ts';
import type { Comment } from '../syntax/ast.ts';
import type { Suppression } from './suppressions.ts';

export const FAMILIES = [
    'timing',
    'concurrency',
    'privilege',
    'isolation',
    'determinism',
    'environment',
    'hygiene',
] as const;
export type Family = (typeof FAMILIES)[number];

export interface Reference {
    readonly title: string;
    readonly url: string;
}

/** Everything that a person can read about a rule; rule pages, `explain` and the schema are made from it. */
export interface RuleMeta {
    /** Kebab-case, stable for ever, for example `sleep-as-sync`. */
    readonly name: string;
    readonly family: Family;
    /** One line, imperative-free: what the rule finds. */
    readonly summary: string;
    readonly severity: Severity;
    readonly enabledByDefault: boolean;
    /** The strongest applicability that its fixes reach. */
    readonly fix: 'safe' | 'unsafe' | 'none';
    readonly docs: {
        /** What it does: the trigger and what keeps it silent. Markdown. */
        readonly what: string;
        /** Why this is bad. Markdown. */
        readonly why: string;
        /** Python that the rule reports. A test checks that it does. */
        readonly example: string;
        /** Python that does the same and that the rule does not report. A test checks that it does not. */
        readonly useInstead: string;
        /** What can be configured, if anything. Markdown. */
        readonly configuration?: string;
        readonly references: readonly Reference[];
    };
}

/** A stretch of a function's text; `unit` says which one if it is not the one being checked. */
export interface Place {
    readonly span: Span;
    readonly unit?: FunctionUnit;
}

/** A finding before positions are known: spans are relative to their unit. */
export interface Draft {
    readonly at: Span;
    /** Where editors underline a finding that covers many lines; left out: all of `at`. */
    readonly focus?: Span;
    readonly message: string;
    /** Left out: the rule's own severity. */
    readonly severity?: Severity;
    readonly confidence: Confidence;
    readonly related?: readonly (Place & { readonly message: string })[];
    readonly explanation: Explanation;
    readonly tags?: readonly 'unnecessary'[];
    /** Made only if somebody asks for fixes. Edits are absolute spans in the file. */
    readonly fixes?: () => readonly FixPlan[];
}

/** What a rule sees: one function and the file around it. */
export interface RuleContext {
    readonly unit: FunctionUnit;
    readonly facts: FileFacts;
    readonly config: Config;
    /** Every sleep of the function, classified. */
    readonly sleeps: () => readonly SleepSite[];
    readonly report: (draft: Draft) => void;
}

export interface Rule {
    readonly meta: RuleMeta;
    /** Words without one of which, somewhere in the function, the rule cannot fire. */
    readonly triggers: readonly string[];
    /** More such words, from the configuration. */
    readonly configuredTriggers?: (config: Config) => readonly string[];
    /** A sharper condition on the function's text, for rules whose words are common; it is not asked of aliases. */
    readonly requires?: RegExp;
    /** Words one of which must stand in the function besides; they are found in the same pass as the triggers. */
    readonly needs?: readonly string[];
    /** The same of the whole file. */
    readonly needsInFile?: readonly string[];
    /** Which functions the rule looks at; left out: all. */
    readonly roles?: readonly FunctionRole[];
    /** What the whole text of a file must match besides, for rules whose evidence stands in other functions. */
    readonly requiresInFile?: RegExp;
    /** A look at the text of a function and of its file, before the function is parsed; `false` where the rule cannot fire. */
    readonly concerns?: (unit: FunctionUnit, facts: FileFacts) => boolean;
    /** Whether the rule also looks at statements at module and class level, each as a unit of its own. */
    readonly statements?: true;
    readonly check: (context: RuleContext) => void;
    /** Looks at the comments that hide findings, after all other rules have run. */
    readonly checkSuppressions?: (context: SuppressionContext) => void;
}

/** What a rule about suppressions sees: one file's comments, and what they have hidden. Spans are absolute. */
export interface SuppressionContext {
    readonly suppressions: readonly Suppression[];
    /** Comments that speak to Steady in words that it does not know. */
    readonly unreadable: readonly Comment[];
    /** Which of its names a suppression needed, `all` for one without names; those it did not are unused. */
    readonly used: (suppression: Suppression) => ReadonlySet<string>;
    /** Every rule that there is, and those that ran. */
    readonly rules: readonly Rule[];
    readonly selected: readonly Rule[];
    readonly text: string;
    readonly report: (draft: Draft) => void;
}

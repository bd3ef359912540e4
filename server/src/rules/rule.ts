/** What a rule is: its documentation as data, and the function that checks one unit. */
import type { Severity } from '../base/finding.ts';

export const FAMILIES = [
    'timing',
    'concurrency',
    'privilege',
    'isolation',
    'determinism',
    'environment',
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

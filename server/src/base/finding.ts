/** What the engine reports. Plain data, the same through every door: editor, command line, library. */
import type { Range } from './text.ts';

/** How loudly a finding speaks. The order is that of the Language Server Protocol. */
export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** How sure the analysis is that the pattern is what it says. */
export type Confidence = 'high' | 'medium' | 'low';

/**
 * What applying a fix means: `safe` leaves behaviour unchanged, `unsafe` may change it (its title says
 * why), `display` is an explanation in the form of an edit that a person must complete.
 */
export type Applicability = 'safe' | 'unsafe' | 'display';

/** One replacement of text; an empty range inserts, an empty `newText` deletes. */
export interface TextEdit {
    readonly range: Range;
    readonly newText: string;
}

/** A change that answers a finding. Its edits do not overlap and are sorted by position. */
export interface Fix {
    /** Which kind of fix this is, for tests and statistics, for example `event-wait`. */
    readonly kind: string;
    /** What the menu shows, for example `Wait on an Event that the worker sets (unsafe: adds a timeout)`. */
    readonly title: string;
    readonly applicability: Applicability;
    readonly edits: readonly TextEdit[];
}

/** A place that is part of the evidence, in the same file. */
export interface Related {
    readonly message: string;
    readonly range: Range;
}

/** What the hover and the review report say beyond the one-line message. All text is Markdown. */
export interface Explanation {
    /** Why this matters, in a sentence or two, about this place rather than the rule in general. */
    readonly why: string;
    /** What to do instead. */
    readonly solution: string;
    /** A picture of the evidence, such as an interleaving or an audit table; may be empty. */
    readonly evidence: string;
}

export interface Finding {
    /** The rule's name, for example `sleep-as-sync`. */
    readonly rule: string;
    readonly severity: Severity;
    readonly confidence: Confidence;
    /** One line, in the code's own names. */
    readonly message: string;
    readonly range: Range;
    /** Where editors underline it, if the whole range would paint a screen. */
    readonly focus?: Range;
    /** The test, fixture or helper in which it lies, for example `TestQueue.test_get`; empty at module level. */
    readonly context: string;
    readonly related: readonly Related[];
    readonly explanation: Explanation;
    /** Empty unless the analysis was asked for fixes. */
    readonly fixes: readonly Fix[];
    /** Stable under edits elsewhere: test id + rule + normalised code, no line numbers. */
    readonly fingerprint: string;
    /** Editors draw what is marked `unnecessary` faded. */
    readonly tags: readonly 'unnecessary'[];
}

/** A finding that a comment in the code hides. */
export interface HiddenFinding {
    readonly finding: Finding;
    /** What the comment says behind `--`; empty where it says nothing. */
    readonly reason: string;
}

/** A rule that threw. The other rules went on. */
export interface RuleFailure {
    readonly rule: string;
    readonly message: string;
}

/** What was found in one version of one file. */
export interface Analysis {
    readonly findings: readonly Finding[];
    readonly failures: readonly RuleFailure[];
    /** `false` when the file is neither a test nor test support: nothing is ever reported in it. */
    readonly isTestFile: boolean;
    readonly testCount: number;
    readonly lineCount: number;
    /** How many findings suppression comments hid. */
    readonly suppressed: number;
    /** Those findings; left out where there are none. */
    readonly hidden?: readonly HiddenFinding[];
    /** Milliseconds by rule, where somebody asked how long they take. */
    readonly timings?: Readonly<Record<string, number>>;
}

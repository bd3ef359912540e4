/**
 * What was found in each function of a document, kept over edits elsewhere: an edit costs the function that it
 * touches, and those whose findings have read of it.
 */
import type { RuleFailure } from '../base/finding.ts';
import type { Span } from '../base/text.ts';
import type { Config } from '../config/schema.ts';
import type { FileFacts, FileQuestion } from '../flow/context.ts';
import type { Reads } from '../model/reads.ts';
import type { Draft, Rule } from './rule.ts';
import type { UnitDraft } from './run.ts';

/** After a change of so many functions at once nothing is worth comparing. */
const MOST_CHANGED = 20;

/** Under which conditions findings were made: under others they are made anew. */
export interface Conditions {
    readonly config: Config;
    /** Rules that were left out. */
    readonly skip: ReadonlySet<string>;
}

/** The findings of one function, without what holds on to the version of the file in which they were made. */
interface Entry {
    readonly drafts: readonly KeptDraft[];
    readonly failures: readonly RuleFailure[];
    readonly reads: Reads;
}

interface KeptDraft {
    readonly rule: Rule;
    readonly draft: Draft;
    /** For each related place the function that it is in, by its place in the file, if not the own one. */
    readonly relatedIn: readonly (number | undefined)[];
}

interface Version {
    readonly conditions: Conditions;
    /** All that is not inside a function, in order, and which kinds of functions stand between. */
    readonly structure: readonly string[];
    readonly functions: readonly FunctionVersion[];
    readonly entries: readonly (Entry | undefined)[];
}

interface FunctionVersion {
    readonly qualname: string;
    readonly text: string;
    readonly besideError: boolean;
}

/** An edit that breaks the file and the one that mends it: what was kept before serves afterwards. */
const MOST_VERSIONS = 3;

/** Belongs to a document. Findings with fixes are never kept: a fix looks into the file. */
export class KeptFindings {
    /** The latest first, no two of the same structure. */
    #versions: readonly Version[] = [];

    /** Begins a run over a new version of the file; `undefined` if nothing can be kept of it. */
    begin(facts: FileFacts, conditions: Conditions): KeptRun | undefined {
        const { module } = facts;
        if (!module.isTakenApart) return undefined;
        module.log.begin();
        const structure = [...module.outside, ...module.functions.map(f => f.role)];
        const functions = module.functions.map(({ qualname, text, besideError }) => ({
            qualname,
            text,
            besideError,
        }));
        const last = this.#versions.find(
            version =>
                isSameList(version.structure, structure) &&
                version.conditions.config === conditions.config &&
                isSameList([...version.conditions.skip], [...conditions.skip]),
        );
        const old = last ? unchanged(last, functions, facts) : [];
        return new KeptRun(facts, old, entries => {
            const others = this.#versions.filter(version => version !== last).slice(0, MOST_VERSIONS - 1);
            this.#versions = [{ conditions, structure, functions, entries }, ...others];
        });
    }
}

/** One run: takes what still holds, and keeps what is found. */
export class KeptRun {
    readonly #facts: FileFacts;
    readonly #old: readonly (Entry | undefined)[];
    readonly #entries: (Entry | undefined)[] = [];
    readonly #done: (entries: readonly (Entry | undefined)[]) => void;

    constructor(
        facts: FileFacts,
        old: readonly (Entry | undefined)[],
        done: (entries: readonly (Entry | undefined)[]) => void,
    ) {
        this.#facts = facts;
        this.#old = old;
        this.#done = done;
    }

    /**
     * The findings of a function: those of before, or those that `find` adds to its arguments.
     *
     * @param index its place among the functions of the file
     */
    of(
        index: number,
        drafts: UnitDraft[],
        failures: RuleFailure[],
        find: (drafts: UnitDraft[], failures: RuleFailure[]) => void,
    ): void {
        const old = this.#old[index];
        if (old) {
            drafts.push(...this.#renewed(old, index));
            failures.push(...old.failures);
            this.#entries[index] = old;
            return;
        }
        const found: UnitDraft[] = [];
        const failed: RuleFailure[] = [];
        const { reads } = this.#facts.module.log.record(() => find(found, failed));
        drafts.push(...found);
        failures.push(...failed);
        this.#entries[index] = reads && this.#entryOf(found, failed, reads);
    }

    /** The run has come to its end: what it has found is kept. */
    end(): void {
        this.#done(this.#entries);
    }

    #entryOf(found: readonly UnitDraft[], failures: readonly RuleFailure[], reads: Reads): Entry | undefined {
        const { functions } = this.#facts.module;
        const drafts: KeptDraft[] = [];
        for (const { rule, draft } of found) {
            const { fixes: _, at, focus, related = [], ...rest } = draft;
            const relatedIn = related.map(({ unit }) => (unit ? functions.indexOf(unit) : undefined));
            // A place outside functions is not found again.
            if (relatedIn.includes(-1)) return undefined;
            const places = related.map(({ span, message }) => ({ span: bare(span), message }));
            const kept = { ...rest, at: bare(at), ...(focus && { focus: bare(focus) }), related: places };
            drafts.push({ rule, draft: kept, relatedIn });
        }
        return { drafts, failures, reads };
    }

    #renewed({ drafts }: Entry, index: number): UnitDraft[] {
        const { functions } = this.#facts.module;
        const unit = functions[index];
        if (!unit) return [];
        return drafts.map(({ rule, draft, relatedIn }) => ({
            rule,
            unit,
            draft: {
                ...draft,
                related: (draft.related ?? []).map((place, i) => {
                    const other = functions[relatedIn[i] ?? -1];
                    return other ? { ...place, unit: other } : place;
                }),
            },
        }));
    }
}

/** What is given as a span is often more, a step or an expression, and holds on to all of its version. */
function bare({ start, end }: Span): Span {
    return { start, end };
}

/** The findings that an edit has left as they are; none if it is too much to compare. */
function unchanged(
    last: Version,
    functions: readonly FunctionVersion[],
    facts: FileFacts,
): readonly (Entry | undefined)[] {
    const changed: Change[] = [];
    const renamed: string[] = [];
    for (const [index, after] of functions.entries()) {
        const before = last.functions[index];
        if (!before || changed.length > MOST_CHANGED) return [];
        if (before.qualname !== after.qualname) {
            if (!isPlainRename(before, after, functions)) return [];
            renamed.push(lastName(before.qualname), lastName(after.qualname));
        } else if (before.text === after.text && before.besideError === after.besideError) continue;
        changed.push({ index, before: before.text, after: after.text });
    }
    const touched = new Set(changed.map(c => c.index));
    const answers = new Map<object, string>();
    const answer = (question: object): string => {
        let known = answers.get(question);
        if (known === undefined) {
            known = answerOf(question, facts);
            answers.set(question, known);
        }
        return known;
    };
    /** Who speaks of a name may mean another function by it now. */
    const speaksOf = (index: number) => renamed.some(name => functions[index]?.text.includes(name));
    return last.entries.map((entry, index) => {
        if (!entry || touched.has(index) || !holds(entry.reads, changed, answer)) return undefined;
        return renamed.length > 0 && [index, ...entry.reads.units].some(speaksOf) ? undefined : entry;
    });
}

/** Names that mean something to test runners, to Python or to rules. */
const MEANS_SOMETHING = /^(__\w*|run|(async)?[sS]et_?[uU]p\w*|(async)?[tT]ear_?[dD]own\w*|main)$/;

/** A function or a method with another name, which no other has. */
function isPlainRename(
    { qualname: before }: FunctionVersion,
    { qualname: after }: FunctionVersion,
    functions: readonly FunctionVersion[],
): boolean {
    const names = [lastName(before), lastName(after)];
    const isMethodOf = (qualname: string) => qualname.slice(0, qualname.lastIndexOf('.') + 1);
    return (
        isMethodOf(before) === isMethodOf(after) &&
        !names.some(name => name === '' || MEANS_SOMETHING.test(name)) &&
        functions.filter(f => names.includes(lastName(f.qualname))).length === 1
    );
}

function lastName(qualname: string): string {
    return qualname.slice(qualname.lastIndexOf('.') + 1);
}

interface Change {
    readonly index: number;
    readonly before: string;
    readonly after: string;
}

/** Whether what was read is what would be read now. */
function holds(reads: Reads, changed: readonly Change[], answer: (question: object) => string): boolean {
    for (const { index, before, after } of changed) {
        if (reads.all || reads.units.has(index)) return false;
        for (const word of reads.words) if (before.includes(word) !== after.includes(word)) return false;
        for (const pattern of reads.patterns) if (pattern.test(before) !== pattern.test(after)) return false;
    }
    for (const [question, said] of reads.answers) if (answer(question) !== said) return false;
    return true;
}

function answerOf(question: object, facts: FileFacts): string {
    return question instanceof RegExp
        ? String(facts.mentions(question))
        : (question as FileQuestion).ask(facts);
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
    return a.length === b.length && a.every((item, i) => item === b[i]);
}

/**
 * What a look at one function has read of the others. Results can be kept over an edit elsewhere if nothing of it
 * has changed: which functions they are is found out by looking, not declared by who looks.
 */
import type { FunctionUnit } from './module.ts';

/** Everything outside of itself that a result depends on, besides the structure of the file. */
export interface Reads {
    /** Functions whose text was read, by their place among the file's functions. */
    readonly units: ReadonlySet<number>;
    /** Words of which it was asked which functions mention them. */
    readonly words: ReadonlySet<string>;
    /** Patterns that were looked for in functions, or in the whole text. */
    readonly patterns: ReadonlySet<RegExp>;
    /** What was asked of the file as a whole, with the answer. */
    readonly answers: ReadonlyMap<object, string>;
    /** The whole text was read. */
    readonly all: boolean;
}

class Page implements Reads {
    readonly units = new Set<number>();
    readonly words = new Set<string>();
    readonly patterns = new Set<RegExp>();
    readonly answers = new Map<object, string>();
    all = false;

    add(other: Reads): void {
        for (const unit of other.units) this.units.add(unit);
        for (const word of other.words) this.words.add(word);
        for (const pattern of other.patterns) this.patterns.add(pattern);
        for (const [question, answer] of other.answers) this.answers.set(question, answer);
        this.all ||= other.all;
    }
}

/** A result with what it was made of; without that if nobody keeps a log. */
export interface Remembered<T> {
    readonly value: T;
    readonly reads: Reads | undefined;
}

/** Keeps account of reads, for one version of a file. Nothing is written down before `begin`. */
export class ReadLog {
    #page: Page | undefined;
    #isKept = false;

    get isKept(): boolean {
        return this.#isKept;
    }

    /** From now on results are remembered with what they were made of. */
    begin(): void {
        this.#isKept = true;
    }

    unit(index: number): void {
        this.#page?.units.add(index);
    }

    word(word: string): void {
        this.#page?.words.add(word);
    }

    pattern(pattern: RegExp): void {
        this.#page?.patterns.add(pattern);
    }

    answer(question: object, answer: string): void {
        this.#page?.answers.set(question, answer);
    }

    all(): void {
        if (this.#page) this.#page.all = true;
    }

    /** What `make` reads is its own account, and part of the one that is open. */
    record<T>(make: () => T): Remembered<T> {
        if (!this.#isKept) return { value: make(), reads: undefined };
        const outer = this.#page;
        const page = new Page();
        this.#page = page;
        try {
            return { value: make(), reads: page };
        } finally {
            this.#page = outer;
            outer?.add(page);
        }
    }

    /** What `make` reads is said by the caller in another way. */
    unseen<T>(make: () => T): T {
        const outer = this.#page;
        this.#page = undefined;
        try {
            return make();
        } finally {
            this.#page = outer;
        }
    }

    /** A result from a memo, which counts as reading all that it was made of. */
    remember<K, T>(memo: Map<K, Remembered<T>>, key: K, make: () => T): T {
        const known = memo.get(key);
        if (known) {
            if (known.reads) this.#page?.add(known.reads);
            return known.value;
        }
        const made = this.record(make);
        memo.set(key, made);
        return made.value;
    }
}

/** The functions among some that mention a word: who asks depends on those, and on the word elsewhere. */
export function mentioning(
    log: ReadLog,
    units: Iterable<FunctionUnit>,
    word: string,
): readonly FunctionUnit[] {
    log.word(word);
    return log.unseen(() => [...units].filter(unit => unit.text.includes(word)));
}

/** The same of a pattern, which is a constant: whether it is there is remembered with the function. */
export function matching(
    log: ReadLog,
    units: Iterable<FunctionUnit>,
    pattern: RegExp,
): readonly FunctionUnit[] {
    log.pattern(pattern);
    return log.unseen(() => [...units].filter(unit => unit.own(pattern, () => pattern.test(unit.text))));
}

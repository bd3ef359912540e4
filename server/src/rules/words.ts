/** Where words stand in a text: one pass for all the words of all rules. */

/** The places of some words in one text. */
export interface Occurrences {
    readonly words: ReadonlySet<string>;
    /** The words that stand wholly between two offsets. */
    within(start: number, end: number): ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

/** The source of a pattern that matches a word and nothing else. */
export function asPattern(word: string): string {
    return word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Looks for a fixed set of words; making one costs far more than using it. */
export class WordFinder {
    readonly #pattern: RegExp;
    /** The words by their first character: several may begin at one place. */
    readonly #byFirst = new Map<string, string[]>();

    constructor(words: Iterable<string>) {
        const distinct = [...new Set(words)].filter(word => word !== '');
        for (const word of distinct) {
            const first = word.charAt(0);
            const known = this.#byFirst.get(first);
            if (known) known.push(word);
            else this.#byFirst.set(first, [word]);
        }
        const escaped = distinct.map(asPattern);
        // An empty pattern would find itself everywhere.
        this.#pattern = new RegExp(escaped.join('|') || '(?!)', 'g');
    }

    /** Whether any of the words stands in the text. */
    matches(text: string): boolean {
        this.#pattern.lastIndex = 0;
        return this.#pattern.test(text);
    }

    find(text: string): Occurrences {
        const places: number[] = [];
        const words: string[] = [];
        const pattern = this.#pattern;
        pattern.lastIndex = 0;
        for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
            const { index } = match;
            for (const word of this.#byFirst.get(text.charAt(index)) ?? []) {
                if (!text.startsWith(word, index)) continue;
                places.push(index);
                words.push(word);
            }
            // Words may overlap.
            pattern.lastIndex = index + 1;
        }
        const all = new Set(words);
        return {
            words: all,
            within(start, end) {
                let i = firstAtOrAfter(places, start);
                if (!((places[i] ?? end) < end)) return NONE;
                const found = new Set<string>();
                for (let place = places[i]; place !== undefined && place < end; place = places[++i]) {
                    const word = words[i];
                    if (word !== undefined && place + word.length <= end) found.add(word);
                }
                return found;
            },
        };
    }
}

function firstAtOrAfter(places: readonly number[], start: number): number {
    let low = 0;
    let high = places.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if ((places[middle] ?? 0) < start) low = middle + 1;
        else high = middle;
    }
    return low;
}

/** What the functions of a file wait for, read from their text once: the evidence for a wait that is missing. */
import type { FunctionUnit } from '../../model/module.ts';
import type { FileFacts, FileQuestion } from '../context.ts';
import { stemsOf, WAITS, waitsFor } from './words.ts';

export interface FileWaits {
    /** The names of functions that wait, such as `_wait_for_notification`. */
    readonly helpers: readonly string[];
    /** The words in each of their names, as stems. */
    readonly stems: readonly (readonly string[])[];
    /** Conditions that hold behind a poll of the file, as source without spaces, and the functions that poll so. */
    readonly polled: ReadonlyMap<string, ReadonlySet<FunctionUnit>>;
    /** Whether a helper waits for what a word speaks of; worked out once for each word of the file. */
    readonly isWaitedFor: (word: string) => boolean;
}

/** A question to the file: it is answered anew after each edit, and mostly the answer is what it was. */
const QUESTION: FileQuestion = { ask: facts => gathered(facts).signature };

export function waitsOf(facts: FileFacts): FileWaits {
    const { waits, signature } = gathered(facts);
    facts.module.log.answer(QUESTION, signature);
    return waits;
}

interface Gathered {
    readonly waits: FileWaits;
    /** The same for the same helpers and the same polls in the same functions. */
    readonly signature: string;
}

const GATHERED = {};

function gathered(facts: FileFacts): Gathered {
    const { log } = facts.module;
    return log.unseen(() => facts.once(GATHERED, undefined, () => gather(facts)));
}

const HELPERS = {};
const POLLS = {};

/** Each function is looked through once in its life; what stands outside of them each time. */
function gather({ module }: FileFacts): Gathered {
    const { functions, statements, classes } = module;
    const outside = [...statements, ...[...classes.values()].flatMap(cls => cls.statements)];
    const helpers = [
        ...new Set([
            ...functions.flatMap(unit => unit.own(HELPERS, () => helpersIn(unit.text))),
            ...outside.flatMap(({ text }) => helpersIn(text)),
        ]),
    ];
    const polled = new Map<string, Set<FunctionUnit>>();
    const places: string[] = [];
    for (const [index, unit] of functions.entries())
        for (const condition of unit.own(POLLS, () => polledIn(unit.text))) {
            polled.set(condition, (polled.get(condition) ?? new Set()).add(unit));
            places.push(`${index} ${condition}`);
        }
    const waits = { helpers, stems: helpers.map(stemsOf), polled, isWaitedFor: rememberWords(helpers) };
    return { waits, signature: `${helpers.join(' ')}\n${places.join('\n')}` };
}

function rememberWords(helpers: readonly string[]): (word: string) => boolean {
    const words = new Map<string, boolean>();
    return word => {
        let answer = words.get(word);
        if (answer === undefined) {
            const stems = WAITS.test(word) ? [] : stemsOf(word);
            answer = stems.length > 0 && helpers.some(h => waitsFor(h, stems));
            words.set(word, answer);
        }
        return answer;
    };
}

function helpersIn(text: string): string[] {
    const names = new Set<string>();
    for (const { index } of text.matchAll(/wait|poll_|until|eventually/gi)) {
        const name = calledAt(text, index);
        if (name !== undefined && WAITS.test(name)) names.add(name);
    }
    return [...names].filter(name => stemsOf(name).length > 0);
}

/** The name around an offset, if it is called there. */
function calledAt(text: string, at: number): string | undefined {
    let start = at;
    let end = at;
    while (isWordCode(text.charCodeAt(start - 1))) start--;
    while (isWordCode(text.charCodeAt(end))) end++;
    return text[end] === '(' ? text.slice(start, end) : undefined;
}

/** Of `\w`: a letter, a digit, `_`. */
function isWordCode(code: number): boolean {
    return (
        (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95
    );
}

/**
 * Whether the text of a function lets it be looked at: it counts something that the file waits for, or
 * asserts a condition that the file polls.
 */
export function hasWaitedFor({ text }: FunctionUnit, facts: FileFacts): boolean {
    const { helpers, stems, polled, isWaitedFor } = waitsOf(facts);
    for (const condition of polled.keys()) {
        const [word] = condition.replace(/^not(?=\w)/, '').match(/[\w.]+/) ?? [];
        if (word !== undefined && text.includes(word) && /await[\s\S]*assert/.test(text)) return true;
    }
    if (helpers.length === 0) return false;
    const lower = text.toLowerCase();
    return (
        stems.some(all => all.every(stem => lower.includes(stem))) &&
        (text.match(/\w{5,}/g)?.some(isWaitedFor) ?? false)
    );
}

/** `while s.tasks:` with nothing but a sleep inside. */
const POLL =
    /^[ \t]*while[ \t]+(not[ \t]+)?([^\r\n:]+):[ \t]*(?:#[^\r\n]*)?\r?\n[ \t]*(?:await |yield )?(?:\w+\.)*sleep\(/gm;

/** The conditions that hold behind the polls of a function. */
function polledIn(text: string): string[] {
    if (!text.includes('while ')) return [];
    const polled: string[] = [];
    for (const [, not, condition = ''] of text.matchAll(POLL))
        if (!/\b(and|or|not)\b/.test(condition))
            polled.push(bare(not === undefined ? `not ${condition}` : condition));
    return polled;
}

/** Source without spaces. */
export function bare(source: string): string {
    return source.replace(/\s+/g, '');
}

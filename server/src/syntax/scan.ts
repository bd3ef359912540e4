/**
 * Finds the functions of a file without parsing it.
 *
 * Only what a tokeniser must know is known here: strings, brackets, comments, line continuations, indentation. That
 * is enough to tell where each function at module or class level begins and ends, so that the parser need only
 * see the rest of the file, and those functions about which somebody asks. Whatever is not plainly such a
 * function is left to the parser.
 */

/** A function directly at module level or in a class, decorators and all, as the parser would delimit it. */
export interface ScannedFunction {
    /** Empty if there is none, as in `def (`. */
    readonly name: string;
    readonly start: number;
    readonly end: number;
    readonly owner: ScannedClass | undefined;
}

/** A class at module level or in such a class. */
export interface ScannedClass {
    /** Offset of the word `class`. */
    readonly keyword: number;
    readonly owner: ScannedClass | undefined;
}

export interface Scan {
    /** In the order of the text. */
    readonly functions: readonly ScannedFunction[];
    /** Something does not fit together: a bracket or a quote is open at a line's or function's end, a header has no colon. */
    readonly irregular: boolean;
}

interface OpenFunction {
    name: string;
    start: number;
    end: number;
    owner: ScannedClass | undefined;
    /** Indentation of the first line of its body; `undefined` before it. */
    bodyIndent: number | undefined;
    /** A comment stood further left: comments that follow are outside, unless code of the body follows. */
    commentsEnded: boolean;
}

interface Block {
    readonly indent: number;
    readonly cls: ScannedClass | undefined;
    readonly fn: OpenFunction | undefined;
}

const DEFINITION = /(async[ \t]+)?def\b|class\b/y;
const NAME = /(?:[ \t\f]|\\\r?\n)+([\p{L}_][\p{L}\p{N}_]*)/uy;
/** Keywords that cannot stand at the beginning of a line inside brackets: a bracket above was left open. */
const NEVER_IN_BRACKETS = /(async[ \t]+)?def[ \t]|class[ \t]/y;
const LONE_CARRIAGE_RETURN = /\r(?!\n)/;

const TAB = 9;
const LF = 10;
const FF = 12;
const CR = 13;
const SPACE = 32;
const HASH = 35;
const AT = 64;
const BACKSLASH = 92;
const BOM = 0xfeff;

/** What a character means to the tokeniser; everything that is not listed is passed over. */
const PLAIN = 0;
const NEWLINE = 1;
const COMMENT = 2;
const QUOTE = 3;
const OPEN = 4;
const CLOSE = 5;
const CONTINUATION = 6;
const COLON = 7;
const CLASSES = new Uint8Array(128);
for (const [kind, characters] of [
    [NEWLINE, '\n'],
    [COMMENT, '#'],
    [QUOTE, '"\''],
    [OPEN, '([{'],
    [CLOSE, ')]}'],
    [CONTINUATION, '\\'],
    [COLON, ':'],
] as const) {
    for (const c of characters) CLASSES[c.charCodeAt(0)] = kind;
}

/** `undefined` if the text is such that only the parser can tell: an endless string, old line endings. */
export function scanFunctions(text: string): Scan | undefined {
    if (text.includes('\r') && LONE_CARRIAGE_RETURN.test(text)) return undefined;
    return new Scanner(text).scan();
}

class Scanner {
    readonly #text: string;
    readonly #functions: OpenFunction[] = [];
    readonly #blocks: Block[] = [];
    #irregular = false;
    /** Where the decorators of the next definition begin. */
    #decorators = -1;
    /** Where the logical line that was passed over last ended, and whether a colon stood outside brackets. */
    #lineEnd = 0;
    #sawColon = false;
    /** A triple-quoted string has no end. */
    #endless = false;

    constructor(text: string) {
        this.#text = text;
    }

    scan(): Scan | undefined {
        const text = this.#text;
        let pos = 0;
        while (pos < text.length) {
            let indent = 0;
            let first = pos;
            let c = text.charCodeAt(first);
            if (c === BOM && first === 0) c = text.charCodeAt(++first);
            while (c === SPACE || c === TAB || c === FF) {
                // As the grammar's own scanner counts.
                indent = c === SPACE ? indent + 1 : c === TAB ? indent + 8 : 0;
                c = text.charCodeAt(++first);
            }
            if (Number.isNaN(c)) break;
            if (c === LF || c === CR) {
                pos = first + 1;
            } else if (c === HASH) {
                pos = this.#comment(first, indent);
            } else if (c === BACKSLASH) {
                return undefined;
            } else {
                pos = this.#statement(first, indent, c);
                if (this.#endless) return undefined;
            }
        }
        return { functions: this.#functions, irregular: this.#irregular };
    }

    /** A comment that fills its line; returns the start of the next line. */
    #comment(start: number, indent: number): number {
        const end = lineEnd(this.#text, start);
        const fn = this.#blocks.at(-1)?.fn;
        if (fn?.bodyIndent !== undefined && !fn.commentsEnded) {
            if (indent >= fn.bodyIndent) fn.end = end;
            else fn.commentsEnded = true;
        }
        return end + 1;
    }

    /** A logical line; returns the start of the next line. */
    #statement(start: number, indent: number, first: number): number {
        const blocks = this.#blocks;
        let top = blocks.at(-1);
        while (top && top.indent >= indent) {
            blocks.pop();
            top = blocks.at(-1);
        }
        if (top?.fn) {
            const { fn } = top;
            fn.bodyIndent ??= indent;
            fn.commentsEnded = false;
            const next = this.#logicalLine(start);
            fn.end = this.#lineEnd;
            return next;
        }
        if (top && !top.cls) return this.#logicalLine(start);
        if (first === AT) {
            if (this.#decorators < 0) this.#decorators = start;
            return this.#logicalLine(start);
        }
        const decorators = this.#decorators;
        this.#decorators = -1;
        DEFINITION.lastIndex = start;
        // The first letters of async, def, class: most lines need no closer look.
        const word = first >= 97 && first <= 100 ? DEFINITION.exec(this.#text)?.[0] : undefined;
        if (word === undefined) {
            blocks.push({ indent, cls: undefined, fn: undefined });
        } else if (word === 'class') {
            blocks.push({ indent, cls: { keyword: start, owner: top?.cls }, fn: undefined });
        } else {
            return this.#function(decorators < 0 ? start : decorators, start, word.length, indent, top?.cls);
        }
        return this.#logicalLine(start);
    }

    #function(
        start: number,
        keyword: number,
        length: number,
        indent: number,
        owner: ScannedClass | undefined,
    ): number {
        NAME.lastIndex = keyword + length;
        const name = NAME.exec(this.#text)?.[1] ?? '';
        const next = this.#logicalLine(keyword);
        if (name === '' || !this.#sawColon) this.#irregular = true;
        const fn = { name, start, end: this.#lineEnd, owner, bodyIndent: undefined, commentsEnded: false };
        this.#functions.push(fn);
        this.#blocks.push({ indent, cls: undefined, fn });
        return next;
    }

    /** Passes over a logical line with its strings and brackets; returns the start of the next line. */
    #logicalLine(start: number): number {
        const text = this.#text;
        const { length } = text;
        let depth = 0;
        let pos = start;
        let commentEnd = -1;
        this.#sawColon = false;
        while (pos < length) {
            const c = text.charCodeAt(pos);
            const kind = c < 128 ? CLASSES[c] : PLAIN;
            if (kind === PLAIN) {
                pos++;
            } else if (kind === NEWLINE) {
                if (depth === 0) break;
                if (this.#isDefinition(pos + 1)) {
                    this.#irregular = true;
                    break;
                }
                pos++;
            } else if (kind === COMMENT) {
                pos = commentEnd = lineEnd(text, pos);
            } else if (kind === QUOTE) {
                pos = this.#string(pos, c);
            } else if (kind === CONTINUATION) {
                pos += text.charCodeAt(pos + 1) === CR ? 3 : 2;
            } else {
                if (kind === OPEN) depth++;
                else if (kind === COLON) this.#sawColon ||= depth === 0;
                else if (depth > 0) depth--;
                else this.#irregular = true;
                pos++;
            }
        }
        const end = Math.min(pos, length);
        this.#lineEnd = commentEnd === end ? end : trimmedEnd(text, start, end);
        return end + 1;
    }

    /** Whether a function or class begins on the line that starts at `lineStart`. */
    #isDefinition(lineStart: number): boolean {
        let first = lineStart;
        let c = this.#text.charCodeAt(first);
        while (c === SPACE || c === TAB) c = this.#text.charCodeAt(++first);
        if (!(c >= 97 && c <= 100)) return false;
        NEVER_IN_BRACKETS.lastIndex = first;
        return NEVER_IN_BRACKETS.test(this.#text);
    }

    /** Passes over a string; one that is not closed ends with its line, or never if it is triple-quoted. */
    #string(start: number, quote: number): number {
        const text = this.#text;
        const isTriple = text.charCodeAt(start + 1) === quote && text.charCodeAt(start + 2) === quote;
        let pos = isTriple ? start + 3 : start + 1;
        for (;;) {
            const c = text.charCodeAt(pos);
            if (c === quote) {
                if (!isTriple) return pos + 1;
                if (text.charCodeAt(pos + 1) === quote && text.charCodeAt(pos + 2) === quote) return pos + 3;
                pos++;
            } else if (c === BACKSLASH) {
                pos += text.charCodeAt(pos + 1) === CR ? 3 : 2;
            } else if (c === LF && !isTriple) {
                this.#irregular = true;
                return pos;
            } else if (Number.isNaN(c)) {
                if (isTriple) this.#endless = true;
                else this.#irregular = true;
                return text.length;
            } else {
                pos++;
            }
        }
    }
}

function lineEnd(text: string, from: number): number {
    const end = text.indexOf('\n', from);
    return end === -1 ? text.length : end;
}

function trimmedEnd(text: string, start: number, end: number): number {
    let last = end;
    for (; last > start; last--) {
        const c = text.charCodeAt(last - 1);
        if (c !== SPACE && c !== TAB && c !== CR && c !== LF && c !== FF) break;
    }
    return last;
}

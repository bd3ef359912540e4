/** Where a Python file's comments are, line by line, and which lines cannot take one at their end. */

export interface PythonLine {
    /** The offset of the `#` of the line's comment; -1 without one. */
    comment: number;
    /** The line ends inside a string that goes on, or with a backslash: nothing can be added to it. */
    open: boolean;
}

const LF = 10;
const CR = 13;
const HASH = 35;
const BACKSLASH = 92;
const QUOTES = new Set([34, 39]);

/**
 * Reads the text once, from the start, knowing only strings, comments and line continuations. A string that
 * is never closed ends with its line, or, with triple quotes, with the file.
 */
export function readPythonLines(text: string): PythonLine[] {
    const lines: PythonLine[] = [];
    let comment = -1;
    let i = 0;
    const endLine = (open: boolean) => {
        lines.push({ comment, open });
        comment = -1;
        if (text.charCodeAt(i) === CR && text.charCodeAt(i + 1) === LF) i++;
        i++;
    };
    const isLineEnd = (at: number) => text.charCodeAt(at) === LF || text.charCodeAt(at) === CR;

    while (i < text.length) {
        const unit = text.charCodeAt(i);
        if (isLineEnd(i)) {
            endLine(false);
        } else if (unit === HASH) {
            comment = i;
            while (i < text.length && !isLineEnd(i)) i++;
        } else if (unit === BACKSLASH && isLineEnd(i + 1)) {
            i++;
            endLine(true);
        } else if (QUOTES.has(unit)) {
            skipString(unit);
        } else {
            i++;
        }
    }
    lines.push({ comment, open: false });
    return lines;

    function skipString(quote: number): void {
        const mark = String.fromCharCode(quote);
        const triple = text.startsWith(mark.repeat(3), i);
        const close = triple ? mark.repeat(3) : mark;
        i += close.length;
        while (i < text.length) {
            if (text.startsWith(close, i)) {
                i += close.length;
                return;
            }
            const escaped = text.charCodeAt(i) === BACKSLASH;
            if (escaped) i++;
            if (i < text.length && isLineEnd(i)) {
                if (!triple && !escaped) return;
                endLine(true);
            } else {
                i++;
            }
        }
    }
}

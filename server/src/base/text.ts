/**
 * Places in text. Everything inside the engine counts in UTF-16 code units, as JavaScript strings,
 * web-tree-sitter and the Language Server Protocol do; lines and characters are zero-based.
 */

/** A half-open stretch of text, `[start, end)`, in UTF-16 units. What it is relative to is said by its owner. */
export interface Span {
    readonly start: number;
    readonly end: number;
}

/** A zero-based line and a zero-based UTF-16 character in that line. */
export interface Position {
    readonly line: number;
    readonly character: number;
}

/** A half-open range of positions. */
export interface Range {
    readonly start: Position;
    readonly end: Position;
}

const LF = 10;
const CR = 13;

/** Where the lines of one text begin. Lines end in `\n`, `\r\n` or a lone `\r`, as the protocol says. */
export class LineIndex {
    readonly #starts: number[];
    /** True if a `\r` stands alone somewhere: tree-sitter does not count such lines, the protocol does. */
    readonly hasLoneCarriageReturn: boolean;

    constructor(readonly text: string) {
        const starts = [0];
        let loneCr = false;
        if (text.includes('\r')) {
            for (let i = 0; i < text.length; i++) {
                const unit = text.charCodeAt(i);
                if (unit === CR && text.charCodeAt(i + 1) !== LF) {
                    loneCr = true;
                    starts.push(i + 1);
                } else if (unit === LF) {
                    starts.push(i + 1);
                }
            }
        } else {
            for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) {
                starts.push(i + 1);
            }
        }
        this.#starts = starts;
        this.hasLoneCarriageReturn = loneCr;
    }

    get lineCount(): number {
        return this.#starts.length;
    }

    /** The line that holds `offset`; an offset past the end is on the last line. */
    lineAt(offset: number): number {
        let low = 0;
        let high = this.#starts.length;
        while (high - low > 1) {
            const middle = (low + high) >> 1;
            if ((this.#starts[middle] ?? 0) <= offset) low = middle;
            else high = middle;
        }
        return low;
    }

    /** The offset at which `line` begins; past the last line, the end of the text. */
    startOfLine(line: number): number {
        return this.#starts[line] ?? this.text.length;
    }

    /** The offset just behind the last character of `line`, before its line ending. */
    endOfLine(line: number): number {
        let end = this.#starts[line + 1] ?? this.text.length;
        if (line + 1 < this.#starts.length) {
            if (this.text.charCodeAt(end - 1) === LF) end--;
            if (this.text.charCodeAt(end - 1) === CR) end--;
        }
        return end;
    }

    /** The text of `line` without its line ending. */
    lineText(line: number): string {
        return this.text.slice(this.startOfLine(line), this.endOfLine(line));
    }

    positionAt(offset: number): Position {
        const clamped = Math.max(0, Math.min(offset, this.text.length));
        const line = this.lineAt(clamped);
        return { line, character: clamped - this.startOfLine(line) };
    }

    /** The offset of a position; a character past the end of its line means the end of that line. */
    offsetAt(position: Position): number {
        if (position.line < 0) return 0;
        if (position.line >= this.lineCount) return this.text.length;
        const start = this.startOfLine(position.line);
        return Math.max(start, Math.min(start + position.character, this.endOfLine(position.line)));
    }

    rangeOf(span: Span): Range {
        return { start: this.positionAt(span.start), end: this.positionAt(span.end) };
    }

    spanOf(range: Range): Span {
        return { start: this.offsetAt(range.start), end: this.offsetAt(range.end) };
    }
}

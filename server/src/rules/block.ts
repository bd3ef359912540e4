/** Where a block of Python ends, from its lines alone: the same for text that does not parse at the moment. */
import type { LineIndex } from '../base/text.ts';

/**
 * The last line of the block that a comment speaks for.
 *
 * @param alone whether the comment has its line to itself, and so stands inside the block; otherwise it
 *     stands behind the block's head
 */
export function endOfBlock(line: number, alone: boolean, lines: LineIndex): number {
    const indent = indentOf(lines.lineText(line));
    const state = new OpenState();
    let last = line;
    if (!alone) state.read(lines.lineText(line));
    for (let next = line + 1; next < lines.lineCount; next++) {
        const text = lines.lineText(next);
        const isCode = text.trim() !== '' && !state.open;
        if (isCode && (alone ? indentOf(text) < indent : indentOf(text) <= indent)) return last;
        if (text.trim() !== '') last = next;
        state.read(text);
    }
    return last;
}

function indentOf(text: string): number {
    return text.length - text.trimStart().length;
}

const TOKEN = /"""|'''|"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|#.*|[([{]|[)\]}]|\\$|\\./g;

/** Whether the next line continues this one: inside a bracket or a string of several lines, after a backslash. */
class OpenState {
    #quote: string | undefined;
    #depth = 0;
    #continued = false;

    get open(): boolean {
        return this.#quote !== undefined || this.#depth > 0 || this.#continued;
    }

    read(line: string): void {
        this.#continued = false;
        TOKEN.lastIndex = 0;
        for (let match = TOKEN.exec(line); match !== null; match = TOKEN.exec(line)) {
            const token = match[0];
            if (this.#quote !== undefined) {
                // Inside a long string only its own end counts; anything else may hold it.
                const end = line.indexOf(this.#quote, match.index);
                if (end === -1) return;
                TOKEN.lastIndex = end + this.#quote.length;
                this.#quote = undefined;
            } else if (token === '"""' || token === "'''") this.#quote = token;
            else if (/^[([{]$/.test(token)) this.#depth++;
            else if (/^[)\]}]$/.test(token)) this.#depth = Math.max(0, this.#depth - 1);
            else if (token === '\\') this.#continued = true;
        }
    }
}

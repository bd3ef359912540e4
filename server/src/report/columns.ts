/** Source text as a terminal shows it: tabs spread, control characters made visible, widths in columns. */
import { eastAsianWidth } from 'get-east-asian-width';

const TAB = 4;

/** A line ready to print, and the column at which each UTF-16 unit of the source begins. */
export interface Columns {
    readonly text: string;
    /** One more entry than the source has units: the last is the width of the whole. */
    readonly columnOf: readonly number[];
}

const segments = new Intl.Segmenter('en', { granularity: 'grapheme' });

export function toColumns(source: string): Columns {
    let text = '';
    let column = 0;
    const columnOf: number[] = [];
    const push = (shown: string, width: number, units: number) => {
        for (let i = 0; i < units; i++) columnOf.push(column);
        text += shown;
        column += width;
    };
    // Most lines are ASCII: no need to look for graphemes.
    const plain = /^[\x20-\x7e\t]*$/.test(source);
    for (const part of plain ? source : [...segments.segment(source)].map(s => s.segment)) {
        if (part === '\t') {
            const width = TAB - (column % TAB);
            push(' '.repeat(width), width, 1);
        } else {
            push(visible(part), widthOf(part), part.length);
        }
    }
    columnOf.push(column);
    return { text, columnOf };
}

function widthOf(grapheme: string): number {
    const code = grapheme.codePointAt(0) ?? 0;
    if (/\p{Emoji_Presentation}|\ufe0f/u.test(grapheme)) return 2;
    return eastAsianWidth(code);
}

/** Escape sequences and invisible direction marks in a source file must not reach the terminal. */
function visible(grapheme: string): string {
    return grapheme.replace(/[\p{Cc}\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu, character => {
        const code = character.codePointAt(0) ?? 0;
        return code < 0x20 ? String.fromCodePoint(0x2400 + code) : '\ufffd';
    });
}

/** One line of text from anywhere, safe to print: control characters are replaced. */
export function oneLine(text: string): string {
    return visible(text.replace(/[\r\n\t]+/g, ' '));
}

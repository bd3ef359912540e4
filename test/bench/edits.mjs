/** The same two hundred keystrokes for every server. */
import { seeded } from './statistics.mjs';

/** What is typed: names that change, and what leaves the code broken until the next keystroke. */
const TYPED = ['x', '1', '_', '.', ' ', '(', '"', ':'];

/**
 * Single-character edits, each against the text that the one before left: a character is typed somewhere in the
 * code and deleted by the next edit. The places are spread over the whole file and the same in every run.
 *
 * @param {string} text
 * @param {number} count
 * @returns {{ range: { start: Position, end: Position }, text: string }[]} in the protocol's terms
 */
export function singleCharacterEdits(text, count) {
    const lines = text.split('\n');
    const random = seeded(1);
    const edits = [];
    while (edits.length < count) {
        const line = Math.floor(random() * lines.length);
        const code = lines[line].trimEnd();
        const indentation = code.length - code.trimStart().length;
        if (code.length === indentation || code.trimStart().startsWith('#')) continue;
        const character = indentation + Math.floor(random() * (code.length - indentation + 1));
        const start = { line, character };
        const typed = TYPED[(edits.length / 2) % TYPED.length];
        edits.push({ range: { start, end: start }, text: typed });
        edits.push({ range: { start, end: { line, character: character + 1 } }, text: '' });
    }
    return edits.slice(0, count);
}

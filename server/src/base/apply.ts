/** Edits applied to the text that they were made for. */
import type { TextEdit } from './finding.ts';
import type { LineIndex } from './text.ts';

/** The text after the edits, which are sorted and do not overlap. */
export function applyEdits(index: LineIndex, edits: readonly TextEdit[]): string {
    let result = '';
    let at = 0;
    for (const { range, newText } of edits) {
        const { start, end } = index.spanOf(range);
        result += index.text.slice(at, start) + newText;
        at = end;
    }
    return result + index.text.slice(at);
}

/** Which safe fixes can be made together. */
import type { Finding, TextEdit } from '../base/finding.ts';
import { comparePositions, touches } from './places.ts';

/**
 * The edits of every safe fix, first come, first served: a fix that touches what an earlier one changes is
 * left out whole and can be had in the next round. An insertion that two fixes share is made once.
 */
export function safeEdits(findings: readonly Finding[]): TextEdit[] {
    const taken: TextEdit[] = [];
    for (const finding of findings) {
        const fix = finding.fixes.find(({ applicability }) => applicability === 'safe');
        if (fix === undefined) continue;
        const fresh = fix.edits.filter(edit => !taken.some(other => isSameInsertion(edit, other)));
        if (fresh.some(edit => taken.some(other => touches(edit.range, other.range)))) continue;
        taken.push(...fresh);
    }
    return taken.sort((a, b) => comparePositions(a.range.start, b.range.start));
}

function isSameInsertion(a: TextEdit, b: TextEdit): boolean {
    const empty = comparePositions(a.range.start, a.range.end) === 0;
    return (
        empty &&
        a.newText === b.newText &&
        comparePositions(a.range.start, b.range.start) === 0 &&
        comparePositions(a.range.end, b.range.end) === 0
    );
}

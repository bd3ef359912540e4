/** Comparing places in one document. */
import type { Finding } from '../base/finding.ts';
import type { Position, Range } from '../base/text.ts';

/** Negative, zero or positive, as `a` lies before, at or behind `b`. */
export function comparePositions(a: Position, b: Position): number {
    return a.line - b.line || a.character - b.character;
}

/** Whether two ranges share a place; touching ends count. */
export function touches(a: Range, b: Range): boolean {
    return comparePositions(a.start, b.end) <= 0 && comparePositions(b.start, a.end) <= 0;
}

/** Whether `outer` holds all of `inner` and more. */
export function strictlyContains(outer: Range, inner: Range): boolean {
    const before = comparePositions(outer.start, inner.start);
    const behind = comparePositions(outer.end, inner.end);
    return before <= 0 && behind >= 0 && (before < 0 || behind > 0);
}

/** For sorting: what spans fewer lines, then fewer characters, comes first. */
export function narrowestFirst(a: Finding, b: Finding): number {
    const lines = ({ range }: Finding) => range.end.line - range.start.line;
    const width = ({ range }: Finding) => range.end.character - range.start.character;
    return lines(a) - lines(b) || width(a) - width(b);
}

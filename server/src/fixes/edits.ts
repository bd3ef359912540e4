/** Edits of text in absolute offsets, and what becomes of them when they meet. */
import type { Applicability } from '../base/finding.ts';
import type { Span } from '../base/text.ts';

/** One replacement; an empty span inserts, an empty `newText` deletes. */
export interface SpanEdit extends Span {
    readonly newText: string;
}

/** A fix in absolute offsets, before positions are known. */
export interface FixPlan {
    readonly kind: string;
    readonly title: string;
    readonly applicability: Applicability;
    readonly edits: readonly SpanEdit[];
}

/**
 * Sorts edits and merges those that touch; insertions at one place are made in the order given.
 *
 * @returns `undefined` if two edits change the same text: such a fix must not be offered
 */
export function combineEdits(edits: readonly SpanEdit[]): SpanEdit[] | undefined {
    const sorted = edits
        .map((edit, order) => ({ edit, order }))
        .sort((a, b) => a.edit.start - b.edit.start || emptyFirst(a.edit, b.edit) || a.order - b.order)
        .map(({ edit }) => edit);
    const merged: SpanEdit[] = [];
    for (const edit of sorted) {
        const last = merged.at(-1);
        if (!last || last.end < edit.start) {
            merged.push(edit);
            continue;
        }
        if (last.end > edit.start) return undefined;
        // Two requests for the same insertion, such as the same import, are one.
        if (isInsertion(last) && isInsertion(edit) && last.newText === edit.newText) continue;
        merged[merged.length - 1] = {
            start: last.start,
            end: edit.end,
            newText: last.newText + edit.newText,
        };
    }
    return merged.filter(e => e.start !== e.end || e.newText !== '');
}

/** The text after the edits, which must be sorted and apart, as `combineEdits` leaves them. */
export function applyEdits(text: string, edits: readonly SpanEdit[]): string {
    let result = '';
    let at = 0;
    for (const { start, end, newText } of edits) {
        result += text.slice(at, start) + newText;
        at = end;
    }
    return result + text.slice(at);
}

/** A fix of all its parts, or nothing if one of them could not be made or two of them overlap. */
export function makeFix(
    kind: string,
    title: string,
    parts: readonly (readonly SpanEdit[] | SpanEdit | undefined)[],
    applicability: Applicability = 'unsafe',
): FixPlan | undefined {
    const all: SpanEdit[] = [];
    for (const part of parts) {
        if (part === undefined) return undefined;
        if ('newText' in part) all.push(part);
        else all.push(...part);
    }
    const edits = combineEdits(all);
    return edits && { kind, title, applicability, edits };
}

function isInsertion(edit: SpanEdit): boolean {
    return edit.start === edit.end;
}

function emptyFirst(a: SpanEdit, b: SpanEdit): number {
    return Number(!isInsertion(a)) - Number(!isInsertion(b));
}

/** Puts the functions that were cut out of a file back among the items of its skeleton. */
import type { Outline, OutlineItem, OutlineUnit } from './outline.ts';
import type { ScannedFunction } from './scan.ts';
import type { Skeleton } from './skeleton.ts';

/**
 * @param base the outline of the skeleton
 * @param unitOf makes the unit of a function; `besideError` if what stands beside it does not parse
 * @returns `undefined` if the parser sees other classes than the scan did, as in code that is torn apart
 */
export function assemble(
    base: Outline,
    skeleton: Skeleton,
    irregular: boolean,
    unitOf: (fn: ScannedFunction, besideError: boolean) => OutlineUnit,
): Outline | undefined {
    const { toFile, standIns } = skeleton;
    let found = 0;

    function fill(items: readonly OutlineItem[], errors: readonly number[], owner: number | undefined) {
        const functions = skeleton.functions.get(owner) ?? [];
        if (functions.length > 0) found++;
        const kept = items.filter(item => !standIns.has(item.start)).map(place);
        if (functions.length === 0) return kept;
        const beside = neighbours(errors, functions, kept, toFile);
        const all: OutlineItem[] = [...kept, ...functions.map(fn => unitOf(fn, beside.has(fn)))];
        return kept.length === 0 ? all : all.sort((a, b) => a.start - b.start);
    }

    function place(item: OutlineItem): OutlineItem {
        const start = toFile(item.start);
        if (item.kind !== 'class') return { ...item, start, end: start + item.text.length };
        const items = fill(item.items, item.errors, item.keyword);
        // The last thing in the body may have been cut out.
        const end = Math.max(toFile(item.end - 1) + 1, items.at(-1)?.end ?? 0);
        const keyword = toFile(item.keyword);
        const errors = item.errors.map(toFile);
        const { kind, name, header, headerText } = item;
        return { kind, name, header, headerText, start, end, keyword, items, errors };
    }

    const items = fill(base.items, base.errors, undefined);
    if (found !== skeleton.functions.size) return undefined;
    const comments = base.comments.map(comment => {
        const start = toFile(comment.start);
        return { start, end: start + comment.text.length, text: comment.text };
    });
    const errors = base.errors.map(toFile);
    return { items, comments, errors, hasError: base.hasError || irregular, isTakenApart: true };
}

/** The functions directly before or behind something that does not parse. */
function neighbours(
    errors: readonly number[],
    functions: readonly ScannedFunction[],
    items: readonly OutlineItem[],
    toFile: (offset: number) => number,
): ReadonlySet<ScannedFunction> {
    const found = new Set<ScannedFunction>();
    for (const error of errors) {
        const at = toFile(error);
        const before = functions.findLast(fn => fn.start < at);
        const behind = functions.find(fn => fn.start > at);
        if (before && !items.some(item => item.start > before.start && item.start < at)) found.add(before);
        if (behind && !items.some(item => item.start > at && item.start < behind.start)) found.add(behind);
    }
    return found;
}

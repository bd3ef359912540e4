/** Edits that take names, or the whole mark, out of a suppression comment. */
import type { Span } from '../../base/text.ts';
import type { SpanEdit } from '../../fixes/edits.ts';
import type { Suppression } from '../suppressions.ts';

/** Takes `names` out of the list; where none is left, the mark goes. */
export function removeNames(
    text: string,
    { mark, list, names: all }: Suppression,
    names: ReadonlySet<string>,
): SpanEdit {
    const kept = all.filter(name => !names.has(name));
    return list === undefined || kept.length === 0
        ? removeMark(text, mark)
        : { ...list, newText: kept.join(', ') };
}

/** Removes a mark with the space before it, and its line where nothing else stands on it. */
function removeMark(text: string, mark: Span): SpanEdit {
    let { start, end } = mark;
    while (start > 0 && /[ \t]/.test(text.charAt(start - 1))) start--;
    const alone = start === 0 || /[\r\n]/.test(text.charAt(start - 1));
    if (alone) end += /^[ \t]*(?:\r\n|\r|\n)?/.exec(text.slice(end))?.[0].length ?? 0;
    return { start, end, newText: '' };
}

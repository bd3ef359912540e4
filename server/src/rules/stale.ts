/**
 * Findings that stay while their function does not parse, or their rule is not run. Half-typed code would
 * otherwise make squiggles flicker: the last good findings of a function stay until it parses again.
 */
import type { Finding } from '../base/finding.ts';
import type { LineIndex, Position, Range } from '../base/text.ts';

export interface StaleMeans {
    /** Whether a function, by its name, does not parse or has vanished into an error. */
    readonly isBroken: (context: string) => boolean;
    /** Whether a rule was not run this time. */
    readonly isLate: (rule: string) => boolean;
    readonly lines: LineIndex;
}

/** Owned by one editing session. */
export class StaleFindings {
    #known: readonly Finding[] = [];
    #lines: LineIndex | undefined;

    /**
     * Adds to `fresh` what was known of functions that do not parse now, and of rules that were left out, moved to
     * where their line is now.
     */
    merge(fresh: readonly Finding[], { isBroken, isLate, lines }: StaleMeans): readonly Finding[] {
        const before = this.#lines;
        const merged = [...fresh];
        if (before && this.#known.length > 0) {
            const alive = new Set(fresh.map(f => f.context));
            const kept = this.#known.filter(
                f => isLate(f.rule) || (!alive.has(f.context) && isBroken(f.context)),
            );
            const moveLine = kept.length > 0 ? lineMove(before, lines) : () => undefined;
            for (const finding of kept) {
                const range = moveRange(finding.range, moveLine, lines);
                if (!range) continue;
                const related = finding.related.flatMap(r => {
                    const place = moveRange(r.range, moveLine, lines);
                    return place ? [{ ...r, range: place }] : [];
                });
                const focus = finding.focus && moveRange(finding.focus, moveLine, lines);
                // Fixes were made for another text.
                merged.push({ ...finding, range, ...(focus && { focus }), related, fixes: [] });
            }
        }
        this.#known = merged;
        this.#lines = lines;
        return merged;
    }
}

/** Where a line of the text before is now; `undefined` if it is gone. */
type LineMove = (line: number) => number | undefined;

/**
 * Two versions of a text share a beginning and an end. Lines there are where they were, or moved as a whole;
 * a line between is looked for between, so that it is never taken for an equal line of another function.
 */
function lineMove(before: LineIndex, after: LineIndex): LineMove {
    const shorter = Math.min(before.text.length, after.text.length);
    let head = 0;
    while (head < shorter && before.text.charCodeAt(head) === after.text.charCodeAt(head)) head++;
    let tail = 0;
    while (
        tail < shorter - head &&
        before.text.charCodeAt(before.text.length - 1 - tail) ===
            after.text.charCodeAt(after.text.length - 1 - tail)
    )
        tail++;
    const firstChanged = before.lineAt(head);
    const lastChanged = before.lineAt(before.text.length - tail);
    const shift = after.lineCount - before.lineCount;
    return line => {
        if (line < firstChanged) return line;
        if (line > lastChanged) return line + shift;
        const text = before.lineText(line);
        for (let now = firstChanged; now <= lastChanged + shift; now++)
            if (after.lineText(now) === text) return now;
        return undefined;
    };
}

/** `undefined` if the first line is gone; if only the last one is, the range ends with its first line. */
function moveRange({ start, end }: Range, moveLine: LineMove, after: LineIndex): Range | undefined {
    const first = moveLine(start.line);
    if (first === undefined) return undefined;
    const last = start.line === end.line ? first : moveLine(end.line);
    const at = (line: number, character: number): Position => ({
        line,
        character: Math.min(character, after.lineText(line).length),
    });
    const whole = last === undefined || last < first;
    return {
        start: at(first, start.character),
        end: whole ? at(first, Number.POSITIVE_INFINITY) : at(last, end.character),
    };
}

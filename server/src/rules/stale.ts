/**
 * Findings that stay while their function does not parse. Half-typed code would otherwise make squiggles
 * flicker: the last good findings of a function stay until it parses again.
 */
import type { Finding } from '../base/finding.ts';
import type { LineIndex, Range } from '../base/text.ts';

/** Owned by one editing session. */
export class StaleFindings {
    #known: readonly Finding[] = [];
    #lines: LineIndex | undefined;

    /**
     * Adds to `fresh` what was known of functions that do not parse now, moved to where their line is now.
     *
     * @param isBroken whether a function, by its name, does not parse or has vanished into an error
     */
    merge(
        fresh: readonly Finding[],
        isBroken: (context: string) => boolean,
        lines: LineIndex,
    ): readonly Finding[] {
        const before = this.#lines;
        const merged = [...fresh];
        if (before && this.#known.length > 0) {
            const alive = new Set(fresh.map(f => f.context));
            let moveLine: LineMove | undefined;
            for (const finding of this.#known) {
                if (alive.has(finding.context) || !isBroken(finding.context)) continue;
                moveLine ??= lineMove(before, lines);
                const line = moveLine(finding.range.start.line);
                if (line !== undefined) merged.push(move(finding, line - finding.range.start.line));
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

function move(finding: Finding, by: number): Finding {
    if (by === 0) return { ...finding, fixes: [] };
    const shift = (range: Range): Range => ({
        start: { line: Math.max(0, range.start.line + by), character: range.start.character },
        end: { line: Math.max(0, range.end.line + by), character: range.end.character },
    });
    return {
        ...finding,
        range: shift(finding.range),
        related: finding.related.map(r => ({ ...r, range: shift(r.range) })),
        fixes: [],
    };
}

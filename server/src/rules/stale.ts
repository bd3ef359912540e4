/**
 * Findings that stay while their function does not parse. Half-typed code would otherwise make squiggles
 * flicker: the last good findings of a function stay until it parses again.
 */
import type { Finding } from '../base/finding.ts';
import type { LineIndex, Range } from '../base/text.ts';

interface Kept {
    readonly finding: Finding;
    /** The whole first line of the finding, by which it is found again. */
    readonly line: string;
}

/** Owned by one editing session. */
export class StaleFindings {
    #kept = new Map<string, Kept[]>();

    /**
     * Adds to `fresh` what was known of functions that do not parse now, moved to where their line is now.
     *
     * @param broken names of functions (and, if the file has an error outside, of vanished ones) to keep
     */
    merge(
        fresh: readonly Finding[],
        isBroken: (context: string) => boolean,
        lines: LineIndex,
    ): readonly Finding[] {
        const next = new Map<string, Kept[]>();
        const add = (finding: Finding) => {
            const kept = next.get(finding.context) ?? [];
            kept.push({ finding, line: lines.lineText(finding.range.start.line) });
            next.set(finding.context, kept);
        };
        for (const finding of fresh) add(finding);
        const merged = [...fresh];
        let byLine: Map<string, number[]> | undefined;
        for (const [context, kept] of this.#kept) {
            if (!isBroken(context) || next.has(context)) continue;
            byLine ??= indexLines(lines);
            for (const { finding, line } of kept) {
                const at = nearest(byLine.get(line), finding.range.start.line);
                if (at === undefined) continue;
                const moved = move(finding, at - finding.range.start.line);
                merged.push(moved);
                add(moved);
            }
        }
        this.#kept = next;
        return merged;
    }
}

function indexLines(lines: LineIndex): Map<string, number[]> {
    const index = new Map<string, number[]>();
    for (let line = 0; line < lines.lineCount; line++) {
        const text = lines.lineText(line);
        const known = index.get(text);
        if (known) known.push(line);
        else index.set(text, [line]);
    }
    return index;
}

function nearest(candidates: readonly number[] | undefined, line: number): number | undefined {
    if (!candidates) return undefined;
    let best: number | undefined;
    for (const candidate of candidates) {
        if (best === undefined || Math.abs(candidate - line) < Math.abs(best - line)) best = candidate;
    }
    return best;
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

/** A code frame: the lines of a finding with carets below the place, and its evidence in the same picture. */
import type { Finding } from '../base/finding.ts';
import type { Range } from '../base/text.ts';
import { oneLine, toColumns } from './columns.ts';
import { lastLineOf } from './report.ts';

/** How a frame paints its parts; the identity functions for plain text. */
export interface FramePaint {
    readonly gutter: (text: string) => string;
    readonly primary: (text: string) => string;
    readonly related: (text: string) => string;
}

/** Regions longer than this show their beginning and their last line. */
const LONG_REGION = 6;
const HEAD_OF_REGION = 3;
/** Evidence beyond this is counted, not shown. */
const MOST_RELATED = 6;

/** The zero-based lines that the frame of a finding shows, in order. */
export function frameLines(finding: Finding): number[] {
    const lines = new Set<number>();
    const { start, end } = finding.range;
    const last = lastLineOf(finding.range);
    for (let line = Math.max(0, start.line - 1); line <= last + 1; line++) lines.add(line);
    if (last - start.line + 1 > LONG_REGION) {
        for (let line = start.line + HEAD_OF_REGION; line < last; line++) lines.delete(line);
        lines.delete(end.line + 1);
    }
    for (const related of shownRelated(finding)) lines.add(related.range.start.line);
    return [...lines].sort((a, b) => a - b);
}

function shownRelated(finding: Finding) {
    return finding.related.slice(0, MOST_RELATED);
}

/** Those lines of the frame that are known, without blank ones at the ends, which are only context. */
export function shownLines(finding: Finding, lines: Readonly<Record<number, string>>): number[] {
    const shown = frameLines(finding).filter(line => lines[line] !== undefined);
    const isBlank = (line: number) => (lines[line] ?? '').trim() === '';
    const first = shown.findIndex(line => !isBlank(line));
    const last = shown.findLastIndex(line => !isBlank(line));
    return first === -1 ? [...shown] : shown.slice(first, last + 1);
}

interface Mark {
    readonly start: number;
    readonly end: number;
    readonly message: string;
    readonly primary: boolean;
}

/**
 * Renders the frame without a title.
 *
 * @param lines the file's lines by zero-based number; those that are missing are left out
 * @param width the columns to stay in
 */
export function renderFrame(
    finding: Finding,
    lines: Readonly<Record<number, string>>,
    width: number,
    paint: FramePaint,
): string {
    const shown = shownLines(finding, lines);
    const region = lastLineOf(finding.range) > finding.range.start.line ? finding.range : undefined;
    const margin = region === undefined ? '' : '  ';
    const digits = String((shown.at(-1) ?? 0) + 1).length;
    const bar = paint.gutter('|');
    const blank = `${margin}${' '.repeat(digits + 1)}`;
    const out = [blank + bar];
    let previous = shown[0];
    for (const line of shown) {
        if (previous !== undefined && line > previous + 1)
            out.push(paint.gutter('.'.repeat(Math.max(3, digits))));
        previous = line;
        const source = lines[line] ?? '';
        const columns = toColumns(source);
        const marks = marksOn(line, finding, source).map(mark => ({
            ...mark,
            start: columns.columnOf[mark.start] ?? 0,
            end: columns.columnOf[mark.end] ?? 0,
        }));
        const room = Math.max(40, width - blank.length - 2);
        const cut = cropAt(columns.columnOf.at(-1) ?? 0, marks[0], room);
        const number = paint.gutter(String(line + 1).padStart(digits));
        const inside = region !== undefined && line >= region.start.line && line <= lastLineOf(region);
        const arrow = inside ? paint.primary('> ') : margin;
        out.push(`${arrow}${number} ${bar} ${crop(source, columns, cut, room)}`.trimEnd());
        for (const mark of marks) {
            const from = Math.max(0, mark.start - cut);
            const length = Math.max(1, Math.min(mark.end - cut, room) - from);
            const line = mark.primary ? '^'.repeat(length) : '-'.repeat(length);
            const text = mark.message === '' ? line : `${line} ${oneLine(mark.message)}`;
            const painted = mark.primary ? paint.primary(text) : paint.related(text);
            out.push(`${blank}${bar} ${' '.repeat(from)}${painted}`);
        }
    }
    out.push(blank + bar);
    const more = finding.related.length - MOST_RELATED;
    if (more > 0) out.push(`${blank}${paint.gutter('=')} and ${more} more related places`);
    return out.join('\n');
}

function marksOn(line: number, finding: Finding, source: string): Mark[] {
    const marks: Mark[] = [];
    // A region is marked in the margin: carets below each of its lines would drown the code.
    const primary = lastLineOf(finding.range) === finding.range.start.line;
    const caret = primary ? markOn(line, finding.range, source) : undefined;
    if (caret !== undefined) marks.push({ ...caret, message: '', primary: true });
    for (const related of shownRelated(finding)) {
        if (related.range.start.line !== line) continue;
        const mark = markOn(line, related.range, source);
        if (mark !== undefined) marks.push({ ...mark, message: related.message, primary: false });
    }
    return marks;
}

/** The part of a range that lies on a line, without the indentation. */
function markOn(line: number, range: Range, source: string): { start: number; end: number } | undefined {
    const { start, end } = range;
    if (line < start.line || line > lastLineOf(range)) return undefined;
    const indent = source.length - source.trimStart().length;
    const from = line === start.line ? start.character : indent;
    const to = line === end.line ? end.character : source.trimEnd().length;
    return { start: Math.min(from, source.length), end: Math.min(Math.max(from, to), source.length) };
}

/** The first column to show, so that the first mark is in sight. */
function cropAt(total: number, mark: { start: number; end: number } | undefined, room: number): number {
    if (total <= room || mark === undefined || mark.end <= room - 1) return 0;
    return Math.max(0, Math.min(mark.start - 12, total - room));
}

function crop(source: string, columns: ReturnType<typeof toColumns>, cut: number, room: number): string {
    const total = columns.columnOf.at(-1) ?? 0;
    if (cut === 0 && total <= room) return columns.text;
    const from = columns.columnOf.findIndex(column => column >= cut + (cut > 0 ? 1 : 0));
    const after = columns.columnOf.findIndex(column => column > cut + room - 1);
    const to = after === -1 ? source.length : after - 1;
    const inner = toColumns(source.slice(from, to)).text;
    return `${cut > 0 ? '…' : ''}${inner}${after === -1 ? '' : '…'}`;
}

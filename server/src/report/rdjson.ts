/** Reviewdog's diagnostic format. https://github.com/reviewdog/reviewdog/tree/master/proto/rdf */
import type { Fix, Severity } from '../base/finding.ts';
import { LineIndex, type Position, type Range } from '../base/text.ts';
import { allFindings, type Report } from './report.ts';

const SEVERITIES: Readonly<Record<Severity, string>> = {
    error: 'ERROR',
    warning: 'WARNING',
    information: 'INFO',
    hint: 'INFO',
};

/** @param report with the files' texts: this format counts columns in bytes of UTF-8 */
export function renderRdjson(report: Report): string {
    const indexes = new Map<string, LineIndex>();
    const diagnostics = [...allFindings(report)].map(({ file, finding }) => {
        const index = indexes.get(file.path) ?? new LineIndex(file.text ?? '');
        indexes.set(file.path, index);
        const suggestions = finding.fixes
            .filter(fix => fix.applicability !== 'display')
            .slice(0, 1)
            .map(fix => suggestionOf(fix, index));
        return {
            message: finding.message,
            location: { path: file.path, range: rangeOf(finding.range, index) },
            severity: SEVERITIES[finding.severity],
            code: { value: finding.rule },
            ...(suggestions.length > 0 ? { suggestions } : {}),
        };
    });
    return `${JSON.stringify({ source: { name: 'steady' }, diagnostics }, null, 2)}\n`;
}

/** All edits of a fix as one replacement, because each suggestion is offered by itself. */
function suggestionOf({ edits }: Fix, index: LineIndex): { range: object; text: string } {
    const spans = edits.map(edit => ({ ...index.spanOf(edit.range), newText: edit.newText }));
    const start = Math.min(...spans.map(span => span.start));
    const end = Math.max(...spans.map(span => span.end));
    let text = '';
    let at = start;
    for (const span of spans) {
        text += index.text.slice(at, span.start) + span.newText;
        at = span.end;
    }
    return { range: rangeOf(index.rangeOf({ start, end }), index), text };
}

function rangeOf({ start, end }: Range, index: LineIndex): object {
    return { start: placeOf(start, index), end: placeOf(end, index) };
}

/** One-based; columns count bytes. */
function placeOf({ line, character }: Position, index: LineIndex): { line: number; column: number } {
    const before = index.lineText(line).slice(0, character);
    return { line: line + 1, column: new TextEncoder().encode(before).length + 1 };
}

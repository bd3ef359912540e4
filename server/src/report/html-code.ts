/** Code in the HTML report: frames with the finding marked, Python in colour, fixes as a difference. */
import { structuredPatch } from 'diff';
import { applyEdits } from '../base/apply.ts';
import type { Finding, Fix } from '../base/finding.ts';
import { LineIndex, type Range } from '../base/text.ts';
import { shownLines } from './frame.ts';
import { escapeHtml, inlineMarkdown } from './html-text.ts';
import { lastLineOf } from './report.ts';

const TOKENS =
    /(?<comment>#.*)|(?<string>[rbfuRBFU]{0,2}(?:"""|'''|"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?))|(?<keyword>\b(?:and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|lambda|nonlocal|not|or|pass|raise|return|try|while|with|yield|None|True|False)\b)|(?<number>\b\d[\d_.]*\b)|(?<decorator>^\s*@[\w.]+)/g;

/** The class of each UTF-16 unit of a line of Python; good for a glance, not for a compiler. */
function tokenClasses(line: string): string[] {
    const classes = new Array<string>(line.length).fill('');
    for (const match of line.matchAll(TOKENS)) {
        const kind = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined)?.[0] ?? '';
        classes.fill(`py-${kind}`, match.index, match.index + match[0].length);
    }
    return classes;
}

/** A line in spans, with `marks` (half-open, in units) drawn over it. */
function paint(line: string, marks: readonly { start: number; end: number; kind: string }[]): string {
    const classes = tokenClasses(line);
    for (const { start, end, kind } of marks) {
        for (let i = start; i < end; i++) classes[i] = `${classes[i] ?? ''} ${kind}`.trim();
    }
    let out = '';
    for (let from = 0; from < line.length; ) {
        let to = from + 1;
        while (to < line.length && classes[to] === classes[from]) to++;
        const text = escapeHtml(line.slice(from, to));
        out += classes[from] === '' ? text : `<span class="${classes[from]}">${text}</span>`;
        from = to;
    }
    return out;
}

/** The frame of a finding; what its evidence says stands below the lines that it speaks of. */
export function renderHtmlFrame(finding: Finding, lines: Readonly<Record<number, string>>): string {
    const rows: string[] = [];
    const shown = shownLines(finding, lines);
    const margin = commonIndent(shown.map(line => lines[line] ?? ''));
    let previous: number | undefined;
    for (const line of shown) {
        const text = (lines[line] ?? '').slice(margin);
        if (previous !== undefined && line > previous + 1)
            rows.push('<tr class="gap"><td></td><td>⋯</td></tr>');
        previous = line;
        const related = finding.related.filter(({ range }) => range.start.line === line);
        const marks = [
            ...related.flatMap(({ range }) => markOn(line, range, margin, text, 'mark-related')),
            ...markOn(line, finding.range, margin, text, 'mark'),
        ];
        const hit = line >= finding.range.start.line && line <= lastLineOf(finding.range);
        rows.push(
            `<tr${hit ? ' class="hit"' : ''}><td>${line + 1}</td><td>${paint(text, marks) || ' '}</td></tr>`,
        );
        for (const { message } of related) {
            rows.push(`<tr class="note"><td></td><td>${indentOf(text)}${inlineMarkdown(message)}</td></tr>`);
        }
    }
    return `<table class="code">${rows.join('')}</table>`;
}

/** How many units of white space all of these lines begin with; empty lines do not count. */
function commonIndent(lines: readonly string[]): number {
    const [first = '', ...others] = lines
        .filter(line => line.trim() !== '')
        .map(line => /^[ \t]*/.exec(line)?.[0] ?? '');
    let length = first.length;
    for (const other of others) while (!other.startsWith(first.slice(0, length))) length--;
    return length;
}

/** @param margin units that are cut off before `text` */
function markOn(line: number, range: Range, margin: number, text: string, kind: string) {
    if (line < range.start.line || line > lastLineOf(range)) return [];
    // A region of several lines is marked by its rows.
    if (lastLineOf(range) > range.start.line) return [];
    const start = Math.max(0, range.start.character - margin);
    return [{ start, end: Math.min(range.end.character - margin, text.length), kind }];
}

function indentOf(text: string): string {
    return `<span class="indent">${/^[ \t]*/.exec(text)?.[0].replaceAll('\t', '    ') ?? ''}</span>`;
}

/** What a fix changes, as a difference with one line around it. */
export function renderHtmlDiff(fix: Fix, text: string): string {
    const [first] = fix.edits;
    if (first === undefined) return '';
    const after = applyEdits(new LineIndex(text), fix.edits);
    const hunks = structuredPatch('', '', text, after, '', '', { context: 1 }).hunks.map(hunk =>
        hunk.lines.filter(line => !line.startsWith('\\')),
    );
    const margin = commonIndent(hunks.flat().map(line => line.slice(1)));
    const rows = hunks.map(lines =>
        lines
            .map(line => {
                const kind = line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : 'same';
                const sign = kind === 'added' ? '+' : kind === 'removed' ? '−' : ' ';
                const code = line.slice(1 + margin).replace(/\r$/, '');
                return `<tr class="${kind}"><td>${sign}</td><td>${paint(code, [])}</td></tr>`;
            })
            .join(''),
    );
    return `<table class="code diff">${rows.join('<tr class="gap"><td></td><td>⋯</td></tr>')}</table>`;
}

/** A file's review as Markdown, as a reviewer would write it. Pure: the language server shows the same text. */
import type { Finding, Related } from '../base/finding.ts';
import { LineIndex, type Range } from '../base/text.ts';
import type { Analysis, SourceFile } from '../engine.ts';
import { count, lastLineOf } from './report.ts';
import { reviewSummary } from './review-summary.ts';

/** Code of more lines than this is shown by its beginning. */
const MOST_LINES = 12;

/**
 * For each defect a title, its lines, what is wrong and what to do instead; at the end a summary of the file.
 *
 * @param file what was analysed; its path is the review's title
 * @param analysis with fixes, so that the review can name them
 */
export function renderReview(file: SourceFile, analysis: Analysis): string {
    const index = new LineIndex(file.text);
    const name = file.path.slice(file.path.lastIndexOf('/') + 1);
    const defects = analysis.findings.length;
    const parts = [
        `# Review of ${code(name)}`,
        `${code(file.path)}: ${count(analysis.testCount, 'test')}, ${count(analysis.lineCount, 'line')}, ` +
            `${defects === 0 ? 'no defects' : count(defects, 'defect')} found.`,
        ...analysis.findings.map((finding, i) => renderDefect(finding, i + 1, index)),
        '## Summary',
        reviewSummary(file, analysis),
    ];
    return `${parts.join('\n\n')}\n`;
}

function renderDefect(finding: Finding, number: number, index: LineIndex): string {
    const { why, solution, evidence } = finding.explanation;
    const where = finding.context === '' ? '' : ` in ${code(finding.context)}`;
    const parts = [
        `## ${number}. ${titleOf(finding.rule)}${where}`,
        [
            `- **${linesOf(finding.range)}**`,
            `- Rule: ${code(finding.rule)} (${finding.severity}, ${finding.confidence} confidence)`,
        ].join('\n'),
        excerpt(finding.range, index),
        `**Description:** ${sentence(finding.message)}${why === '' ? '' : ` ${why}`}`,
        relatedList(finding.related, index),
        evidence,
        solution === '' ? '' : `**Solution:** ${solution}`,
        fixLine(finding),
    ];
    return parts.filter(part => part !== '').join('\n\n');
}

/** `Sleep as sync` of `sleep-as-sync`. */
function titleOf(rule: string): string {
    const words = rule.replaceAll('-', ' ');
    return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `Line 3` or `Lines 3–7`, one-based, for people. */
function linesOf(range: Range): string {
    const first = range.start.line + 1;
    const last = lastLineOf(range) + 1;
    return first === last ? `Line ${first}` : `Lines ${first}–${last}`;
}

function excerpt(range: Range, index: LineIndex): string {
    const first = range.start.line;
    const last = Math.min(lastLineOf(range), index.lineCount - 1);
    const shown = Math.min(last, first + MOST_LINES - 1);
    const lines: string[] = [];
    for (let line = first; line <= shown; line++) lines.push(index.lineText(line));
    const indent = Math.min(
        ...lines.filter(line => line.trim() !== '').map(line => line.length - line.trimStart().length),
    );
    const body = lines.map(line => line.slice(Number.isFinite(indent) ? indent : 0).trimEnd());
    if (shown < last) body.push(`# ... ${count(last - shown, 'more line')}`);
    return fenced(body.join('\n'), 'python');
}

function relatedList(related: readonly Related[], index: LineIndex): string {
    return related
        .map(({ message, range }) => {
            const source = index.lineText(range.start.line).trim();
            return `- line ${range.start.line + 1}: ${message}${source === '' ? '' : `: ${code(source)}`}`;
        })
        .join('\n');
}

function fixLine(finding: Finding): string {
    const titles = finding.fixes.map(fix => fix.title);
    if (titles.length === 0) return '';
    return `**Quick fix in the editor:** ${titles.join('; ')}.`;
}

/** A code span that holds any text, backticks too. */
function code(text: string): string {
    const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(run => run[0].length));
    const ticks = '`'.repeat(longest + 1);
    const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
    return `${ticks}${pad}${text}${pad}${ticks}`;
}

function fenced(text: string, language: string): string {
    const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(run => run[0].length));
    const fence = '`'.repeat(longest + 1);
    return `${fence}${language}\n${text}\n${fence}`;
}

function sentence(text: string): string {
    return /[.!?]$/.test(text) ? text : `${text}.`;
}

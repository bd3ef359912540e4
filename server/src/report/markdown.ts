/** The report as Markdown for the summary of a CI job or a comment on a pull request. */
import { familiesOf } from './families.ts';
import { count, isFixable, type Report, severityCounts, totalSleep, totalsOf } from './report.ts';

/** Each file's findings in a table; a service cuts what is longer than it shows. */
export function renderMarkdown(report: Report): string {
    const totals = totalsOf(report);
    const found = severityCounts(totals.findings);
    const scope = `${count(totals.files, 'test file')}, ${count(totals.tests, 'test')}`;
    const parts = [
        `## Steady: ${found === '' ? 'no problems' : found}`,
        `${scope}${hiddenNote(totals)}${sleepNote(report)}.`,
    ];
    const families = familiesOf(report);
    if (families.length > 0) {
        parts.push(
            table(
                ['Family', 'Findings', 'Rules'],
                families.map(({ family, rules, total }) => [
                    family,
                    String(total),
                    rules.map(rule => `\`${rule.name}\` ${rule.count}`).join(', '),
                ]),
            ),
        );
    }
    for (const { path, findings } of report.files) {
        if (findings.length === 0) continue;
        const rows = findings.map(finding => [
            String(finding.range.start.line + 1),
            finding.severity,
            `\`${finding.rule}\``,
            `${finding.message}${isFixable(finding) ? ' *(has a fix)*' : ''}`,
        ]);
        parts.push(
            `<details><summary><b>${html(path)}</b>: ${count(findings.length, 'finding')}</summary>`,
            table(['Line', 'Severity', 'Rule', 'Finding'], rows),
            '</details>',
        );
    }
    if (report.errors.length > 0) {
        parts.push(
            '### Could not be checked',
            report.errors
                .map(({ path, message }) => `- ${path === '' ? '' : `\`${path}\` `}${message}`)
                .join('\n'),
        );
    }
    return `${parts.join('\n\n')}\n`;
}

function hiddenNote({ suppressed, baselined }: { suppressed: number; baselined: number }): string {
    const parts = [];
    if (suppressed > 0) parts.push(`${suppressed.toLocaleString('en-GB')} suppressed`);
    if (baselined > 0) parts.push(`${baselined.toLocaleString('en-GB')} in the baseline`);
    return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function sleepNote(report: Report): string {
    const seconds = totalSleep(report);
    return seconds === 0 ? '' : `; they sleep at least ${Number(seconds.toFixed(1))} s a run`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
    const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
    return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

function cell(text: string): string {
    return text.replaceAll('|', '\\|').replace(/[\r\n]+/g, ' ');
}

function html(text: string): string {
    return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

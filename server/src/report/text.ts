/** The report for a person at a terminal: one frame a finding, a summary at the end. */
import pc from 'picocolors';
import type { Finding, Severity } from '../base/finding.ts';
import { oneLine } from './columns.ts';
import { type FramePaint, renderFrame } from './frame.ts';
import {
    count,
    type FileReport,
    type Report,
    type ReportOptions,
    severityCounts,
    totalsOf,
} from './report.ts';

type Colours = ReturnType<typeof pc.createColors>;

export function renderText(report: Report, options: ReportOptions): string {
    const colours = pc.createColors(options.colour);
    const parts: string[] = [];
    for (const file of report.files) {
        for (const finding of file.findings) parts.push(renderFinding(file, finding, options, colours), '');
    }
    parts.push(...summaryLines(report, colours));
    return `${parts.join('\n')}\n`;
}

export function severityColour(severity: Severity, colours: Colours): (text: string) => string {
    if (severity === 'error') return colours.red;
    if (severity === 'warning') return colours.yellow;
    return severity === 'information' ? colours.blue : colours.cyan;
}

function renderFinding(file: FileReport, finding: Finding, options: ReportOptions, colours: Colours): string {
    const colour = severityColour(finding.severity, colours);
    const paint: FramePaint = {
        gutter: colours.dim,
        primary: text => colours.bold(colour(text)),
        related: colours.cyan,
    };
    const { line, character } = finding.range.start;
    const place = `${oneLine(file.path)}:${line + 1}:${character + 1}`;
    const context = finding.context === '' ? '' : colours.dim(` in ${oneLine(finding.context)}`);
    const confidence =
        finding.confidence === 'high' ? '' : colours.dim(` (${finding.confidence} confidence)`);
    const title = `${colours.bold(colour(finding.severity))}${colours.dim('[')}${finding.rule}${colours.dim(']')}`;
    const out = [
        `${title}: ${colours.bold(oneLine(finding.message))}${confidence}`,
        `  ${colours.dim('-->')} ${place}${context}`,
        renderFrame(finding, file.lines, options.width, paint),
    ];
    const fix = finding.fixes[0];
    if (fix !== undefined) out.push(`  ${colours.green('fix')}: ${oneLine(fix.title)}`);
    return out.join('\n');
}

export function summaryLines(report: Report, colours: Colours): string[] {
    const totals = totalsOf(report);
    const found = severityCounts(totals.findings);
    const seconds = (report.milliseconds / 1000).toFixed(report.milliseconds < 10_000 ? 2 : 1);
    const scope = `${count(totals.files, 'test file')} (${count(totals.tests, 'test')}, ${count(totals.lines, 'line')})`;
    const lines: string[] = [];
    if (totals.files === 0) {
        lines.push(colours.bold('Nothing was checked.'));
    } else if (found === '') {
        lines.push(`${colours.green(colours.bold('No problems'))} in ${scope}, checked in ${seconds} s.`);
    } else {
        const total = Object.values(totals.findings).reduce((sum, n) => sum + n, 0);
        const files = report.files.filter(file => file.findings.length > 0).length;
        const problems = colours.bold(count(total, 'problem'));
        lines.push(
            `Found ${problems} (${found}) in ${files.toLocaleString('en-GB')} of ${scope}, checked in ${seconds} s.`,
        );
        const fixable = totals.fixable === 1 ? '1 has' : `${totals.fixable.toLocaleString('en-GB')} have`;
        if (totals.fixable > 0) {
            const how = 'apply it in an editor, or see what it changes with --diff --unsafe.';
            lines.push(colours.dim(`${fixable} a fix: ${how}`));
        }
        const rule = report.files.flatMap(file => file.findings)[0]?.rule;
        if (rule !== undefined)
            lines.push(colours.dim(`Why, and what to do instead: steady explain ${rule}`));
    }
    if (totals.suppressed > 0)
        lines.push(colours.dim(`${count(totals.suppressed, 'finding')} suppressed by comments.`));
    if (totals.baselined > 0)
        lines.push(colours.dim(`${count(totals.baselined, 'finding')} known to the baseline.`));
    lines.push(...(report.notes ?? []).map(note => colours.dim(note)));
    return lines;
}

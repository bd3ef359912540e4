/** Reports of one line a finding: `concise` as compilers write them, `grouped` below the name of each file. */
import pc from 'picocolors';
import type { Finding, Severity } from '../base/finding.ts';
import { oneLine } from './columns.ts';
import { allFindings, type Report, type ReportOptions, SEVERITY_ORDER } from './report.ts';
import { severityColour, summaryLines } from './text.ts';

/** `path:line:column: severity[rule] message`. */
export function renderConcise(report: Report, options: ReportOptions): string {
    const colours = pc.createColors(options.colour);
    const lines = [...allFindings(report)].map(({ file, finding }) => {
        const severity = severityColour(finding.severity, colours)(finding.severity);
        const place = `${colours.bold(oneLine(file.path))}:${placeOf(finding)}:`;
        return `${place} ${severity}[${finding.rule}] ${oneLine(finding.message)}`;
    });
    return `${[...lines, ...summaryLines(report, colours)].join('\n')}\n`;
}

/** The findings of each file in columns. */
export function renderGrouped(report: Report, options: ReportOptions): string {
    const colours = pc.createColors(options.colour);
    const severityWidth = Math.max(...SEVERITY_ORDER.map((severity: Severity) => severity.length));
    const out: string[] = [];
    for (const { path, findings } of report.files) {
        if (findings.length === 0) continue;
        const places = findings.map(placeOf);
        const placeWidth = Math.max(...places.map(place => place.length));
        out.push(colours.underline(oneLine(path)));
        findings.forEach((finding, i) => {
            const place = colours.dim((places[i] ?? '').padStart(placeWidth));
            const severity = severityColour(
                finding.severity,
                colours,
            )(finding.severity.padEnd(severityWidth));
            out.push(`  ${place}  ${severity}  ${oneLine(finding.message)}  ${colours.dim(finding.rule)}`);
        });
        out.push('');
    }
    return `${[...out, ...summaryLines(report, colours)].join('\n')}\n`;
}

/** `line:column`, one-based, as editors and terminals follow it. */
function placeOf({ range }: Finding): string {
    return `${range.start.line + 1}:${range.start.character + 1}`;
}

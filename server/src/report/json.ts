/** The report for programs. Its form is documented in docs/cli.md; a change of form raises `version`. */
import type { Confidence, Fix, Related, Severity } from '../base/finding.ts';
import type { Range } from '../base/text.ts';
import { type Report, type RunError, type Totals, totalsOf } from './report.ts';

/** Lines and characters are zero-based, characters count UTF-16 code units, as in the Language Server Protocol. */
export interface JsonFinding {
    readonly rule: string;
    readonly severity: Severity;
    readonly confidence: Confidence;
    readonly message: string;
    readonly path: string;
    readonly range: Range;
    readonly context: string;
    readonly related: readonly Related[];
    readonly fixes: readonly Fix[];
    readonly fingerprint: string;
}

export interface JsonReport {
    readonly version: 1;
    readonly findings: readonly JsonFinding[];
    readonly summary: Totals & { readonly errors: readonly RunError[] };
}

function jsonReport(report: Report): JsonReport {
    const findings = report.files.flatMap(file =>
        file.findings.map(finding => ({
            rule: finding.rule,
            severity: finding.severity,
            confidence: finding.confidence,
            message: finding.message,
            path: file.path,
            range: finding.range,
            context: finding.context,
            related: finding.related,
            fixes: finding.fixes,
            fingerprint: finding.fingerprint,
        })),
    );
    return { version: 1, findings, summary: { ...totalsOf(report), errors: report.errors } };
}

export function renderJson(report: Report): string {
    return `${JSON.stringify(jsonReport(report), null, 2)}\n`;
}

/**
 * The report for programs, whole: reports of several runs can be joined and rendered in any other form. Its
 * form is documented in docs/cli.md; a change of what is there raises `version`.
 */
import type { Confidence, Explanation, Fix, Related, RuleFailure, Severity } from '../base/finding.ts';
import type { Range } from '../base/text.ts';
import type { SleepCost } from '../engine.ts';
import {
    allFindings,
    type FileReport,
    type HiddenEntry,
    type Report,
    type RunError,
    type Totals,
    totalsOf,
} from './report.ts';

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
    readonly explanation: Explanation;
    readonly fixes: readonly Fix[];
    readonly fingerprint: string;
}

export interface JsonHidden extends JsonFinding {
    readonly hiddenBy: HiddenEntry['by'];
    readonly reason: string;
}

export interface JsonFile {
    readonly path: string;
    readonly tests: number;
    readonly lines: number;
    readonly failures: readonly RuleFailure[];
    /** The lines that frames show, by zero-based number. */
    readonly source: Readonly<Record<string, string>>;
    readonly sleeps?: readonly SleepCost[];
}

export interface JsonReport {
    readonly version: 1;
    readonly findings: readonly JsonFinding[];
    readonly hidden: readonly JsonHidden[];
    readonly files: readonly JsonFile[];
    readonly summary: Totals & { readonly errors: readonly RunError[] };
}

function jsonReport(report: Report): JsonReport {
    return {
        version: 1,
        findings: jsonFindings(report),
        hidden: report.files.flatMap(file =>
            file.hidden.map(({ finding, by, reason }) => ({
                ...jsonFinding(file, finding),
                hiddenBy: by,
                reason,
            })),
        ),
        files: report.files.map(file => ({
            path: file.path,
            tests: file.testCount,
            lines: file.lineCount,
            failures: file.failures,
            source: file.lines,
            ...(file.sleeps === undefined ? {} : { sleeps: file.sleeps }),
        })),
        summary: { ...totalsOf(report), errors: report.errors },
    };
}

function jsonFindings(report: Report): JsonFinding[] {
    return [...allFindings(report)].map(({ file, finding }) => jsonFinding(file, finding));
}

function jsonFinding(file: FileReport, finding: FileReport['findings'][number]): JsonFinding {
    return {
        rule: finding.rule,
        severity: finding.severity,
        confidence: finding.confidence,
        message: finding.message,
        path: file.path,
        range: finding.range,
        context: finding.context,
        related: finding.related,
        explanation: finding.explanation,
        fixes: finding.fixes,
        fingerprint: finding.fingerprint,
    };
}

export function renderJson(report: Report): string {
    return `${JSON.stringify(jsonReport(report), null, 2)}\n`;
}

/** One finding a line, for `jq`, `grep` and streams. */
export function renderJsonLines(report: Report): string {
    return jsonFindings(report)
        .map(finding => `${JSON.stringify(finding)}\n`)
        .join('');
}

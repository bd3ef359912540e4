/** What a run has found, as plain data that every reporter renders. */
import type { Finding, RuleFailure, Severity } from '../base/finding.ts';
import type { Range } from '../base/text.ts';
import type { SleepCost } from '../engine.ts';

/** One file that was checked. */
export interface FileReport {
    /** As the user would write it: relative to the current folder, `/` between folders. */
    readonly path: string;
    readonly findings: readonly Finding[];
    readonly failures: readonly RuleFailure[];
    readonly testCount: number;
    readonly lineCount: number;
    /** Findings that are not reported, and who says so. */
    readonly hidden: readonly HiddenEntry[];
    readonly isTestFile: boolean;
    /** What its functions sleep, where it was asked for. */
    readonly sleeps?: readonly SleepCost[];
    /** The whole text, where it was asked for. */
    readonly text?: string;
    /** The text of the lines that frames show, by zero-based line. */
    readonly lines: Readonly<Record<number, string>>;
}

/** A finding that is not reported. */
export interface HiddenEntry {
    readonly finding: Finding;
    readonly by: 'comment' | 'baseline';
    /** What the comment gives as its reason; empty if nothing. */
    readonly reason: string;
}

/** Something that was asked for and could not be done. */
export interface RunError {
    /** Empty where the error is about no file. */
    readonly path: string;
    readonly message: string;
}

export interface Report {
    /** Sorted by path; findings in each by position. */
    readonly files: readonly FileReport[];
    readonly errors: readonly RunError[];
    /** What a person should know about the run besides; not part of any machine-readable form. */
    readonly notes?: readonly string[];
    /** Wall-clock time; not part of any machine-readable form. */
    readonly milliseconds: number;
}

export interface ReportOptions {
    readonly colour: boolean;
    /** The terminal's columns; frames crop longer lines. */
    readonly width: number;
}

export interface Totals {
    readonly files: number;
    readonly tests: number;
    readonly lines: number;
    readonly findings: Readonly<Record<Severity, number>>;
    /** Findings that comments hide, and that the baseline does. */
    readonly suppressed: number;
    readonly baselined: number;
    /** Findings that carry at least one fix that can be applied. */
    readonly fixable: number;
}

export const SEVERITY_ORDER: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

export function totalsOf(report: Report): Totals {
    const findings: Record<Severity, number> = { error: 0, warning: 0, information: 0, hint: 0 };
    let tests = 0;
    let lines = 0;
    let suppressed = 0;
    let baselined = 0;
    let fixable = 0;
    for (const file of report.files) {
        tests += file.testCount;
        lines += file.lineCount;
        for (const { by } of file.hidden) {
            if (by === 'comment') suppressed++;
            else baselined++;
        }
        for (const finding of file.findings) {
            findings[finding.severity]++;
            if (isFixable(finding)) fixable++;
        }
    }
    return { files: report.files.length, tests, lines, findings, suppressed, baselined, fixable };
}

/** Whether a finding has a fix that can be applied. */
export function isFixable(finding: Finding): boolean {
    return finding.fixes.some(fix => fix.applicability !== 'display');
}

/** The last line that a range touches; one that ends before the first character of a line does not touch it. */
export function lastLineOf({ start, end }: Range): number {
    return end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
}

/** Every finding with its file, in the order of the report. */
export function* allFindings(report: Report): Generator<{ file: FileReport; finding: Finding }> {
    for (const file of report.files) for (const finding of file.findings) yield { file, finding };
}

/** Seconds that a run of the tests sleeps at least. */
export function totalSleep(report: Report): number {
    return report.files
        .flatMap(file => file.sleeps ?? [])
        .reduce((sum, { seconds, times }) => sum + seconds * times, 0);
}

/** `3 files`, `1 file`, `1,204 files`. */
export function count(number: number, one: string, many = `${one}s`): string {
    return `${number.toLocaleString('en-GB')} ${number === 1 ? one : many}`;
}

/** `2 warnings and 1 hint`; empty where there is nothing. */
export function severityCounts(findings: Readonly<Record<Severity, number>>): string {
    const parts = SEVERITY_ORDER.filter(severity => findings[severity] > 0).map(severity =>
        severity === 'information'
            ? `${findings[severity].toLocaleString('en-GB')} information`
            : count(findings[severity], severity),
    );
    return listed(parts);
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(parts: readonly string[]): string {
    if (parts.length < 2) return parts.join('');
    return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** `500 ms`, `2.5 s`, `1 min 30 s`. */
export function formatDuration(seconds: number): string {
    if (seconds > 0 && seconds < 0.1) return `${Number((seconds * 1000).toPrecision(2))} ms`;
    if (seconds < 60) return `${Number(seconds.toFixed(1))} s`;
    const rounded = Math.round(seconds);
    return `${Math.floor(rounded / 60).toLocaleString('en-GB')} min ${rounded % 60} s`;
}

/** Reads what `renderJson` has written, perhaps on another machine. */
import * as z from 'zod/mini';
import type { JsonFinding, JsonReport } from './json.ts';
import type { FileReport, Report } from './report.ts';

const position = z.object({ line: z.int(), character: z.int() });
const range = z.object({ start: position, end: position });
const finding = z.looseObject({
    rule: z.string(),
    severity: z.enum(['error', 'warning', 'information', 'hint']),
    confidence: z.enum(['high', 'medium', 'low']),
    message: z.string(),
    path: z.string(),
    range,
    context: z.string(),
    related: z.array(z.object({ message: z.string(), range })),
    explanation: z.object({ why: z.string(), solution: z.string(), evidence: z.string() }),
    fixes: z.array(
        z.object({
            kind: z.string(),
            title: z.string(),
            applicability: z.enum(['safe', 'unsafe', 'display']),
            edits: z.array(z.object({ range, newText: z.string() })),
        }),
    ),
    fingerprint: z.string(),
});
const problem = z.object({ path: z.string(), message: z.string() });

/** New fields may come with a newer version; those that are needed here must be as they are. */
const FORM = z.looseObject({
    version: z.literal(1),
    findings: z.array(finding),
    hidden: z.array(z.extend(finding, { hiddenBy: z.enum(['comment', 'baseline']), reason: z.string() })),
    files: z.array(
        z.looseObject({
            path: z.string(),
            tests: z.int(),
            lines: z.int(),
            failures: z.array(z.object({ rule: z.string(), message: z.string() })),
            source: z.record(z.string(), z.string()),
            sleeps: z.optional(
                z.array(
                    z.object({
                        context: z.string(),
                        role: z.enum(['test', 'fixture', 'setup', 'teardown']),
                        line: z.int(),
                        seconds: z.number(),
                        times: z.number(),
                        sleeps: z.int(),
                        unknown: z.int(),
                    }),
                ),
            ),
        }),
    ),
    summary: z.looseObject({ errors: z.array(problem) }),
});

/** The report, or why this is none, as a clause that follows the file's name. */
export function readJsonReport(text: string): Report | string {
    let data: unknown;
    try {
        data = JSON.parse(text);
    } catch {
        return 'is not JSON: write it with `steady check -f json`';
    }
    const parsed = FORM.safeParse(data);
    if (!parsed.success) {
        const at = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
        return `is no report that this version can read (wrong: ${at === '' ? 'its form' : at})`;
    }
    return reportOf(parsed.data as unknown as JsonReport);
}

function reportOf({ findings, hidden, files, summary }: JsonReport): Report {
    const byPath = <T extends { readonly path: string }>(items: readonly T[]) => {
        const groups = new Map<string, T[]>();
        for (const item of items) {
            const group = groups.get(item.path);
            if (group === undefined) groups.set(item.path, [item]);
            else group.push(item);
        }
        return groups;
    };
    const found = byPath(findings);
    const kept = byPath(hidden);
    return {
        files: files.map(
            (file): FileReport => ({
                path: file.path,
                findings: (found.get(file.path) ?? []).map(findingOf),
                hidden: (kept.get(file.path) ?? []).map(entry => ({
                    finding: findingOf(entry),
                    by: entry.hiddenBy,
                    reason: entry.reason,
                })),
                failures: file.failures,
                testCount: file.tests,
                lineCount: file.lines,
                isTestFile: true,
                lines: file.source,
                ...(file.sleeps === undefined ? {} : { sleeps: file.sleeps }),
            }),
        ),
        errors: summary.errors,
        milliseconds: 0,
    };
}

function findingOf(finding: JsonFinding): FileReport['findings'][number] {
    const { rule, severity, confidence, message, range, context, related, explanation, fixes, fingerprint } =
        finding;
    return {
        rule,
        severity,
        confidence,
        message,
        range,
        context,
        related,
        explanation,
        fixes,
        fingerprint,
        tags: [],
    };
}

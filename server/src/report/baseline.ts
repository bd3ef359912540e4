/**
 * The baseline: findings that a project has decided to live with for now. One line each, sorted, so that a
 * difference reads well and branches merge; no line numbers, so that edits elsewhere change nothing.
 */
import type { Finding } from '../base/finding.ts';
import type { FileReport, Report } from './report.ts';

/** What editor and command line look for, in the folder of a file and those above it. */
export const BASELINE_FILE = 'steady-baseline.txt';

export interface BaselineEntry {
    /** Relative to the folder of the baseline, `/` between folders. */
    readonly path: string;
    /** The test, for people; the fingerprint holds it already. */
    readonly context: string;
    readonly rule: string;
    readonly fingerprint: string;
}

export type Baseline = ReadonlyMap<string, BaselineEntry>;

const HEAD = `# Findings that Steady does not report, one a line: test, rule, fingerprint.
# Written by \`steady baseline\`, which also takes out what has been fixed. Edit it only to remove lines.
`;
const LINE = /^(.+?)(?:::(\S+))? ([a-z-]+) ([0-9a-f]{8,})$/;

/** The entry under which a finding would be known. */
export function entryOf(path: string, { context, rule, fingerprint }: Finding): BaselineEntry {
    return { path, context, rule, fingerprint };
}

/** What makes two entries the same; the context is part of the fingerprint. */
function keyOf({ path, rule, fingerprint }: BaselineEntry): string {
    return `${path}\0${rule}\0${fingerprint}`;
}

/** Reads a baseline; a line that is none, such as the mark of a merge conflict, is a problem with its number. */
export function parseBaseline(text: string): {
    readonly entries: Baseline;
    readonly problems: readonly { readonly line: number; readonly text: string }[];
} {
    const entries = new Map<string, BaselineEntry>();
    const problems: { line: number; text: string }[] = [];
    for (const [i, raw] of text.split('\n').entries()) {
        const line = raw.trim();
        if (line === '' || line.startsWith('#')) continue;
        const [, path, context = '', rule, fingerprint] = LINE.exec(line) ?? [];
        if (path === undefined || rule === undefined || fingerprint === undefined) {
            problems.push({ line: i + 1, text: line });
            continue;
        }
        const entry = { path, context: context.replaceAll('::', '.'), rule, fingerprint };
        entries.set(keyOf(entry), entry);
    }
    return { entries, problems };
}

/** The text of a baseline: the same for the same entries, in whatever order they come. */
export function formatBaseline(entries: Iterable<BaselineEntry>): string {
    const lines = [...entries].map(({ path, context, rule, fingerprint }) => {
        const test = context === '' ? '' : `::${context.replaceAll('.', '::')}`;
        return `${path}${test} ${rule} ${fingerprint}\n`;
    });
    // By code unit, not by locale: every machine sorts alike.
    return HEAD + [...new Set(lines)].sort().join('');
}

/** The text of a baseline with findings added; what stands in it stays. */
export function addToBaseline(text: string, added: readonly BaselineEntry[]): string {
    return formatBaseline([...parseBaseline(text).entries.values(), ...added]);
}

export interface BaselineUpdate {
    readonly entries: readonly BaselineEntry[];
    readonly kept: number;
    /** Entries that no finding answers to any more. */
    readonly pruned: number;
    readonly added: number;
    /** Findings that are not in the baseline and do not enter it. */
    readonly refused: readonly BaselineEntry[];
}

/**
 * The next baseline.
 *
 * @param found what was found in the checked files
 * @param isGone whether an entry's file was checked, or exists no more: only then can its finding be fixed
 * @param accept whether findings that are new enter the baseline
 */
export function updateBaseline(
    before: Baseline,
    found: readonly BaselineEntry[],
    isGone: (path: string) => boolean,
    accept: boolean,
): BaselineUpdate {
    const present = new Map(found.map(entry => [keyOf(entry), entry]));
    const kept = [...before].filter(([key, { path }]) => present.has(key) || !isGone(path));
    const fresh = [...present].filter(([key]) => !before.has(key)).map(([, entry]) => entry);
    // What is found now says best which test it is about.
    const entries = kept.map(([key, entry]) => present.get(key) ?? entry);
    return {
        entries: accept ? [...entries, ...fresh] : entries,
        kept: kept.length,
        pruned: before.size - kept.length,
        added: accept ? fresh.length : 0,
        refused: accept ? [] : fresh,
    };
}

/** Whether a baseline knows a finding of the file that it writes as `path`. */
export function isBaselined(entries: Baseline, path: string, finding: Finding): boolean {
    return entries.has(keyOf(entryOf(path, finding)));
}

/** The report with those findings hidden that are in the baseline of their file. */
export function withoutBaselined(
    report: Report,
    baselineOf: (file: FileReport) => { readonly entries: Baseline; readonly path: string } | undefined,
): Report {
    return {
        ...report,
        files: report.files.map(file => {
            const baseline = baselineOf(file);
            if (baseline === undefined || baseline.entries.size === 0) return file;
            const isKnown = (finding: Finding) => isBaselined(baseline.entries, baseline.path, finding);
            const known = file.findings.filter(isKnown);
            if (known.length === 0) return file;
            return {
                ...file,
                findings: file.findings.filter(finding => !isKnown(finding)),
                hidden: [
                    ...file.hidden,
                    ...known.map(finding => ({ finding, by: 'baseline' as const, reason: '' })),
                ],
            };
        }),
    };
}

/** What sleeps are for and which are reported, against places labelled by hand. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { groupBy } from './labels.mjs';

/** Names of packages in the labels, and the Debian package that holds each. */
const PACKAGE_OF = {
    cpython: 'libpython3.11-testsuite',
    nova: 'python3-nova',
    neutron: 'python3-neutron',
    cinder: 'python3-cinder',
    twisted: 'python3-twisted',
};

/** What stands in the matrix where Steady sees no sleep at the labelled line. */
const UNSEEN = '(not seen)';

/**
 * @param rows of sleep.jsonl
 * @param counts what `measureCorpus` found
 * @returns figures over the rows that are not disputed
 */
export function measureSleeps(rows, corpus, counts, steady) {
    const timing = new Set(steady.rules.filter(rule => rule.family === 'timing').map(rule => rule.name));
    const unreadable = [];
    const judged = [];
    for (const [place, group] of groupBy(rows, row => `${row.package}/${row.path}`)) {
        const { package: name, path } = group[0];
        const file = join(corpus, PACKAGE_OF[name] ?? name, path);
        if (!existsSync(file)) {
            unreadable.push(place);
            continue;
        }
        const bytes = readFileSync(file);
        const warnings = steady
            .findings(path, bytes)
            .filter(finding => timing.has(finding.rule) && finding.severity === 'warning');
        const seen = steady.inspect(path, bytes).contexts.flatMap(context => context.sleeps);
        for (const row of group) judged.push(judge(row, warnings, seen));
    }
    const settled = judged.filter(({ row }) => !row.disputed);
    return {
        rows: rows.length,
        settled: settled.length,
        disputed: judged.length - settled.length,
        unreadable,
        reported: settled.filter(j => j.warning).length,
        rightlyReported: settled.filter(j => j.warning && j.row.should_report).length,
        shouldReport: settled.filter(j => j.row.should_report).length,
        agreeing: settled.filter(j => j.intent === j.row.intent).length,
        matrix: matrixOf(settled),
        disagreements: settled.filter(
            j => j.intent !== j.row.intent || (j.warning !== undefined) !== j.row.should_report,
        ),
        unlabelled: unlabelledWarnings(rows, counts, timing),
    };
}

function judge(row, warnings, seen) {
    const warning = warnings.find(finding => covers(finding.range, row.line));
    const sleep =
        seen.find(s => s.range.start.line + 1 === row.line) ?? seen.find(s => covers(s.range, row.line));
    return { row, warning, intent: sleep?.intent ?? UNSEEN, reasons: sleep?.reasons ?? [] };
}

function covers(range, line) {
    return range.start.line + 1 <= line && line <= range.end.line + 1;
}

/** Rows are labels, columns ours; the most frequent first. */
function matrixOf(judged) {
    const byFrequency = names =>
        [...groupBy(names, name => name)].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
    const labels = byFrequency(judged.map(j => j.row.intent)).map(([name]) => name);
    const ours = byFrequency(judged.map(j => j.intent)).map(([name]) => name);
    const columns = [
        ...labels.filter(name => ours.includes(name)),
        ...ours.filter(name => !labels.includes(name)),
    ];
    const cells = labels.map(label =>
        columns.map(column => judged.filter(j => j.row.intent === label && j.intent === column).length),
    );
    return { labels, columns, cells };
}

/** Warnings of the timing rules at places that nobody labelled. */
function unlabelledWarnings(rows, counts, timing) {
    const labelled = new Set(
        rows.map(row => `${PACKAGE_OF[row.package] ?? row.package}/${row.path}:${row.line}`),
    );
    let warnings = 0;
    for (const { name, findings } of counts.packages) {
        for (const { rule, severity, path, range } of findings) {
            if (severity !== 'warning' || !timing.has(rule)) continue;
            let known = false;
            for (let line = range.start.line; line <= range.end.line; line++)
                known ||= labelled.has(`${name}/${path}:${line + 1}`);
            if (!known) warnings++;
        }
    }
    return { warnings, lines: counts.packages.reduce((sum, p) => sum + p.lines, 0) };
}

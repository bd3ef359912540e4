/** From everything that was found to what shall be reported: without the baseline, only new code. */
import { realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Finding } from '../base/finding.ts';
import { withoutBaselined } from '../report/baseline.ts';
import { lastLineOf, type Report } from '../report/report.ts';
import { type BaselineFiles, pathInBaseline } from './baseline-files.ts';
import type { ChangedLines, Changes } from './git.ts';
import type { SizedTask } from './pool.ts';

/** Hides what the baselines know. */
export function hideBaselined(report: Report, baselines: BaselineFiles, cwd: string): Report {
    return withoutBaselined(report, file => {
        const path = resolve(cwd, file.path);
        const baseline = baselines.of(dirname(path));
        return baseline && { entries: baseline.entries, path: pathInBaseline(baseline, path) };
    });
}

/** The tasks in whose files something is new; what is staged is checked as it is staged. */
export function changedTasks(tasks: readonly SizedTask[], changes: Changes): SizedTask[] {
    return tasks.flatMap(task => {
        const path = realPath(task.path);
        if (!changes.files.has(path)) return [];
        const content = changes.contents.get(path);
        return [content === undefined ? task : { ...task, content, bytes: content.length }];
    });
}

/** Leaves the findings that lie on new lines, or whose evidence does. */
export function onlyChanged(report: Report, changes: Changes, cwd: string): Report {
    return {
        ...report,
        files: report.files.map(file => {
            const lines = changes.files.get(realPath(resolve(cwd, file.path)));
            const isNew = (finding: Finding) => lines !== undefined && touches(finding, lines);
            return {
                ...file,
                findings: file.findings.filter(isNew),
                hidden: file.hidden.filter(({ finding }) => isNew(finding)),
            };
        }),
    };
}

function touches(finding: Finding, lines: ChangedLines): boolean {
    const ranges = [finding.range, ...finding.related.map(({ range }) => range)];
    return ranges.some(range => {
        for (let line = range.start.line; line <= lastLineOf(range); line++) {
            if (lines.has(line)) return true;
        }
        return false;
    });
}

function realPath(path: string): string {
    try {
        return realpathSync(path);
    } catch {
        return path;
    }
}

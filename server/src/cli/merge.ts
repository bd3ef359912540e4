/** `steady merge`: the reports of several runs as one, in any form. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readJsonReport } from '../report/json-reader.ts';
import type { FileReport, Report } from '../report/report.ts';
import { type ExitCode, printReport } from './check.ts';
import { describeFileError, UserError } from './errors.ts';
import type { mergeOptions } from './options.ts';
import { sleepBudgetOf } from './sleep-budget.ts';
import type { Streams } from './streams.ts';

/** Joins JSON reports. A file that two of them hold is taken once, if they say the same of it. */
export async function merge(
    paths: readonly string[],
    options: ReturnType<typeof mergeOptions>,
    streams: Streams,
): Promise<ExitCode> {
    const files = new Map<string, { readonly file: FileReport; readonly from: string }>();
    const errors = new Map<string, Report['errors'][number]>();
    for (const path of paths) {
        const report = read(path, options.cwd);
        for (const file of report.files) {
            const known = files.get(file.path);
            if (known !== undefined && JSON.stringify(known.file) !== JSON.stringify(file)) {
                throw new UserError(
                    `${known.from} and ${path} disagree about ${file.path}: merge the reports of one version.`,
                );
            }
            files.set(file.path, { file, from: path });
        }
        // Each part says what is wrong with the configuration of all.
        for (const error of report.errors) errors.set(`${error.path}\0${error.message}`, error);
    }
    const report: Report = {
        files: [...files.values()]
            .map(({ file }) => file)
            .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
        errors: [...errors.values()],
        milliseconds: 0,
    };
    const needing = options.outputs.filter(
        ({ reporter }) => reporter.needs?.texts && reporter.name !== 'html',
    );
    for (const { reporter } of needing)
        throw new UserError(
            `The form "${reporter.name}" needs the files themselves: steady check -f ${reporter.name}`,
        );
    return printReport(report, { ...options, sleepBudget: await sleepBudgetOf(options) }, streams);
}

function read(path: string, cwd: string): Report {
    let text: string;
    try {
        text = readFileSync(resolve(cwd, path), 'utf8');
    } catch (error) {
        throw new UserError(`${path} ${describeFileError(error)}`);
    }
    const report = readJsonReport(text);
    if (typeof report === 'string') throw new UserError(`${path} ${report}`);
    return report;
}

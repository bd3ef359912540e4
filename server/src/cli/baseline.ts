/** `steady baseline`: writes down what is found now, so that only what is new is reported from here on. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { BASELINE_FILE, entryOf, formatBaseline, updateBaseline } from '../report/baseline.ts';
import { count } from '../report/report.ts';
import { BaselineFiles, pathInBaseline, readBaseline } from './baseline-files.ts';
import { checkPaths, EXIT, type ExitCode } from './check.ts';
import { describeWriteError, UserError } from './errors.ts';
import { displayOf } from './files.ts';
import type { CheckOptions } from './options.ts';
import type { Streams } from './streams.ts';
import { writeAtomically } from './write.ts';

export interface BaselineOptions extends CheckOptions {
    /** Whether an existing baseline takes in what is new. */
    readonly accept: boolean;
}

/** Most new findings that are named one by one. */
const MOST_NAMED = 20;

/** Writes or updates the baseline. New findings enter an existing one only with `accept`; else the code is 1. */
export async function baseline(
    paths: readonly string[],
    options: BaselineOptions,
    streams: Streams,
): Promise<ExitCode> {
    const { cwd, accept } = options;
    const files = new BaselineFiles(options.baseline === false ? undefined : options.baseline, cwd);
    const found = files.of(cwd);
    const target = found ?? readBaseline(join(cwd, BASELINE_FILE), BASELINE_FILE);
    const shown = displayOf(target.path, cwd);
    const [problem] = target.errors;
    if (problem !== undefined) throw new UserError(`${problem.path} ${problem.message}.`);

    const report = await checkPaths(paths, { ...options, baseline: false }, streams);
    const mine = report.files.filter(file => {
        const own = files.of(dirname(resolve(cwd, file.path)));
        return own === undefined || own.path === target.path;
    });
    const checked = new Set(mine.map(file => pathInBaseline(target, resolve(cwd, file.path))));
    const update = updateBaseline(
        target.entries,
        mine.flatMap(file => {
            const path = pathInBaseline(target, resolve(cwd, file.path));
            return file.findings.map(finding => entryOf(path, finding));
        }),
        path => checked.has(path) || !existsSync(join(target.folder, path)),
        accept || !target.exists,
    );
    try {
        writeAtomically(target.path, formatBaseline(update.entries));
    } catch (error) {
        throw new UserError(`${shown} cannot be written: ${describeWriteError(error)}.`);
    }
    const parts = [
        `${count(update.entries.length, 'finding')}`,
        target.exists && update.added > 0 ? `${update.added.toLocaleString('en-GB')} of them new` : '',
        update.pruned > 0 ? `${update.pruned.toLocaleString('en-GB')} taken out because they are fixed` : '',
    ];
    streams.out(`${shown}: ${parts.filter(part => part !== '').join(', ')}.\n`);
    if (update.refused.length > 0) {
        streams.out(`${count(update.refused.length, 'new finding')} not taken in:\n`);
        for (const { path, context, rule } of update.refused.slice(0, MOST_NAMED)) {
            streams.out(`  ${path}${context === '' ? '' : ` in ${context}`}: ${rule}\n`);
        }
        const more = update.refused.length - MOST_NAMED;
        if (more > 0) streams.out(`  and ${more.toLocaleString('en-GB')} more\n`);
        streams.out('Fix them, or take them in: steady baseline --accept\n');
    }
    if (report.errors.length > 0) return EXIT.failed;
    return update.refused.length > 0 ? EXIT.findings : EXIT.clean;
}

/** From paths and options to a check that is ready to run: which files, which configuration, what to leave out. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { createConfigLoader, formatProblem } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { checkField } from '../config/validate.ts';
import type { Report } from '../report/report.ts';
import { BaselineFiles } from './baseline-files.ts';
import { ResultCache } from './cache.ts';
import { decodeSource } from './decode.ts';
import { UserError } from './errors.ts';
import {
    defaultPaths,
    diskReader,
    displayOf,
    explicitTask,
    type Selection,
    selectFiles,
    toSlashes,
} from './files.ts';
import { changesIn } from './git.ts';
import { changedTasks, hideBaselined, onlyChanged } from './narrow.ts';
import type { CheckOptions } from './options.ts';
import type { SizedTask } from './pool.ts';
import { createProgress } from './progress.ts';
import { runAnalysis } from './run.ts';
import { shardOf } from './shard.ts';

/** A check that is ready to run. */
export interface Check {
    readonly tasks: readonly SizedTask[];
    /** Given folders in which there is nothing to check, where other paths hold something. */
    readonly withoutTests: readonly string[];
    analyse(): Promise<Report>;
    /** Leaves of a report what shall be reported. */
    narrow(report: Report): Report;
}

/** Finds the files to check, each with its configuration. */
export async function startCheck(paths: readonly string[], options: CheckOptions): Promise<Check> {
    const overrides = overridesOf(options);
    const fromStdin = paths.includes('-');
    if (fromStdin && paths.length > 1) {
        throw new UserError('"-" (standard input) cannot be checked together with other paths.');
    }
    const stdin = fromStdin ? await readStdin(options) : undefined;
    const selection = stdin?.selection ?? (await selectPaths(paths, options));
    const { texts: keepText = false, sleeps: keepSleeps = false } = options.keep ?? {};
    const all = selection.tasks.map(task => ({
        ...task,
        keepText,
        keepSleeps,
        config: overrides(task.config),
    }));
    const { tasks, narrow } = narrowing(options, all);
    const mine = options.shard === undefined ? tasks : shardOf(tasks, options.shard);
    return {
        tasks: mine,
        withoutTests: all.length > 0 ? selection.withoutTests : [],
        narrow,
        async analyse() {
            const cache =
                options.cache === false || stdin !== undefined ? undefined : new ResultCache(options.cache);
            const report = await runAnalysis(mine, {
                ...(cache === undefined ? {} : { cache }),
                threads: options.threads,
                progress: createProgress(mine.length),
                ...(stdin === undefined ? {} : { stdin: stdin.text }),
            });
            const errors = [...selectionErrors(selection, all), ...report.errors, ...failuresOf(report)];
            return { ...report, errors };
        },
    };
}

/** What the baseline and `--since` or `--staged` leave. */
export function narrowing(options: CheckOptions, all: readonly SizedTask[]): Pick<Check, 'tasks' | 'narrow'> {
    const { newCode, cwd } = options;
    const changes = newCode === undefined ? undefined : changesIn(cwd, newCode);
    const tasks = changes === undefined ? all : changedTasks(all, changes);
    const named = options.baseline === false ? undefined : options.baseline;
    const baselines = new BaselineFiles(named, cwd);
    if (named !== undefined && !existsSync(resolve(cwd, named))) {
        throw new UserError(`--baseline ${named}: there is no such file. \`steady baseline\` writes one.`);
    }
    const what =
        newCode === undefined
            ? ''
            : 'staged' in newCode
              ? 'what is staged'
              : `what is new since ${newCode.since}`;
    return {
        tasks,
        narrow(report) {
            const known = options.baseline === false ? report : hideBaselined(report, baselines, cwd);
            const errors = [
                ...report.errors,
                ...baselines.errors.filter(error => !report.errors.includes(error)),
            ];
            if (changes === undefined) return { ...known, errors };
            return {
                ...onlyChanged(known, changes, cwd),
                errors,
                notes: [`Only ${what} is reported.`],
            };
        },
    };
}

async function selectPaths(paths: readonly string[], options: CheckOptions): Promise<Selection> {
    const given = paths.length > 0 ? paths : await defaultPaths(options.cwd);
    const loader = createConfigLoader(diskReader, options.known);
    return selectFiles(given, { cwd: options.cwd, gitignore: options.gitignore, loader });
}

function selectionErrors(selection: Selection, tasks: readonly SizedTask[]): Report['errors'] {
    const errors = [...selection.errors];
    errors.push(...selection.configProblems.map(problem => ({ path: '', message: formatProblem(problem) })));
    // A run that checked nothing at all must not look like a clean one.
    if (tasks.length === 0) {
        errors.push(
            ...selection.withoutTests.map(path => ({
                path,
                message:
                    'holds no test files: name files to check, or set `test-files` to how they are called here',
            })),
        );
    }
    return errors;
}

/** A rule that threw: the others went on, but the result is not what was asked for. */
function failuresOf(report: Report): Report['errors'] {
    return report.files.flatMap(file =>
        file.failures.map(({ rule, message }) => ({
            path: file.path,
            message: `was checked without the rule ${rule}, which failed: ${message}`,
        })),
    );
}

async function readStdin(options: CheckOptions): Promise<{ text: string; selection: Selection }> {
    const path = resolve(options.cwd, options.stdinFilename ?? 'stdin.py');
    const decoded = decodeSource(await buffer(process.stdin));
    if ('error' in decoded) throw new UserError(`Standard input ${decoded.error}.`);
    const project = await createConfigLoader(diskReader, options.known).load(toSlashes(path));
    const task = explicitTask({ path, bytes: decoded.text.length }, project, options.cwd);
    const selection: Selection = {
        tasks: project.config.enabled ? [{ ...task, display: displayOf(path, options.cwd) }] : [],
        errors: [],
        configProblems: project.problems,
        withoutTests: [],
    };
    return { text: decoded.text, selection };
}

/** What `--select` and `--ignore` change in each file's configuration. */
function overridesOf(options: CheckOptions): (config: Config) => Config {
    const checked = (option: 'select' | 'ignore') => {
        const names = options[option];
        if (names === undefined) return undefined;
        checkField(option, names, options.known, (_at, _part, message) => {
            throw new UserError(`--${option}: ${message}`);
        });
        return names;
    };
    const select = checked('select');
    const ignore = checked('ignore');
    return config => ({
        ...config,
        select: select ?? config.select,
        ignore: ignore === undefined ? config.ignore : [...config.ignore, ...ignore],
    });
}

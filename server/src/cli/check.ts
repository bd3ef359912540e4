/** `steady check`: the findings in files and folders. */
import { resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { createConfigLoader, formatProblem } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { checkField, type KnownRules } from '../config/validate.ts';
import { type Report, SEVERITY_ORDER, totalsOf } from '../report/report.ts';
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
import { needsOf, type Output, writeOutputs } from './outputs.ts';
import type { SizedTask } from './pool.ts';
import { createProgress } from './progress.ts';
import { runAnalysis } from './run.ts';
import type { Streams } from './streams.ts';

export const EXIT = { clean: 0, findings: 1, failed: 2 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The least severity that makes the exit code 1. */
export const FAIL_ON = [...SEVERITY_ORDER, 'never'] as const;
export type FailOn = (typeof FAIL_ON)[number];

export interface CheckOptions {
    readonly cwd: string;
    readonly outputs: readonly Output[];
    readonly failOn: FailOn;
    readonly threads: number;
    readonly gitignore: boolean;
    readonly stdinFilename?: string;
    /** Rules and families that take the place of the configuration's, and those left out besides. */
    readonly select?: readonly string[];
    readonly ignore?: readonly string[];
    /** What the report carries besides the findings. */
    readonly keep?: { readonly texts: boolean; readonly sleeps: boolean };
    readonly known: KnownRules;
}

/** Checks the paths and prints the report. */
export async function check(
    paths: readonly string[],
    options: CheckOptions,
    streams: Streams,
): Promise<ExitCode> {
    const report = await checkPaths(paths, { keep: needsOf(options.outputs), ...options }, streams);
    const { failed } = writeOutputs(options.outputs, report, options.cwd, streams);
    return failed ? EXIT.failed : exitCode(report, options.failOn);
}

/** Checks the paths, says on standard error what could not be done, and returns the report. */
export async function checkPaths(
    paths: readonly string[],
    options: CheckOptions,
    streams: Streams,
): Promise<Report> {
    const overrides = overridesOf(options);
    const fromStdin = paths.includes('-');
    if (fromStdin && paths.length > 1) {
        throw new UserError('"-" (standard input) cannot be checked together with other paths.');
    }
    const stdin = fromStdin ? await readStdin(options) : undefined;
    const selection = stdin?.selection ?? (await selectPaths(paths, options));
    const { texts: keepText = false, sleeps: keepSleeps = false } = options.keep ?? {};
    const tasks = selection.tasks.map(task => ({
        ...task,
        keepText,
        keepSleeps,
        config: overrides(task.config),
    }));
    const report = await runAnalysis(tasks, {
        threads: options.threads,
        progress: createProgress(tasks.length),
        ...(stdin === undefined ? {} : { stdin: stdin.text }),
    });
    const errors = [...selectionErrors(selection, tasks), ...report.errors, ...failuresOf(report)];
    for (const { path, message } of errors) streams.complain(path === '' ? message : `${path} ${message}`);
    for (const folder of selection.withoutTests) {
        if (tasks.length > 0) streams.complain(`${folder} holds no test files`);
    }
    return { ...report, errors };
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

/** 2 where anything could not be done, 1 where anything was found that counts, else 0. */
export function exitCode(report: Report, failOn: FailOn): ExitCode {
    if (report.errors.length > 0) return EXIT.failed;
    if (failOn === 'never') return EXIT.clean;
    const { findings } = totalsOf(report);
    const counted = SEVERITY_ORDER.slice(0, SEVERITY_ORDER.indexOf(failOn) + 1);
    return counted.some(severity => findings[severity] > 0) ? EXIT.findings : EXIT.clean;
}

/** `steady check`: the findings in files and folders. */
import {
    count,
    formatDuration,
    type Report,
    SEVERITY_ORDER,
    totalSleep,
    totalsOf,
} from '../report/report.ts';
import { UserError } from './errors.ts';
import { fixFiles } from './fix.ts';
import type { CheckOptions, FailOn } from './options.ts';
import { needsOf, writeOutputs } from './outputs.ts';
import { narrowing, startCheck } from './prepare.ts';
import { sleepBudgetOf } from './sleep-budget.ts';
import type { Streams } from './streams.ts';

export const EXIT = { clean: 0, findings: 1, failed: 2 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Checks the paths and prints the report, or what the fixes would change. */
export async function check(
    paths: readonly string[],
    options: CheckOptions,
    streams: Streams,
): Promise<ExitCode> {
    const { fix, outputs } = options;
    const needs = needsOf(outputs);
    if (fix === undefined) {
        const sleepBudget = await sleepBudgetOf(options);
        const keep = { ...needs, sleeps: needs.sleeps || sleepBudget !== undefined };
        const report = await checkPaths(paths, { keep, ...options }, streams);
        // A shard is a part: the merged report is held against the configured budget.
        const budget = options.shard === undefined ? sleepBudget : options.sleepBudget;
        return printReport(report, { ...options, sleepBudget: budget }, streams);
    }
    const keep = { ...needs, sleeps: needs.sleeps || options.sleepBudget !== undefined };
    if (paths.includes('-')) throw new UserError('--fix and --diff change files: name files, not "-".');
    const run = await startCheck(paths, { keep, ...options });
    const found = run.narrow(await run.analyse());
    const isPart =
        options.newCode !== undefined ||
        found.files.some(file => file.hidden.some(({ by }) => by === 'baseline'));
    const fixed = await fixFiles(found, run.tasks, { ...fix, onlyReported: isPart });
    if (!fix.write) {
        sayErrors(fixed.report.errors, streams);
        streams.out(fixed.diff);
        if (fixed.report.errors.length > 0) return EXIT.failed;
        return fixed.diff === '' ? EXIT.clean : EXIT.findings;
    }
    // The lines of what is new have moved.
    const after = narrowing(options, run.tasks).narrow(fixed.report);
    const what = `Fixed ${count(fixed.findings, 'finding')} in ${count(fixed.files, 'file')}.`;
    const report = fixed.findings === 0 ? after : { ...after, notes: [...(after.notes ?? []), what] };
    sayErrors(report.errors, streams);
    return printReport(report, { ...options, sleepBudget: options.sleepBudget }, streams);
}

export interface PrintOptions extends Pick<CheckOptions, 'outputs' | 'cwd' | 'failOn'> {
    /** Seconds; no limit if left out. */
    readonly sleepBudget: number | undefined;
}

/** Writes every form that was asked for, and answers with the exit code. */
export function printReport(
    report: Report,
    { outputs, cwd, failOn, sleepBudget }: PrintOptions,
    streams: Streams,
): ExitCode {
    const { failed } = writeOutputs(outputs, report, cwd, streams);
    const slept = totalSleep(report);
    const isOver = sleepBudget !== undefined && slept > sleepBudget;
    if (isOver) {
        const budget = `the budget is ${formatDuration(sleepBudget)}. \`steady stats\` says which do.`;
        streams.complain(`the tests sleep at least ${formatDuration(slept)} in one run, ${budget}`);
    }
    if (failed) return EXIT.failed;
    const code = exitCode(report, failOn);
    return code === EXIT.clean && isOver ? EXIT.findings : code;
}

/** Checks the paths, says on standard error what could not be done, and returns the report. */
export async function checkPaths(
    paths: readonly string[],
    options: CheckOptions,
    streams: Streams,
): Promise<Report> {
    const run = await startCheck(paths, options);
    const report = run.narrow(await run.analyse());
    sayErrors(report.errors, streams);
    for (const folder of run.withoutTests) streams.complain(`${folder} holds no test files`);
    return report;
}

function sayErrors(errors: Report['errors'], streams: Streams): void {
    for (const { path, message } of errors) streams.complain(path === '' ? message : `${path} ${message}`);
}

/** 2 where anything could not be done, 1 where anything was found that counts, else 0. */
export function exitCode(report: Report, failOn: FailOn): ExitCode {
    if (report.errors.length > 0) return EXIT.failed;
    if (failOn === 'never') return EXIT.clean;
    const { findings } = totalsOf(report);
    const counted = SEVERITY_ORDER.slice(0, SEVERITY_ORDER.indexOf(failOn) + 1);
    return counted.some(severity => findings[severity] > 0) ? EXIT.findings : EXIT.clean;
}

/** Analyses the selected files, in this thread or in several, and makes the report. */
import { createEngine } from '../engine.ts';
import type { FileReport, Report, RunError } from '../report/report.ts';
import { analyseFile, analyseText, type FileOutcome, isRunError } from './analyse-file.ts';
import { analyseInThreads, type SizedTask } from './pool.ts';
import type { Progress } from './progress.ts';
import { readWasm } from './wasm.ts';

/** Below this a second thread costs more than it brings: it has a parser to start. */
const WORTH_THREADS_BYTES = 1_500_000;

export interface RunOptions {
    readonly threads: number;
    readonly progress: Progress;
    /** The text of the task, where it came from standard input and is in no file. */
    readonly stdin?: string;
}

/** Checks `tasks`; everything that cannot be checked is among the report's errors. */
export async function runAnalysis(tasks: readonly SizedTask[], options: RunOptions): Promise<Report> {
    const started = performance.now();
    const outcomes = await outcomesOf(tasks, options);
    options.progress.clear();
    const files: FileReport[] = [];
    const errors: RunError[] = [];
    for (const outcome of outcomes) {
        if (isRunError(outcome)) errors.push(outcome);
        else files.push(outcome);
    }
    return {
        files: files.sort(byPath),
        errors: errors.sort(byPath),
        milliseconds: performance.now() - started,
    };
}

async function outcomesOf(tasks: readonly SizedTask[], options: RunOptions): Promise<FileOutcome[]> {
    const bytes = tasks.reduce((sum, task) => sum + task.bytes, 0);
    if (options.threads > 1 && bytes > WORTH_THREADS_BYTES && options.stdin === undefined) {
        return analyseInThreads(tasks, options.threads, done => options.progress.update(done));
    }
    if (tasks.length === 0) return [];
    const engine = await createEngine(readWasm());
    try {
        return tasks.map((task, i) => {
            options.progress.update(i);
            return options.stdin === undefined
                ? analyseFile(engine, task)
                : analyseText(engine, task, options.stdin);
        });
    } finally {
        engine.dispose();
    }
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
    return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

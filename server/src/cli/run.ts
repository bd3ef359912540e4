/** Analyses the selected files, in this thread or in several, and makes the report. */
import { createEngine } from '../engine.ts';
import type { FileReport, Report, RunError } from '../report/report.ts';
import {
    type AnalysedFile,
    analyseFile,
    analyseText,
    type FileOutcome,
    isRunError,
    readTask,
} from './analyse-file.ts';
import { cacheKey, cacheSalt, type ResultCache } from './cache.ts';
import { decodeSource } from './decode.ts';
import { analyseInThreads, type SizedTask } from './pool.ts';
import type { Progress } from './progress.ts';
import { readWasm } from './wasm.ts';

/** Below this a second thread costs more than it brings: it has a parser to start. */
const WORTH_THREADS_BYTES = 1_500_000;

export interface RunOptions {
    readonly threads: number;
    readonly progress: Progress;
    /** Where results of earlier runs lie. */
    readonly cache?: ResultCache;
    /** The text of the task, where it came from standard input and is in no file. */
    readonly stdin?: string;
}

/** Checks `tasks`; everything that cannot be checked is among the report's errors. */
export async function runAnalysis(tasks: readonly SizedTask[], options: RunOptions): Promise<Report> {
    const started = performance.now();
    const known = options.cache === undefined ? [] : keptOutcomes(tasks, options.cache);
    const paths = new Set(known.map(({ path }) => path));
    const rest = tasks.filter(task => !paths.has(task.display));
    const salted =
        options.cache === undefined ? rest : rest.map(task => ({ ...task, cacheSalt: cacheSalt(task) }));
    const outcomes = [...known, ...(await outcomesOf(salted, options))];
    options.progress.clear();
    const files: FileReport[] = [];
    const errors: RunError[] = [];
    for (const outcome of outcomes) {
        if (isRunError(outcome)) errors.push(outcome);
        else files.push(keep(outcome, options.cache));
    }
    options.cache?.save();
    return {
        files: files.sort(byPath),
        errors: errors.sort(byPath),
        milliseconds: performance.now() - started,
    };
}

/** The results that are known already. What cannot be read is left to the analysis, which says so. */
function keptOutcomes(tasks: readonly SizedTask[], cache: ResultCache): FileReport[] {
    return tasks.flatMap(task => {
        const bytes = readTask(task);
        if ('message' in bytes) return [];
        const kept = cache.get(cacheKey(bytes, cacheSalt(task)));
        if (kept === undefined) return [];
        const decoded = task.keepText ? decodeSource(bytes) : undefined;
        const text = decoded !== undefined && 'text' in decoded ? { text: decoded.text } : {};
        return [{ ...kept, ...text, path: task.display }];
    });
}

/** Puts a new result into the cache; one that a rule has failed in may be better next time. */
function keep({ cacheKey, ...file }: AnalysedFile, cache: ResultCache | undefined): FileReport {
    if (cacheKey !== undefined && file.failures.length === 0) cache?.put(cacheKey, file);
    return file;
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

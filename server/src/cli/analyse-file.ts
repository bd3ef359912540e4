/** One file from its path to its report; runs in the main thread and in the workers alike. */
import { readFileSync } from 'node:fs';
import type { Config } from '../config/schema.ts';
import type { Engine } from '../engine.ts';
import { fileReport } from '../report/file-report.ts';
import type { FileReport, RunError } from '../report/report.ts';
import { cacheKey } from './cache.ts';
import { decodeSource } from './decode.ts';
import { describeFileError } from './errors.ts';

/** A file to check, with everything that a worker needs to do it. */
export interface FileTask {
    /** Where to read it. */
    readonly path: string;
    /** What the report calls it. */
    readonly display: string;
    /** Its path below the project's root, by which the engine decides what kind of file it is. */
    readonly enginePath: string;
    readonly config: Config;
    /** What the result depends on besides the bytes, where it shall be kept. */
    readonly cacheSalt?: string;
    /** What to check in place of what the file holds now. */
    readonly content?: Uint8Array;
    /** Whether the report shall carry the file's text. */
    readonly keepText?: boolean;
    /** Whether the report shall carry what the file's functions sleep. */
    readonly keepSleeps?: boolean;
}

/** A report, with the key under which it may be kept where the task says what it depends on. */
export type AnalysedFile = FileReport & { readonly cacheKey?: string };
export type FileOutcome = AnalysedFile | RunError;

export function isRunError(outcome: FileOutcome): outcome is RunError {
    return 'message' in outcome;
}

/** Reads, decodes and analyses a file. Whatever goes wrong is the file's outcome, never an exception. */
export function analyseFile(engine: Engine, task: FileTask): FileOutcome {
    const bytes = readTask(task);
    if ('message' in bytes) return bytes;
    const decoded = decodeSource(bytes);
    if ('error' in decoded) return { path: task.display, message: decoded.error };
    const outcome = analyseText(engine, task, decoded.text);
    // The key of these bytes: the file may have changed since somebody else looked.
    return task.cacheSalt === undefined || isRunError(outcome)
        ? outcome
        : { ...outcome, cacheKey: cacheKey(bytes, task.cacheSalt) };
}

/** The bytes to check, or why they cannot be had. */
export function readTask({ path, display, content }: FileTask): Buffer | RunError {
    try {
        // Between threads a buffer becomes a plain array of bytes.
        return content === undefined ? readFileSync(path) : Buffer.from(content);
    } catch (error) {
        return { path: display, message: describeFileError(error) };
    }
}

/** Analyses a text that has been read already, such as standard input. */
export function analyseText(engine: Engine, task: Omit<FileTask, 'path'>, text: string): FileOutcome {
    const session = engine.open({ path: task.enginePath, text });
    try {
        const analysis = session.analyse(task.config, { fixes: true });
        if (analysis === undefined)
            return { path: task.display, message: 'was not analysed: it was cancelled' };
        return {
            ...fileReport(task.display, text, analysis),
            ...(task.keepText === true ? { text } : {}),
            ...(task.keepSleeps === true ? { sleeps: session.sleepCosts(task.config) } : {}),
        };
    } catch (error) {
        return { path: task.display, message: `could not be analysed: ${messageOf(error)}` };
    } finally {
        session.dispose();
    }
}

function messageOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}

/** The entry of a worker thread: one engine, batches of files in, outcomes out. */
import { parentPort } from 'node:worker_threads';
import { createEngine } from '../engine.ts';
import { analyseFile, type FileOutcome, type FileTask } from './analyse-file.ts';
import { readWasm } from './wasm.ts';

export interface Batch {
    readonly tasks: readonly FileTask[];
}

export interface BatchResult {
    readonly outcomes: readonly FileOutcome[];
}

const engine = createEngine(readWasm());
// An engine that cannot start ends the thread with its error, which the pool reports.
engine.catch(error => {
    throw error;
});

parentPort?.on('message', async ({ tasks }: Batch) => {
    const ready = await engine;
    const result: BatchResult = { outcomes: tasks.map(task => analyseFile(ready, task)) };
    parentPort?.postMessage(result);
});

/** A worker thread: one engine, batches of files in, outcomes out. */
import { parentPort, workerData } from 'node:worker_threads';
import { createEngine, type WasmFiles } from '../engine.ts';
import { analyseFile, type FileOutcome, type FileTask } from './analyse-file.ts';

export interface Batch {
    readonly tasks: readonly FileTask[];
}

/** `ready` once, when the engine has started; then the outcomes of each batch. */
export type WorkerMessage = 'ready' | { readonly outcomes: readonly FileOutcome[] };

function send(message: WorkerMessage): void {
    parentPort?.postMessage(message);
}

/** Answers the batches of the pool until it ends the thread. */
export async function serveBatches(): Promise<void> {
    const wasm: WasmFiles = workerData;
    const engine = await createEngine(wasm);
    parentPort?.on('message', ({ tasks }: Batch) => {
        send({ outcomes: tasks.map(task => analyseFile(engine, task)) });
    });
    send('ready');
}

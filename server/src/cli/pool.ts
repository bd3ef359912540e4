/** Worker threads that take batches of files. Node's own threads: a pool library cannot be bundled into one file. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { WasmFiles } from '../engine.ts';
import type { FileOutcome, FileTask } from './analyse-file.ts';
import { UserError } from './errors.ts';
import { readWasm } from './wasm.ts';
import type { Batch, WorkerMessage } from './worker.ts';

/** A file with its size, by which work is shared out. */
export interface SizedTask extends FileTask {
    readonly bytes: number;
}

const BATCH_BYTES = 256 * 1024;
const MOST_THREADS = 16;

/** As many threads as the machine runs at once, within reason. */
export function defaultThreads(): number {
    return Math.min(availableParallelism(), MOST_THREADS);
}

/** Large files first, so that no thread is left with one at the end; small ones in batches. */
function batchesOf(tasks: readonly SizedTask[]): SizedTask[][] {
    const batches: SizedTask[][] = [];
    let batch: SizedTask[] = [];
    let bytes = 0;
    for (const task of [...tasks].sort((a, b) => b.bytes - a.bytes)) {
        batch.push(task);
        bytes += task.bytes;
        if (bytes < BATCH_BYTES) continue;
        batches.push(batch);
        batch = [];
        bytes = 0;
    }
    if (batch.length > 0) batches.push(batch);
    return batches;
}

/**
 * Analyses files in threads. A thread that dies takes nothing with it but the file that killed it: the
 * batch is given out again file by file.
 *
 * @param onDone called with the number of files that are done, after each batch
 * @throws an error of one sentence where the engine cannot start at all
 */
export async function analyseInThreads(
    tasks: readonly SizedTask[],
    threads: number,
    onDone: (files: number) => void,
): Promise<FileOutcome[]> {
    const queue = batchesOf(tasks);
    const wasm = readWasm();
    const outcomes: FileOutcome[] = [];
    const finish = (done: readonly FileOutcome[]) => {
        outcomes.push(...done);
        onDone(outcomes.length);
    };
    const runThread = async () => {
        for (;;) {
            if (queue.length === 0) return;
            const lost = await runWorker(queue, wasm, finish);
            if (lost === undefined) return;
            const [only, ...others] = lost.batch;
            if (only !== undefined && others.length === 0) {
                finish([{ path: only.display, message: `could not be analysed: ${lost.reason}` }]);
            } else {
                queue.push(...lost.batch.map(task => [task]));
            }
        }
    };
    await Promise.all(Array.from({ length: Math.min(threads, queue.length) }, runThread));
    return outcomes;
}

interface Lost {
    readonly batch: readonly SizedTask[];
    readonly reason: string;
}

/** Feeds one worker until the queue is empty; the batch that it died of, if it did. */
function runWorker(
    queue: SizedTask[][],
    wasm: WasmFiles,
    finish: (done: readonly FileOutcome[]) => void,
): Promise<Lost | undefined> {
    return new Promise((resolve, reject) => {
        const worker = new Worker(__filename, { workerData: wasm });
        let batch: readonly SizedTask[] | undefined;
        const stop = () => {
            worker.removeAllListeners();
            // Late errors of a thread that is being stopped concern nobody.
            worker.on('error', () => {});
            void worker.terminate();
        };
        const died = (reason: string) => {
            stop();
            if (batch === undefined) reject(new UserError(`The analysis cannot start: ${reason}.`));
            else resolve({ batch, reason });
        };
        worker.on('message', (message: WorkerMessage) => {
            if (message !== 'ready') finish(message.outcomes);
            batch = queue.shift();
            if (batch === undefined) {
                stop();
                resolve(undefined);
            } else {
                const next: Batch = { tasks: batch };
                worker.postMessage(next);
            }
        });
        worker.on('error', error => died(error.message));
        worker.on('exit', code => died(`its thread ended with code ${code}`));
    });
}

/**
 * ruff as WebAssembly over a list of files, in threads: what Steady's command line does, with another engine.
 *
 *     node ruff.mjs MODULE LIST THREADS      LIST is a JSON file with paths
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isMainThread, Worker, workerData } from 'node:worker_threads';

/** Pyflakes, pycodestyle's errors, bugbear, async, bandit, pytest: what comes nearest to Steady's subjects. */
const FAMILIES = ['F', 'E4', 'E7', 'E9', 'B', 'ASYNC', 'S', 'PT'];

if (isMainThread) {
    const [module, list, threads] = process.argv.slice(2);
    const files = JSON.parse(readFileSync(list, 'utf8'));
    for (let i = 0; i < Number(threads); i++) {
        const share = files.filter((_, n) => n % Number(threads) === i);
        new Worker(new URL(import.meta.url), { workerData: { module, share } });
    }
} else {
    const { module, share } = workerData;
    const { Workspace, PositionEncoding } = createRequire(import.meta.url)(module);
    const workspace = new Workspace({ lint: { select: FAMILIES } }, PositionEncoding.Utf16);
    for (const path of share) workspace.check(readFileSync(path, 'utf8'));
}

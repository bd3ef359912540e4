/** `--watch`: checks again whenever a Python file or a configuration has changed, until it is stopped. */
import { resolve } from 'node:path';
import { watch } from 'chokidar';
import type { ExitCode } from './check.ts';
import type { Streams } from './streams.ts';

/** Saving touches several files, and some editors a file several times. */
const SETTLE_MS = 80;
const RELEVANT =
    /\.py$|(?:^|[\\/])(?:pyproject\.toml|steady\.toml|pytest\.ini|tox\.ini|setup\.cfg|steady-baseline\.txt)$/;
const NEVER = /(?:^|[\\/])(?:\.git|\.hg|\.tox|\.venv|venv|node_modules|__pycache__)(?:[\\/]|$)/;

/**
 * Runs `check` once, and after each change below `paths`, one run at a time.
 *
 * @returns the code of the last run, when the person at the terminal stops it
 */
export async function watchPaths(
    paths: readonly string[],
    cwd: string,
    check: () => Promise<ExitCode>,
    streams: Streams,
): Promise<ExitCode> {
    const watcher = watch(
        paths.map(path => resolve(cwd, path)),
        {
            ignoreInitial: true,
            ignored: (path, stats) => NEVER.test(path) || (stats?.isFile() === true && !RELEVANT.test(path)),
        },
    );
    const stopped = new Promise<void>(done => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, done);
    });
    let code: ExitCode = 0;
    let running: Promise<void> | undefined;
    let isDue = false;
    let timer: NodeJS.Timeout | undefined;
    const run = async () => {
        do {
            isDue = false;
            try {
                code = await check();
            } catch (error) {
                // A mistake in a configuration is corrected while we watch.
                streams.complain(error instanceof Error ? error.message : String(error));
                code = 2;
            }
        } while (isDue);
        streams.complain('watching for changes, Ctrl+C ends it');
        running = undefined;
    };
    const due = () => {
        clearTimeout(timer);
        timer = setTimeout(() => {
            isDue = true;
            running ??= run();
        }, SETTLE_MS);
    };
    try {
        await new Promise<void>((ready, failed) => {
            watcher.once('ready', ready);
            watcher.once('error', failed);
        });
        watcher.on('error', error => streams.complain(`cannot watch: ${String(error)}`));
        // A change during the first run must not be missed.
        watcher.on('all', due);
        running = run();
        await stopped;
    } finally {
        clearTimeout(timer);
        await watcher.close();
    }
    await running;
    return code;
}

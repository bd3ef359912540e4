/** Runs the command line as its users do: a process of its own, in a folder made for one test. */
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);

/** A test that `sleep-as-sync` reports, with the sleep on line 14. */
export const FLAKY = `import threading
import time


def test_worker_appends():
    results = []

    def worker():
        results.append(1)

    thread = threading.Thread(target=worker)
    thread.start()

    time.sleep(0.5)
    assert results == [1]
`;

/** Another one, with the sleep on line 10. */
export const ALSO_FLAKY = `import threading
import time


def test_other():
    seen = []
    thread = threading.Thread(target=lambda: seen.append(1))
    thread.start()

    time.sleep(2)
    assert seen == [1]
`;

/** A safe fix applies here: nothing is found that the comment would hide. */
export const UNUSED = `def test_sum():
    assert 1 + 1 == 2  # steady: ignore[sleep-as-sync] -- slow
`;

/** A test in which nothing is found. */
export const STEADY = 'def test_sum():\n    assert 1 + 1 == 2\n';

/** The samples hold one finding under these settings, whatever rules come to be. */
const SETTINGS = 'select = ["sleep-as-sync", "hygiene"]\n';
const CONFIGURATION = ['steady.toml', 'pyproject.toml'];

export interface Outcome {
    readonly code: number | null;
    readonly stdout: string;
    readonly stderr: string;
}

export interface RunOptions {
    readonly stdin?: string | Buffer;
    readonly env?: Readonly<Record<string, string>>;
    /** The folder to run in, below the project; the project itself unless told. */
    readonly cwd?: string;
}

export interface Cli {
    /** The script that was bundled. */
    readonly script: string;
    /** Makes a folder with these files, and settings unless it has its own; it is removed after the test. */
    project(files: Readonly<Record<string, string | Buffer>>): string;
    run(folder: string, args: readonly string[], options?: RunOptions): Promise<Outcome>;
    /** The same with another copy of the script. */
    runScript(script: string, folder: string, args: readonly string[]): Promise<Outcome>;
}

/** For a test file: bundles the command line as it is now, before the first test. */
export function useCli(): Cli {
    const folders: string[] = [];
    let dist = '';
    const temporary = (name: string) => realpathSync(mkdtempSync(join(tmpdir(), name)));
    beforeAll(async () => {
        dist = temporary('steady-cli-');
        await bundleInto(dist);
    }, 60_000);
    afterEach(() => {
        for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
    });
    afterAll(() => rmSync(dist, { recursive: true, force: true }));
    return {
        get script() {
            return join(dist, 'cli.js');
        },
        project(files) {
            const folder = temporary('steady-project-');
            folders.push(folder);
            const configured = CONFIGURATION.some(name => name in files);
            const all = configured ? files : { 'steady.toml': SETTINGS, ...files };
            for (const [name, content] of Object.entries(all)) {
                mkdirSync(dirname(join(folder, name)), { recursive: true });
                writeFileSync(join(folder, name), content);
            }
            return folder;
        },
        runScript: (script, folder, args) => runProcess(script, args, folder, {}),
        run(folder, args, options = {}) {
            // Results are kept with the bundle, never in the home of whoever runs the tests.
            const env = { XDG_CACHE_HOME: join(dist, 'cache'), ...options.env };
            return runProcess(this.script, args, join(folder, options.cwd ?? ''), { ...options, env });
        },
    };
}

async function runProcess(
    script: string,
    args: readonly string[],
    cwd: string,
    { stdin = '', env = {} }: RunOptions,
): Promise<Outcome> {
    const { PATH = '' } = process.env;
    const child = spawn(process.execPath, [script, ...args], { cwd, env: { PATH, ...env } });
    // The command may end without having read what it is given.
    child.stdin.on('error', () => {});
    child.stdin.end(stdin);
    const closed = new Promise<number | null>(resolve => child.on('close', resolve));
    const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
    return { code, stdout, stderr };
}

async function bundleInto(folder: string): Promise<void> {
    await build({
        absWorkingDir: ROOT,
        entryPoints: {
            cli: 'server/src/cli.ts',
            'server/node': 'server/src/node.ts',
        },
        outdir: folder,
        bundle: true,
        platform: 'node',
        format: 'cjs',
        target: 'node20',
        logLevel: 'error',
        banner: { js: '#!/usr/bin/env node' },
        alias: { 'web-tree-sitter': require.resolve('web-tree-sitter') },
    });
    for (const name of ['web-tree-sitter', 'tree-sitter-python']) {
        copyFileSync(join(ROOT, 'node_modules', name, `${name}.wasm`), join(folder, `${name}.wasm`));
    }
}

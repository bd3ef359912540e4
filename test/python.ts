/** A real Python for tests that run what fixes write. */
import { spawnSync } from 'node:child_process';

let found: string | undefined;

/**
 * The first interpreter that can import pytest.
 *
 * @throws an `Error` of one sentence if there is none: such a test fails, it is never skipped
 */
function findPython(): string {
    const candidates = ['/usr/bin/python3', 'python3', 'python'];
    found ??= candidates.find(python => spawnSync(python, ['-c', 'import pytest']).status === 0);
    if (found === undefined) {
        throw new Error(
            `None of ${candidates.join(', ')} can import pytest: install it, for example with \`apt-get install python3-pytest\`.`,
        );
    }
    return found;
}

/** Runs Python to its end; what it writes goes to `output`. */
export function runPython(
    args: readonly string[],
    options: { readonly cwd: string; readonly input?: string; readonly seconds?: number },
): { readonly status: number | null; readonly output: string; readonly stdout: string } {
    const { status, stdout, stderr, error } = spawnSync(findPython(), args, {
        cwd: options.cwd,
        input: options.input ?? '',
        encoding: 'utf8',
        timeout: (options.seconds ?? 60) * 1000,
        env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTEST_DISABLE_PLUGIN_AUTOLOAD: '1' },
    });
    if (error) throw error;
    return { status, stdout, output: stdout + stderr };
}

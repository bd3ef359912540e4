/** Findings per rule over the test suites of Debian's packages, as the built command line reports them. */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { PACKAGES } from '../../test/corpus/packages.mjs';

/** @returns for each package its findings (paths below the package) and the size of its tests */
export function measureCorpus(root, corpus, rules) {
    const scratch = mkdtempSync(join(tmpdir(), 'steady-eval-'));
    try {
        const packages = PACKAGES.map(name => {
            const { findings, summary } = check(root, join(corpus, name), join(scratch, 'report.json'));
            return {
                name,
                version: versionOf(corpus, name),
                findings,
                files: summary.files,
                lines: summary.lines,
                // Files that no Python can read; a suite of a language implementation has some on purpose.
                errors: summary.errors.length,
            };
        });
        return { packages, rules };
    } finally {
        rmSync(scratch, { recursive: true, force: true });
    }
}

/** The report goes to a file: of a large package it is larger than a pipe's buffer should be. */
function check(root, folder, report) {
    const out = openSync(report, 'w');
    const cli = join(root, 'dist', 'cli.js');
    const run = spawnSync(
        process.execPath,
        [cli, 'check', '.', '--format', 'json', '--fail-on', 'never', '--no-gitignore'],
        { cwd: folder, stdio: ['ignore', out, 'pipe'], encoding: 'utf8' },
    );
    closeSync(out);
    try {
        return JSON.parse(readFileSync(report, 'utf8'));
    } catch {
        throw new Error(`steady check failed on ${folder}: ${run.stderr.trim()}`);
    }
}

/** As Debian's own changelog in the package says it. */
function versionOf(corpus, name) {
    const folder = join(corpus, name, 'usr', 'share', 'doc', name);
    for (const file of ['changelog.Debian.gz', 'changelog.gz']) {
        try {
            const first = gunzipSync(readFileSync(join(folder, file)))
                .toString('utf8')
                .split('\n', 1)[0];
            const version = /\(([^)]+)\)/.exec(first ?? '')?.[1];
            if (version) return version;
        } catch {
            // Not every package has each of them.
        }
    }
    return undefined;
}

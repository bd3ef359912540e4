/**
 * Real Python that nobody here wrote: test suites from Debian's packages, unpacked without being installed.
 *
 * They lie in `$STEADY_CORPUS` if that is set, else in the cache folder (`$STEADY_CACHE` or `~/.cache/steady`),
 * one folder a package. What is missing is downloaded with apt-get and unpacked with dpkg; nothing of it ever
 * comes into the checkout.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export const PACKAGES = [
    'python3-nova',
    'python3-neutron',
    'python3-cinder',
    'python3-twisted',
    'python3-eventlet',
    'libpython3.11-testsuite',
];

/** The folder that keeps downloads between runs: `$STEADY_CACHE`, else `~/.cache/steady`. */
export function cacheFolder() {
    return process.env.STEADY_CACHE || join(homedir(), '.cache', 'steady');
}

/** Where the packages lie, or will lie once they are there. */
function corpusFolder() {
    return process.env.STEADY_CORPUS || join(cacheFolder(), 'corpus');
}

/**
 * Makes sure that the packages are there, and returns the folder that holds them.
 *
 * @param {readonly string[]} [packages] names of Debian packages; all of the corpus unless told
 * @returns {string} the folder; each package's files are in the folder of its name, as `usr/lib/...`
 * @throws when a package is missing and cannot be downloaded; one sentence says what to do
 */
export function ensureCorpus(packages = PACKAGES) {
    const corpus = corpusFolder();
    for (const name of packages) {
        if (!existsSync(join(corpus, name, 'usr'))) unpack(name, corpus);
    }
    return corpus;
}

/** Downloads beside its destination and renames when complete: what an interruption leaves is never taken for a package. */
function unpack(name, corpus) {
    mkdirSync(corpus, { recursive: true });
    const folder = mkdtempSync(join(corpus, `.${name}-`));
    try {
        const run = (program, ...args) =>
            execFileSync(program, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
        run('apt-get', 'download', name);
        const deb = readdirSync(folder).find(file => file.endsWith('.deb'));
        if (deb === undefined) throw new Error('apt-get left no file');
        run('dpkg', '-x', deb, 'unpacked');
        rmSync(join(corpus, name), { recursive: true, force: true });
        renameSync(join(folder, 'unpacked'), join(corpus, name));
    } catch (error) {
        const reason = String(error?.stderr ?? '').trim() || (error instanceof Error ? error.message : error);
        throw new Error(
            `Debian's package ${name} is not in ${corpus} and could not be downloaded (${reason}): run this on ` +
                `Debian 12 after \`apt-get update\`, or set STEADY_CORPUS to a folder that holds ${name}/usr.`,
        );
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

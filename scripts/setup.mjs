/**
 * Installs the npm dependencies when node_modules is missing or older than the lockfile, and does nothing else.
 * `npm start` and `npm test` begin with it, so that both work on a fresh checkout.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const OLDEST_NODE = [20, 19];

/** @param {string} path relative to the root; returns what npm recorded, or nothing when there is no such file */
function lockedPackages(path) {
    try {
        return JSON.parse(readFileSync(new URL(path, pathToFileURL(ROOT)), 'utf8')).packages;
    } catch {
        return undefined;
    }
}

/** Whether every package of the lockfile is installed in its version; content decides, not file times. */
function isUpToDate(folder) {
    const wanted = lockedPackages(`${folder}package-lock.json`);
    const installed = lockedPackages(`${folder}node_modules/.package-lock.json`);
    if (wanted === undefined || installed === undefined) return false;
    return Object.entries(wanted).every(([path, entry]) => {
        if (path === '') return true;
        const found = installed[path];
        return found === undefined ? entry.optional === true : found.version === entry.version;
    });
}

/** Brings node_modules up to the lockfile. Throws when Node is too old or npm fails. */
export function setup() {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
        throw new Error(
            `Steady is built with Node ${OLDEST_NODE.join('.')} or newer; this is ${process.version}.`,
        );
    }
    installLocked('');
}

/**
 * Brings the node_modules of a folder up to its lockfile.
 *
 * @param {string} folder relative to the root, with a slash at its end; empty for the root
 */
export function installLocked(folder) {
    if (isUpToDate(folder)) return;
    console.log(`Installing dependencies (npm ci${folder && ` in ${folder}`})...`);
    const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
        cwd: ROOT + folder,
        stdio: 'inherit',
        shell: process.platform === 'win32',
    });
    if (npm.status !== 0) throw new Error(`npm ci failed (exit ${npm.status}); its message is above.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    try {
        setup();
    } catch (error) {
        console.error(error instanceof Error ? error.message : String(error));
        process.exitCode = 1;
    }
}

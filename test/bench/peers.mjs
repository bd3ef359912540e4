/** Other tools to measure against: installed on demand into the cache folder, never into the project. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../corpus/packages.mjs';

const PEERS = {
    '@ast-grep/cli': '0.51.1',
    '@astral-sh/ruff-wasm-nodejs': '0.17.4',
    pyright: '1.1.414',
};

/**
 * Installs what is missing.
 *
 * @returns {{ astGrep: string, ruff: string, pyright: string, versions: Record<string, string> }} the executable of
 * ast-grep, the module of ruff, the script of pyright's language server
 * @throws when npm fails
 */
export function ensurePeers() {
    const folder = join(cacheFolder(), 'bench', 'peers');
    const missing = Object.entries(PEERS).filter(([name, version]) => versionOf(folder, name) !== version);
    if (missing.length > 0) {
        mkdirSync(folder, { recursive: true });
        if (!existsSync(join(folder, 'package.json')))
            writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
        const wanted = Object.entries(PEERS).map(([name, version]) => `${name}@${version}`);
        const npm = spawnSync(
            'npm',
            ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...wanted],
            { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' },
        );
        if (npm.status !== 0) throw new Error(`npm could not install ${wanted.join(' ')} into ${folder}.`);
    }
    return {
        astGrep: astGrepBinary(folder),
        ruff: join(folder, 'node_modules/@astral-sh/ruff-wasm-nodejs/ruff_wasm.js'),
        pyright: join(folder, 'node_modules/pyright/langserver.index.js'),
        versions: PEERS,
    };
}

function versionOf(folder, name) {
    try {
        return JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;
    } catch {
        return undefined;
    }
}

/** The package of this platform holds the executable; the main package only links to it when scripts may run. */
function astGrepBinary(folder) {
    const scope = join(folder, 'node_modules', '@ast-grep');
    const platforms = {
        linux: `cli-linux-${process.arch}-gnu`,
        darwin: `cli-darwin-${process.arch}`,
        win32: `cli-win32-${process.arch}-msvc`,
    };
    const name = process.platform === 'win32' ? 'ast-grep.exe' : 'ast-grep';
    const path = join(scope, platforms[process.platform] ?? '', name);
    if (!existsSync(path)) throw new Error(`ast-grep has no executable for this machine at ${path}.`);
    return path;
}

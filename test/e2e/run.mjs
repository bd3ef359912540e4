/**
 * Runs the packed extension in a real VS Code: packs and unpacks the VSIX, bundles the suite, and gives both to
 * `@vscode/test-electron`, once with the extension in Node and once in a web worker.
 *
 *     node test/e2e/run.mjs [node|web]
 *
 * A desktop VS Code is downloaded where that works (STEADY_VSCODE=desktop insists on it); elsewhere
 * vscode-host.mjs shows the same VS Code in Chromium (STEADY_VSCODE=host).
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { packageExtension } from '../../scripts/package.mjs';
import { unpack } from './vsix.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const OUTPUT = join(HERE, '..', '..', '.vscode-test');
const HOST = join(HERE, 'vscode-host.mjs');

/** @returns {Promise<string>} the executable that the suite runs in */
async function vscodeExecutable() {
    const wish = process.env.STEADY_VSCODE;
    const canShowWindows = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
    if (wish === 'host' || (wish !== 'desktop' && !canShowWindows)) return HOST;
    try {
        return await downloadAndUnzipVSCode({ cachePath: OUTPUT });
    } catch (error) {
        if (wish === 'desktop') throw error;
        console.log(`No desktop VS Code can be downloaded (${error.message}); using ${HOST}.`);
        return HOST;
    }
}

/** Bundles the suite into the unpacked extension: VS Code runs it where the extension that holds it runs. */
async function addSuite(extension) {
    const outfile = join(extension, 'e2e-suite.js');
    await build({
        entryPoints: [join(HERE, 'suite', 'index.ts')],
        outfile,
        bundle: true,
        platform: 'browser',
        format: 'cjs',
        target: 'es2022',
        external: ['vscode'],
        sourcemap: 'inline',
        logLevel: 'error',
    });
    return outfile;
}

/** @param {'node' | 'web'} kind */
async function runIn(kind, executable, extension, suite) {
    const scratch = mkdtempSync(join(tmpdir(), 'steady-e2e-'));
    const workspace = join(scratch, kind);
    cpSync(join(HERE, 'workspace'), workspace, { recursive: true });
    console.log(`\nThe extension in ${kind === 'web' ? 'a web worker' : 'Node'}:`);
    try {
        await runTests({
            vscodeExecutablePath: executable,
            extensionDevelopmentPath: extension,
            extensionTestsPath: suite,
            launchArgs: [
                workspace,
                '--disable-extensions',
                ...(kind === 'web' ? ['--extensionDevelopmentKind=web'] : []),
            ],
        });
        return true;
    } catch (error) {
        console.error(error instanceof Error ? error.message : String(error));
        return false;
    } finally {
        rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
    }
}

const asked = process.argv.slice(2);
const kinds = asked.length > 0 ? asked : ['node', 'web'];
const unknown = kinds.filter(kind => kind !== 'node' && kind !== 'web');
if (unknown.length > 0) {
    console.error(`The extension runs in node or in web, not in ${unknown.join(', ')}.`);
    process.exit(2);
}
const scratch = mkdtempSync(join(tmpdir(), 'steady-vsix-'));
try {
    mkdirSync(OUTPUT, { recursive: true });
    const { path, bytes } = await packageExtension(scratch);
    console.log(`Packed ${(bytes / 1e6).toFixed(2)} MB.`);
    const extension = await unpack(path, scratch);
    const suite = await addSuite(extension);
    const executable = await vscodeExecutable();
    let passed = true;
    for (const kind of kinds) passed = (await runIn(kind, executable, extension, suite)) && passed;
    process.exitCode = passed ? 0 : 1;
} catch (error) {
    console.error(error instanceof Error && !('errors' in error) ? error.message : '');
    process.exitCode = 1;
} finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
}

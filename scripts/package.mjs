/**
 * Builds and packs the extension: steady-<version>.vsix, under 1.2 MB.
 *
 *     node scripts/package.mjs [folder]      the folder to write to; the checkout unless told
 */
import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { buildAll } from './build.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LIMIT_BYTES = 1_200_000;

/** What the packed extension must hold; anything else in it is a mistake in .vscodeignore. */
const ALLOWED =
    /^(package\.json|README\.md|CHANGELOG\.md|LICENSE|media\/icon\.png|media\/walkthrough\/\w+\.(md|py)|dist\/[\w./-]+\.(js|wasm))$/;

/**
 * Builds everything and packs it.
 *
 * @param {string} [folder] where the file goes
 * @returns {Promise<{ path: string, bytes: number }>}
 * @throws when the build fails, a file does not belong into the package, or the package is too large
 */
export async function packageExtension(folder = ROOT) {
    await buildAll();
    const strangers = (await listFiles({ cwd: ROOT, packageManager: PackageManager.None })).filter(
        file => !ALLOWED.test(file),
    );
    if (strangers.length > 0)
        throw new Error(`.vscodeignore lets in what is not meant to be: ${strangers.join(', ')}.`);
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const path = join(folder, `steady-${version}.vsix`);
    mkdirSync(folder, { recursive: true });
    rmSync(path, { force: true });
    await createVSIX({
        cwd: ROOT,
        packagePath: path,
        dependencies: false,
        skipLicense: false,
        allowMissingRepository: true,
        // The pictures of the README lie beside it in the checkout; there is no published place to point to.
        rewriteRelativeLinks: false,
    });
    const bytes = statSync(path).size;
    if (bytes > LIMIT_BYTES)
        throw new Error(`${path} is ${bytes} bytes; ${LIMIT_BYTES} is the most it may be.`);
    return { path, bytes };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    try {
        const { path, bytes } = await packageExtension(process.argv[2] && resolve(process.argv[2]));
        console.log(`${path}: ${(bytes / 1e6).toFixed(2)} MB`);
    } catch (error) {
        if (error instanceof Error && !('errors' in error)) console.error(error.message);
        process.exitCode = 1;
    }
}

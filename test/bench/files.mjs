/** The corpus's test files in a folder of their own, so that every tool is given the same files. */
import {
    copyFileSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    renameSync,
    rmSync,
    writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { cacheFolder, ensureCorpus, PACKAGES } from '../corpus/packages.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Copies every file that Steady takes for a test file or a helper of tests, by its name and place.
 *
 * @returns {Promise<{ folder: string, files: readonly string[], lines: number }>}
 */
export async function testFiles() {
    const corpus = ensureCorpus();
    const { fileRole } = await discovery();
    const wanted = PACKAGES.flatMap(name => pythonFiles(join(corpus, name)))
        .map(path => relative(corpus, path))
        .filter(path => fileRole(path, '') !== 'other');
    const folder = join(cacheFolder(), 'bench', 'files');
    const list = join(cacheFolder(), 'bench', 'files.json');
    const files = wanted.map(path => join(folder, path));
    if (!existsSync(folder) || !existsSync(list) || readFileSync(list, 'utf8') !== JSON.stringify(files)) {
        rmSync(folder, { recursive: true, force: true });
        mkdirSync(dirname(folder), { recursive: true });
        const partial = mkdtempSync(join(dirname(folder), '.files-'));
        for (const path of wanted) {
            mkdirSync(dirname(join(partial, path)), { recursive: true });
            copyFileSync(join(corpus, path), join(partial, path));
        }
        renameSync(partial, folder);
        writeFileSync(list, JSON.stringify(files));
    }
    const lines = files.reduce((sum, path) => sum + linesIn(readFileSync(path, 'utf8')), 0);
    return { folder, list, files, lines };
}

export function linesIn(text) {
    return text.split('\n').length - 1;
}

function pythonFiles(folder) {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter(entry => entry.isFile() && entry.name.endsWith('.py'))
        .map(entry => join(entry.parentPath, entry.name))
        .sort();
}

/** The rule by which Steady itself tells test files. */
async function discovery() {
    const { outputFiles } = await build({
        absWorkingDir: ROOT,
        entryPoints: ['server/src/model/discovery.ts'],
        bundle: true,
        write: false,
        platform: 'node',
        format: 'cjs',
        logLevel: 'error',
    });
    const module = { exports: {} };
    new Function('module', 'exports', 'require', outputFiles[0].text)(
        module,
        module.exports,
        createRequire(import.meta.url),
    );
    return module.exports;
}

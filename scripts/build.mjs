/**
 * Bundles the client, the server and the command line into dist/, beside the two WebAssembly files they run on.
 *
 *     node scripts/build.mjs            everything
 *     node scripts/build.mjs cli ...    only the bundles whose output begins with one of these words
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build as bundle } from 'esbuild';
import { verifiedGrammars } from './grammars.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);

/** @type {import('esbuild').BuildOptions} */
const NODE = { platform: 'node', format: 'cjs', target: 'node20' };
/** @type {import('esbuild').BuildOptions} */
const BROWSER = { platform: 'browser', target: 'es2022', define: { global: 'globalThis' } };

/** @type {readonly { entry: string, output: string, options: import('esbuild').BuildOptions }[]} */
const BUNDLES = [
    { entry: 'client/src/node.ts', output: 'client/node.js', options: { ...NODE, external: ['vscode'] } },
    {
        entry: 'client/src/browser.ts',
        output: 'client/browser.js',
        options: { ...BROWSER, format: 'cjs', external: ['vscode'] },
    },
    { entry: 'server/src/node.ts', output: 'server/node.js', options: NODE },
    { entry: 'server/src/browser.ts', output: 'server/browser.js', options: { ...BROWSER, format: 'iife' } },
    {
        entry: 'server/src/cli.ts',
        output: 'cli.js',
        options: { ...NODE, banner: { js: '#!/usr/bin/env node' } },
    },
];

/**
 * Builds what is asked for; everything unless told.
 *
 * @param {readonly string[]} [only] beginnings of output names, such as `cli` or `server/`
 * @throws when an entry point is missing, does not compile, or a grammar is not what the manifest says
 */
export async function buildAll(only = []) {
    const bundles = BUNDLES.filter(
        ({ output }) => only.length === 0 || only.some(word => output.startsWith(word)),
    );
    const missing = bundles.filter(({ entry }) => !existsSync(ROOT + entry));
    if (missing.length > 0) {
        throw new Error(
            `Cannot build without ${missing.map(({ entry }) => entry).join(', ')}: no such file.`,
        );
    }
    mkdirSync(`${ROOT}dist`, { recursive: true });
    for (const { name, bytes } of await verifiedGrammars()) writeFileSync(`${ROOT}dist/${name}`, bytes);
    await Promise.all(
        bundles.map(({ entry, output, options }) =>
            bundle({
                absWorkingDir: ROOT,
                entryPoints: [entry],
                outfile: `dist/${output}`,
                bundle: true,
                minify: true,
                sourcemap: 'external',
                legalComments: 'none',
                logLevel: 'error',
                // The ES build of web-tree-sitter compiles into such a bundle and then fails in Parser.init.
                alias: { 'web-tree-sitter': require.resolve('web-tree-sitter') },
                ...options,
            }),
        ),
    );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    try {
        await buildAll(process.argv.slice(2));
    } catch (error) {
        // esbuild has already said what does not compile.
        const compiled = error instanceof Error && !('errors' in error);
        if (compiled) console.error(error.message);
        process.exitCode = 1;
    }
}

/** The engine in this process, bundled afresh from its source: what is measured is what is written. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

const ENTRY = `
export { createEngine } from './server/src/engine.ts';
export { DEFAULT_CONFIG } from './server/src/config/schema.ts';
export { listRules } from './server/src/rules/registry.ts';
export { decodeSource } from './server/src/cli/decode.ts';
export { renderInspection } from './server/src/report/inspection.ts';
`;

/**
 * @param {string} root the checkout
 * @returns an engine with the configuration that nobody changed, and the rules' documentation
 */
export async function loadEngine(root) {
    const require = createRequire(import.meta.url);
    const folder = mkdtempSync(join(tmpdir(), 'steady-eval-'));
    try {
        const bundled = await build({
            stdin: { contents: ENTRY, resolveDir: root, loader: 'ts' },
            absWorkingDir: root,
            bundle: true,
            write: false,
            platform: 'node',
            format: 'cjs',
            target: 'node20',
            logLevel: 'error',
            alias: { 'web-tree-sitter': require.resolve('web-tree-sitter') },
        });
        const file = join(folder, 'engine.cjs');
        writeFileSync(file, bundled.outputFiles[0].contents);
        const { createEngine, DEFAULT_CONFIG, listRules, decodeSource, renderInspection } = require(file);
        const { verifiedGrammars } = await import('../grammars.mjs');
        const wasm = new Map((await verifiedGrammars()).map(({ name, bytes }) => [name, bytes]));
        const engine = await createEngine({
            runtime: wasm.get('web-tree-sitter.wasm'),
            grammar: wasm.get('tree-sitter-python.wasm'),
        });
        return {
            rules: listRules(),
            /** The findings in a text, or an empty list where its bytes are no Python. */
            findings: (path, bytes) => {
                const decoded = decodeSource(bytes);
                if ('error' in decoded) return [];
                return engine.analyse({ path, text: decoded.text }, DEFAULT_CONFIG).findings;
            },
            /** What is seen in a text, reported or not. */
            inspect: (path, bytes) =>
                engine.inspect({ path, text: decodeSource(bytes).text }, DEFAULT_CONFIG),
            /** The same as `steady inspect` prints it. */
            printedInspection: (path, text) =>
                renderInspection(path, engine.inspect({ path, text }, DEFAULT_CONFIG)),
            dispose: () => engine.dispose(),
        };
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

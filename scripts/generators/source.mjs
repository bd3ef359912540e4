/** The schema and the rules as JavaScript, bundled from their TypeScript, because Node 20 cannot read that. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const ENTRY = `
export { DEFAULT_CONFIG, FIELD_DOCS, FIELD_NAMES, FIELDS, kebabCase } from './server/src/config/schema.ts';
export {
    DEFAULT_EDITOR_SETTINGS, EDITOR_SETTING_DOCS, EDITOR_SETTING_NAMES, EDITOR_SETTINGS,
} from './server/src/config/editor-settings.ts';
export { explainRule } from './server/src/report/explain.ts';
export { listRules } from './server/src/rules/registry.ts';
export { FAMILIES } from './server/src/rules/rule.ts';
export { toJSONSchema } from 'zod/mini';
`;

/** @returns {Promise<any>} the exports of the modules named above */
export async function loadSource() {
    const folder = mkdtempSync(join(ROOT, 'node_modules', '.steady-generate-'));
    try {
        const outfile = join(folder, 'source.mjs');
        await build({
            stdin: { contents: ENTRY, resolveDir: ROOT, loader: 'ts' },
            outfile,
            bundle: true,
            platform: 'node',
            format: 'esm',
            logLevel: 'error',
        });
        return await import(pathToFileURL(outfile).href);
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

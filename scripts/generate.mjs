/**
 * Writes what is made from the schema and the rules: the editor's settings in package.json, the JSON schema,
 * the page about configuration, a page for each rule, and what other pages show of the program.
 *
 *     node scripts/generate.mjs           writes what has changed
 *     node scripts/generate.mjs --check   exits 1 when something is not what would be written
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configurationPage } from './generators/configuration-page.mjs';
import { jsonSchema } from './generators/json-schema.mjs';
import { rulePages } from './generators/rule-pages.mjs';
import { withEditorSettings } from './generators/settings.mjs';
import { pagesWithOutput } from './generators/shown-output.mjs';
import { loadSource } from './generators/source.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const RULES_FOLDER = 'docs/rules';

/** Every generated file: its path from the root to its text. */
export async function generateAll() {
    const source = await loadSource();
    const manifest = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'));
    return new Map([
        ['package.json', `${JSON.stringify(withEditorSettings(manifest, source), null, 2)}\n`],
        ['docs/steady.schema.json', `${JSON.stringify(jsonSchema(source), null, 2)}\n`],
        ['docs/configuration.md', configurationPage(source)],
        ...(await pagesWithOutput(ROOT)),
        ...rulePages(source).map(({ name, text }) => [`${RULES_FOLDER}/${name}.md`, text]),
    ]);
}

/** Pages of rules that do not exist any more. */
function orphans(files) {
    if (!existsSync(ROOT + RULES_FOLDER)) return [];
    const found = readdirSync(ROOT + RULES_FOLDER).map(name => `${RULES_FOLDER}/${name}`);
    return found.filter(path => path.endsWith('.md') && !files.has(path));
}

async function run() {
    const files = await generateAll();
    const changed = [...files].filter(
        ([path, text]) => !existsSync(ROOT + path) || readFileSync(ROOT + path, 'utf8') !== text,
    );
    const stale = [...changed.map(([path]) => path), ...orphans(files)];
    if (process.argv.includes('--check')) {
        if (stale.length === 0) return;
        console.error(`Out of date: ${stale.join(', ')}. Run \`npm run generate\` and commit the result.`);
        process.exitCode = 1;
        return;
    }
    for (const path of orphans(files)) rmSync(ROOT + path);
    for (const [path, text] of changed) {
        mkdirSync(dirname(ROOT + path), { recursive: true });
        writeFileSync(ROOT + path, text);
    }
    console.log(stale.length === 0 ? 'Everything is up to date.' : `Wrote ${stale.join(', ')}.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    try {
        await run();
    } catch (error) {
        // esbuild has already said what does not compile.
        if (!(error instanceof Error && 'errors' in error)) throw error;
        process.exitCode = 1;
    }
}

/**
 * Measures Steady on code that nobody here wrote, prints the figures and writes docs/precision.md.
 *
 *     npm run eval
 *
 * Three measures: what sleeps are for, against labels made by hand (`sleep.jsonl`); real commits that fixed flaky
 * tests, before and after (`flakefix.jsonl`); findings per rule over the test suites of Debian's packages.
 *
 *     STEADY_LABELS   the folder with the labels; else `shared/labels` beside the checkout
 *     STEADY_CLONES   the folder with the bare clones that flakefix.jsonl names, `<owner>+<name>/repo`
 *     STEADY_CORPUS   the folder with the unpacked packages; else the cache folder, into which they are downloaded
 *
 * The page is written only if everything could be measured, so that a poorer machine never erases figures.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ensureCorpus } from '../test/corpus/packages.mjs';
import { buildAll } from './build.mjs';
import { measureCorpus } from './eval/corpus.mjs';
import { loadEngine } from './eval/engine.mjs';
import { measureFixes } from './eval/fixes.mjs';
import { findLabels, readLabels } from './eval/labels.mjs';
import { corpusSection, fixesSection, readingsSection, renderPage, sleepsSection } from './eval/page.mjs';
import { IN_CORPUS, READINGS, STILL_REPORTED } from './eval/readings.mjs';
import { measureSleeps } from './eval/sleeps.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

async function main() {
    const labels = findLabels(ROOT);
    const corpus = ensureCorpus();
    const steady = await loadEngine(ROOT);
    const missing = [];
    let sections;
    try {
        await buildAll(['cli']);
        const counts = measureCorpus(ROOT, corpus, steady.rules);
        const sleeps = measureSleeps(readLabels(labels, 'sleep.jsonl'), corpus, counts, steady);
        const clones = process.env.STEADY_CLONES;
        const fixes = measureFixes(readLabels(labels, 'flakefix.jsonl'), clones, steady);
        if (sleeps.unreadable.length > 0)
            missing.push(`${sleeps.unreadable.length} files named in sleep.jsonl`);
        if (fixes.unreadable.length > 0) {
            const why = clones === undefined ? ' (STEADY_CLONES is not set)' : '';
            missing.push(`${fixes.unreadable.length} cases of flakefix.jsonl${why}`);
        }
        sections = [
            sleepsSection(sleeps),
            fixesSection(fixes),
            readingsSection(READINGS, STILL_REPORTED, IN_CORPUS),
            corpusSection(counts),
        ];
    } finally {
        steady.dispose();
    }
    console.log(sections.join('\n'));
    if (missing.length > 0) {
        console.error(
            `steady eval: docs/precision.md was left as it is: could not read ${missing.join(', ')}.`,
        );
        process.exitCode = 2;
        return;
    }
    writeFileSync(`${ROOT}docs/precision.md`, renderPage(sections));
    console.log('Written to docs/precision.md.');
}

try {
    await main();
} catch (error) {
    // esbuild has already said what does not compile.
    if (!(error instanceof Error && 'errors' in error)) {
        console.error(`steady eval: ${error instanceof Error ? error.message : String(error)}`);
    }
    process.exitCode = 2;
}

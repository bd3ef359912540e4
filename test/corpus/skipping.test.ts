import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '../../server/src/engine.ts';
import { fileRole } from '../../server/src/model/discovery.ts';
import { RULES } from '../../server/src/rules/registry.ts';
import type { PythonParser } from '../../server/src/syntax/parser.ts';
import { bothOutlines } from '../engine/outlines.ts';
import {
    analyse,
    configOf,
    loadEngine,
    loadParser,
    lookingEverywhere,
    wasmFiles,
} from '../engine/support.ts';
import { ensureCorpus } from './packages.mjs';

const PACKAGES = ['python3-eventlet', 'libpython3.11-testsuite', 'python3-nova'];
/** One file in so many is looked at: all of them take minutes. `STEADY_EVERY=1` looks at all. */
const EVERY = Number(process.env.STEADY_EVERY ?? 60);
const PATIENCE_MS = 1_800_000;

let engine: Engine;
/** Looks into every function with every rule. */
let thorough: Engine;
let parser: PythonParser;
beforeAll(async () => {
    engine = await loadEngine();
    thorough = await createEngine(wasmFiles(), RULES.map(lookingEverywhere));
    parser = await loadParser();
});
afterAll(() => {
    engine.dispose();
    thorough.dispose();
    parser.dispose();
});

describe('what is not looked at in real test files', () => {
    it('is nothing that the parser would have seen otherwise: the outline is that of the whole tree', {
        timeout: PATIENCE_MS,
    }, test => {
        let compared = 0;
        for (const { path, text } of sample(test.skip)) {
            const { scanned, whole, hasError } = bothOutlines(parser, text);
            // Where code does not parse, functions are kept apart that the whole tree may lose.
            if (hasError) continue;
            expect(scanned, path).toEqual(whole);
            compared++;
        }
        expect(compared).toBeGreaterThan(0);
    });

    it('is nothing in which a rule finds something', { timeout: PATIENCE_MS }, test => {
        const config = configOf({ select: ['all', ...new Set(RULES.map(rule => rule.meta.family))] });
        let findings = 0;
        for (const { path, text } of sample(test.skip)) {
            const skipping = analyse(engine, text, path, config);
            expect(skipping.findings, path).toEqual(analyse(thorough, text, path, config).findings);
            findings += skipping.findings.length;
        }
        expect(findings).toBeGreaterThan(0);
    });
});

/** Test files from all over the packages. Without them and without a network nothing can be said; in CI it must. */
function sample(skip: (note: string) => never): { path: string; text: string }[] {
    try {
        const corpus = ensureCorpus(PACKAGES);
        return PACKAGES.flatMap(name =>
            readdirSync(join(corpus, name), { recursive: true, encoding: 'utf8' })
                .filter(path => path.endsWith('.py') && fileRole(path, '') !== 'other')
                .sort()
                .filter((_, i) => i % EVERY === 0)
                .map(path => ({ path, text: readFileSync(join(corpus, name, path), 'utf8') })),
        );
    } catch (error) {
        if (process.env.CI) throw error;
        return skip(`Skipping was not checked. ${error instanceof Error ? error.message : error}`);
    }
}

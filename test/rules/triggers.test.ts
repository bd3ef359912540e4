/** Skipping files and functions by their words loses no finding. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '../../server/src/engine.ts';
import { listRules, RULES } from '../../server/src/rules/registry.ts';
import { analyse, configOf, loadEngine, lookingEverywhere, places, wasmFiles } from '../engine/support.ts';
import { annotatedFiles } from './corpus.ts';

let engine: Engine;
/** Looks into every function with every rule. */
let thorough: Engine;
beforeAll(async () => {
    engine = await loadEngine();
    const rules = RULES.map(lookingEverywhere);
    thorough = await createEngine(wasmFiles(), rules);
});
afterAll(() => {
    engine.dispose();
    thorough.dispose();
});

const texts = [
    ...annotatedFiles().map(({ name, text }) => ({ name, text })),
    ...listRules().map(({ name, docs }) => ({ name: `the example of ${name}`, text: docs.example })),
];

describe('rules that only look where their words stand', () => {
    it.each(texts)('find the same as rules that look everywhere: $name', ({ text }) => {
        // Families, so that rules that are off by default are on.
        const config = configOf({ select: ['all', ...new Set(RULES.map(r => r.meta.family))] });
        const find = (by: Engine) => places(analyse(by, text, 'tests/test_x.py', config).findings);
        expect(find(engine)).toEqual(find(thorough));
    });
});

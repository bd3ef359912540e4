/** What a rule says of where it looks keeps it from looking anywhere else. */
import { afterEach, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '../../server/src/engine.ts';
import { RULES } from '../../server/src/rules/registry.ts';
import type { Rule } from '../../server/src/rules/rule.ts';
import { analyse, wasmFiles } from '../engine/support.ts';

const TEXT = `import threading


def helper():
    tea = 1


def test_tea():
    tea = 1


def test_tea_and_milk():
    tea, milk = 1, 2
`;

let engine: Engine | undefined;
afterEach(() => {
    engine?.dispose();
    engine = undefined;
});

/** The functions of `TEXT` in which a rule with these conditions is run. */
async function lookedAt(conditions: Partial<Rule>): Promise<string[]> {
    const [model] = RULES;
    if (!model) throw new Error('there are no rules');
    const seen: string[] = [];
    const rule: Rule = {
        meta: { ...model.meta, enabledByDefault: true },
        triggers: ['tea'],
        check: ({ unit }) => seen.push(unit.name),
        ...conditions,
    };
    engine = await createEngine(wasmFiles(), [rule]);
    analyse(engine, TEXT);
    return seen;
}

describe('A rule is run', () => {
    it('in every function that holds one of its words, if it says no more', async () => {
        expect(await lookedAt({})).toEqual(['helper', 'test_tea', 'test_tea_and_milk']);
    });

    it('only in functions of its roles', async () => {
        expect(await lookedAt({ roles: ['test'] })).toEqual(['test_tea', 'test_tea_and_milk']);
    });

    it('only where the words stand that it needs besides', async () => {
        expect(await lookedAt({ needs: ['milk', 'sugar'] })).toEqual(['test_tea_and_milk']);
    });

    it('only in files that hold the words that it needs there', async () => {
        expect(await lookedAt({ needsInFile: ['threading'] })).toHaveLength(3);
        expect(await lookedAt({ needsInFile: ['asyncio'] })).toEqual([]);
    });

    it('only where its pattern matches, in the function and in the file', async () => {
        expect(await lookedAt({ requires: /sugar/ })).toEqual([]);
        expect(await lookedAt({ requires: /milk/ })).toEqual(['test_tea_and_milk']);
        expect(await lookedAt({ requiresInFile: /^import asyncio/m })).toEqual([]);
        expect(await lookedAt({ requiresInFile: /^import threading/m })).toHaveLength(3);
    });

    it('only where it says that the function concerns it', async () => {
        expect(await lookedAt({ concerns: ({ text }) => !text.includes('milk') })).toEqual([
            'helper',
            'test_tea',
        ]);
    });
});

/**
 * Whatever is typed, a session gives the findings that a fresh analysis of the same text gives.
 *
 * `STEADY_FUZZ_RUNS=20000 npx vitest run test/fuzz` makes that many edits instead of the usual ones, and
 * `STEADY_FUZZ_SEED` repeats a run or makes another one; `STEADY_FUZZ_SHRINK=1` looks for the smallest failure.
 */
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine, Session } from '../../server/src/engine.ts';
import { listRules } from '../../server/src/rules/registry.ts';
import { configOf, loadEngine } from '../engine/support.ts';
import { annotatedFiles } from '../rules/corpus.ts';
import { EditedText, steps } from './edits.ts';

const EDITS = Number(process.env.STEADY_FUZZ_RUNS ?? 1500);
const SEED = Number(process.env.STEADY_FUZZ_SEED ?? 1);
const STEPS = 40;
/** Documents of tens of lines: short ones make it likely that an edit hits something. */
const SEEDS = [
    ...annotatedFiles().map(f => f.text),
    ...listRules().flatMap(({ docs }) => [docs.example, docs.useInstead]),
];
const PATH = 'test_fuzz.py';
const config = configOf();

let engine: Engine;
beforeAll(async () => {
    engine = await loadEngine();
});
afterAll(() => engine.dispose());

const scenario = fc.record({ seed: fc.constantFrom(...SEEDS), steps: steps(STEPS) });

/** Runs `check` after every step of random sessions until enough edits were made. */
async function afterEveryStep(
    edits: number,
    check: (session: Session, text: string) => void,
): Promise<number> {
    let made = 0;
    await fc.assert(
        fc.asyncProperty(scenario, async ({ seed, steps }) => {
            if (made >= edits) return;
            // The runner wants to hear from us now and then.
            await setImmediate();
            const edited = new EditedText(seed);
            const session = engine.open({ path: PATH, text: seed });
            try {
                session.analyse(config);
                for (const step of steps) {
                    for (const edit of edited.apply(step)) {
                        session.edit(edit);
                        made++;
                    }
                    check(session, edited.text);
                }
            } finally {
                session.dispose();
            }
        }),
        { seed: SEED, numRuns: edits, endOnFailure: process.env.STEADY_FUZZ_SHRINK === undefined },
    );
    return made;
}

describe('after random edits', () => {
    it(
        `a session finds what a fresh analysis finds (${EDITS} edits)`,
        async () => {
            const made = await afterEveryStep(EDITS, (session, text) => {
                expect(session.text).toBe(text);
                expect(session.analyse(config)).toEqual(engine.analyse({ path: PATH, text }, config));
            });
            expect(made).toBeGreaterThanOrEqual(EDITS);
        },
        60_000 + EDITS * 100,
    );

    it(
        'what is found lies in the text, in order, and no rule throws',
        async () => {
            await afterEveryStep(EDITS / 3, (session, text) => {
                const analysis = session.analyse(config, { fixes: true, keepStale: true });
                expect(analysis?.failures).toEqual([]);
                const lines = text.split(/\r\n|\r|\n/);
                let last = 0;
                for (const { range, related, fixes, message } of analysis?.findings ?? []) {
                    expect(range.start.line).toBeGreaterThanOrEqual(last);
                    last = range.start.line;
                    for (const place of [
                        range,
                        ...related.map(r => r.range),
                        ...fixes.flatMap(f => f.edits.map(e => e.range)),
                    ]) {
                        const { start, end } = place;
                        expect(start.line < end.line || start.character <= end.character).toBe(true);
                        expect(start.line).toBeLessThanOrEqual(end.line);
                        expect(end.line).toBeLessThan(lines.length);
                        expect(start.character).toBeLessThanOrEqual(lines[start.line]?.length ?? 0);
                        expect(end.character).toBeLessThanOrEqual(lines[end.line]?.length ?? 0);
                    }
                    expect(message).not.toMatch(/[\r\n]/);
                }
            });
        },
        60_000 + EDITS * 100,
    );
});

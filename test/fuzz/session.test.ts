/** Whatever is typed, a session gives the findings that a fresh analysis of the same text gives. */
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine, Session } from '../../server/src/engine.ts';
import { configOf, loadEngine } from '../engine/support.ts';
import { EditedText, steps } from './edits.ts';
import { FUZZ_EDITS, FUZZ_SEED, joined, SEED_TEXTS, shrink } from './settings.ts';

const STEPS = 40;
const PATH = 'test_fuzz.py';
const config = configOf();

let engine: Engine;
beforeAll(async () => {
    engine = await loadEngine();
});
afterAll(() => engine.dispose());

/** Runs `check` after every step of random sessions until enough edits were made. */
async function afterEveryStep(
    edits: number,
    check: (session: Session, text: string) => void,
    seeds: readonly string[] = SEED_TEXTS,
): Promise<number> {
    let made = 0;
    const scenario = fc.record({ seed: fc.constantFrom(...seeds), steps: steps(STEPS) });
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
        { seed: FUZZ_SEED, numRuns: edits, endOnFailure: !shrink },
    );
    return made;
}

describe('after random edits', () => {
    it(
        `a session finds what a fresh analysis finds (${FUZZ_EDITS} edits)`,
        async () => {
            const made = await afterEveryStep(FUZZ_EDITS, (session, text) => {
                expect(session.text).toBe(text);
                expect(session.analyse(config)).toEqual(engine.analyse({ path: PATH, text }, config));
            });
            expect(made).toBeGreaterThanOrEqual(FUZZ_EDITS);
        },
        60_000 + FUZZ_EDITS * 100,
    );

    it(
        'a session that keeps what it has found finds what a fresh analysis finds',
        async () => {
            await afterEveryStep(
                FUZZ_EDITS,
                (session, text) => {
                    expect(session.analyse(config, { keep: true })).toEqual(
                        engine.analyse({ path: PATH, text }, config),
                    );
                },
                joined(4),
            );
        },
        60_000 + FUZZ_EDITS * 100,
    );

    it(
        'what is found lies in the text, in order, and no rule throws',
        async () => {
            await afterEveryStep(FUZZ_EDITS / 3, (session, text) => {
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
        60_000 + FUZZ_EDITS * 100,
    );
});

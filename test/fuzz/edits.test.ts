/** The random edits themselves: what they claim to have done is what was done, and undoing takes it back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EditedText, steps } from './edits.ts';

const TEXT = 'import time\n\n\ndef test_a():\n    time.sleep(1)\n';

describe('random edits', () => {
    it('replayed on the first text give the last one', () => {
        fc.assert(
            fc.property(steps(30), all => {
                const edited = new EditedText(TEXT);
                let replayed = TEXT;
                for (const step of all)
                    for (const { start, end, text } of edited.apply(step))
                        replayed = replayed.slice(0, start) + text + replayed.slice(end);
                expect(replayed).toBe(edited.text);
            }),
            { seed: 1 },
        );
    });

    it('undone one by one give the first text', () => {
        fc.assert(
            fc.property(steps(30), all => {
                const edited = new EditedText(TEXT);
                for (const step of all) edited.apply(step);
                while (edited.apply({ kind: 'undo' }).length > 0);
                expect(edited.text).toBe(TEXT);
            }),
            { seed: 1 },
        );
    });
});

/** Whatever is typed, as long as Python parses it: putting a file together from its functions changes nothing. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PythonParser } from '../../server/src/syntax/parser.ts';
import { bothOutlines } from '../engine/outlines.ts';
import { loadParser } from '../engine/support.ts';
import { runPython } from '../python.ts';
import { EditedText, steps } from './edits.ts';
import { FUZZ_EDITS, FUZZ_SEED, SEED_TEXTS } from './settings.ts';

let parser: PythonParser;
beforeAll(async () => {
    parser = await loadParser();
});
afterAll(() => parser.dispose());

/** Python's own verdict: tree-sitter has no error for many an indentation that Python refuses. */
const CHECK = `
import ast, json, sys, warnings
warnings.simplefilter('ignore')
def parses(text):
    try:
        ast.parse(text)
        return True
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
json.dump([parses(text) for text in json.load(sys.stdin)], sys.stdout)
`;

function whatPythonParses(texts: readonly string[]): string[] {
    const { stdout, output, status } = runPython(['-c', CHECK], {
        cwd: import.meta.dirname,
        input: JSON.stringify(texts),
        seconds: 60 + texts.length / 50,
    });
    if (status !== 0) throw new Error(`Python could not check the texts: ${output}`);
    const verdicts = JSON.parse(stdout) as boolean[];
    return texts.filter((_, i) => verdicts[i]);
}

it(
    `after random edits, a text that Python parses has the outline of its whole tree (${FUZZ_EDITS} texts)`,
    () => {
        const scenario = fc.tuple(fc.constantFrom(...SEED_TEXTS), steps(2));
        const texts = fc.sample(scenario, { seed: FUZZ_SEED, numRuns: FUZZ_EDITS }).map(([seed, all]) => {
            const edited = new EditedText(seed);
            for (const step of all) edited.apply(step);
            return edited.text;
        });
        let compared = 0;
        for (const text of whatPythonParses(texts)) {
            const { scanned, whole, hasError } = bothOutlines(parser, text);
            // What only Python understands is no matter of ours.
            if (hasError) continue;
            compared++;
            expect(scanned, text).toEqual(whole);
        }
        // This says something only if enough texts stay whole.
        expect(compared).toBeGreaterThan(FUZZ_EDITS / 10);
    },
    60_000 + FUZZ_EDITS * 100,
);

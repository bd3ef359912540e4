/**
 * How much is tried, and where it begins.
 *
 * `STEADY_FUZZ_RUNS=20000 npx vitest run test/fuzz` tries that much instead of the usual; `STEADY_FUZZ_SEED`
 * makes another run, or the same again; `STEADY_FUZZ_SHRINK=1` looks for the smallest failure, which takes long.
 */
import { listRules } from '../../server/src/rules/registry.ts';
import { annotatedFiles } from '../rules/corpus.ts';

export const FUZZ_EDITS = Number(process.env.STEADY_FUZZ_RUNS ?? 1500);
export const FUZZ_SEED = Number(process.env.STEADY_FUZZ_SEED ?? 1);
export const shrink = process.env.STEADY_FUZZ_SHRINK !== undefined;

/** Longer documents, in which functions of one origin meet those of another by their names. */
export function joined(count: number): readonly string[] {
    const texts = annotatedFiles().map(f => f.text);
    const middle = Math.floor(texts.length / count);
    return Array.from({ length: middle }, (_, i) =>
        Array.from({ length: count }, (_, n) => texts[i + n * middle] ?? '').join('\n\n'),
    );
}

/** Documents of tens of lines: short ones make it likely that an edit hits something. */
export const SEED_TEXTS: readonly string[] = [
    ...annotatedFiles().map(f => f.text),
    ...listRules().flatMap(({ docs }) => [docs.example, docs.useInstead]),
];

/** The annotated files of this folder. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Annotated, readAnnotated } from './annotated.ts';

export interface AnnotatedFile extends Annotated {
    /** Relative to this folder: `timing/sleep-as-sync/threads.py`. */
    readonly name: string;
    /** The rule of its folder and those that it names: of these, whatever is not expected fails. */
    readonly rules: ReadonlySet<string>;
    /** The path under which the engine sees the text. It says nothing but that the file is a test. */
    readonly path: string;
    /** The neighbour that holds the text after the expected fix. */
    readonly fixed: string | undefined;
}

/** All annotated files, sorted by name. */
export function annotatedFiles(): AnnotatedFile[] {
    const folder = import.meta.dirname;
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter(name => name.endsWith('.py') && !name.endsWith('.fixed.py'))
        .map(name => name.replaceAll('\\', '/'))
        .sort();
    return names.map(name => {
        const annotated = readAnnotated(readFileSync(join(folder, name), 'utf8'));
        const fixed = name.replace(/\.py$/, '.fixed.py');
        return {
            ...annotated,
            name,
            rules: new Set([basename(dirname(name)), ...annotated.expectations.map(e => e.rule)]),
            path: `tests/test_${basename(name)}`,
            fixed: annotated.fixes.length > 0 ? readFileSync(join(folder, fixed), 'utf8') : undefined,
        };
    });
}

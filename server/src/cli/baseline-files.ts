/** The baselines on the disk: the nearest one above a file is its own, unless one was named. */
import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { BASELINE_FILE, type Baseline, parseBaseline } from '../report/baseline.ts';
import type { RunError } from '../report/report.ts';
import { codeOf, describeFileError } from './errors.ts';
import { toSlashes } from './files.ts';

export interface BaselineFile {
    readonly path: string;
    readonly folder: string;
    readonly entries: Baseline;
    /** Whether there is such a file. */
    readonly exists: boolean;
    readonly errors: readonly RunError[];
}

/** Finds and remembers baselines. */
export class BaselineFiles {
    readonly #named: BaselineFile | undefined;
    readonly #folders = new Map<string, BaselineFile | undefined>();

    /** @param named the only baseline, where the command names one */
    constructor(named: string | undefined, cwd: string) {
        this.#named = named === undefined ? undefined : readBaseline(resolve(cwd, named), named);
    }

    /** The baseline of the files of a folder. */
    of(folder: string): BaselineFile | undefined {
        if (this.#named !== undefined) return this.#named;
        if (this.#folders.has(folder)) return this.#folders.get(folder);
        const path = join(folder, BASELINE_FILE);
        const own = readBaseline(path, path);
        const parent = dirname(folder);
        const found = own.exists ? own : parent === folder ? undefined : this.of(parent);
        this.#folders.set(folder, found);
        return found;
    }

    /** What is wrong in the baselines that were asked for. */
    get errors(): readonly RunError[] {
        const read = [this.#named, ...this.#folders.values()].filter(file => file !== undefined);
        return [...new Set(read)].flatMap(file => file.errors);
    }
}

/** Where a file lies as its baseline writes it. */
export function pathInBaseline(baseline: BaselineFile, path: string): string {
    return toSlashes(relative(baseline.folder, path));
}

/** A baseline that does not exist is an empty one. */
export function readBaseline(path: string, shown: string): BaselineFile {
    const base = { path, folder: dirname(path) };
    let text: string;
    try {
        text = readFileSync(path, 'utf8');
    } catch (error) {
        const isMissing = codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';
        const errors = isMissing ? [] : [{ path: shown, message: describeFileError(error) }];
        return { ...base, entries: new Map(), exists: !isMissing, errors };
    }
    const { entries, problems } = parseBaseline(text);
    const errors = problems.map(({ line, text }) => ({
        path: `${shown}:${line}`,
        message: `is no entry of a baseline: ${JSON.stringify(text)}; resolve the conflict or remove the line`,
    }));
    return { ...base, entries, exists: true, errors };
}

/**
 * Results of earlier runs, by everything that they depend on: the file's bytes and name, its configuration,
 * and this very build of the program. Runs at the same time lose at worst some of each other's entries.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { version } from '../../../package.json';
import type { FileReport } from '../report/report.ts';
import type { FileTask } from './analyse-file.ts';
import { writeAtomically } from './write.ts';

/** What is kept of a report; its path and text belong to the run. */
type Kept = Omit<FileReport, 'path' | 'text'>;

const LINE = /^([0-9a-f]{40}) ([0-9a-f]{8}) (\d+) (.*)$/;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Entries that nobody has asked for so long are dropped. */
const KEPT_DAYS = 30;
/** How old the date of an entry may be before asking for it renews it: not every run writes. */
const RENEWED_DAYS = 7;

/** Where results lie unless told otherwise. */
export function defaultCacheFolder(): string {
    const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
    if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, 'steady');
    if (process.platform === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'steady', 'cache');
    if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'steady');
    return join(homedir(), '.cache', 'steady');
}

/** All that a result depends on besides the bytes. */
export function cacheSalt({ enginePath, config, keepSleeps = false }: FileTask): string {
    return JSON.stringify([enginePath, keepSleeps, config]);
}

export function cacheKey(bytes: Uint8Array, salt: string): string {
    return createHash('sha1').update(salt).update('\0').update(bytes).digest('hex');
}

/** Entries lie in sixteen files by the first digit of their key; only those that are asked for are read. */
export class ResultCache {
    readonly #folder: string;
    readonly #today = Math.floor(Date.now() / DAY_MS);
    readonly #read = new Map<string, Map<string, string>>();
    readonly #written = new Map<string, Map<string, string>>();

    constructor(folder: string) {
        const build = createHash('sha1').update(readFileSync(__filename)).digest('hex').slice(0, 12);
        this.#folder = join(folder, `${version}-${build}`);
    }

    get(key: string): Kept | undefined {
        const name = key.charAt(0);
        let entries = this.#read.get(name);
        if (entries === undefined) {
            entries = this.#load(name);
            this.#read.set(name, entries);
        }
        const [, , sum, day, json] = LINE.exec(entries.get(key) ?? '') ?? [];
        if (json === undefined || sumOf(json) !== sum) return undefined;
        try {
            const kept: Kept = JSON.parse(json);
            if (this.#today - Number(day) >= RENEWED_DAYS) this.#write(key, json);
            return kept;
        } catch {
            return undefined;
        }
    }

    put(key: string, { path: _path, text: _text, ...kept }: FileReport): void {
        this.#write(key, JSON.stringify(kept));
    }

    /** Writes what is new. A cache that cannot be written is none; that is no reason to fail. */
    save(): void {
        try {
            if (this.#written.size > 0) mkdirSync(this.#folder, { recursive: true });
            for (const [name, fresh] of this.#written) {
                // Read again: another run may have written meanwhile.
                const lines = new Map([...this.#load(name), ...fresh]);
                writeAtomically(join(this.#folder, name), [...lines.values()].join('\n'));
            }
        } catch {
            // See above.
        }
        this.#written.clear();
    }

    #write(key: string, json: string): void {
        const name = key.charAt(0);
        const entries = this.#written.get(name) ?? new Map<string, string>();
        this.#written.set(name, entries.set(key, `${key} ${sumOf(json)} ${this.#today} ${json}`));
    }

    /** The lines of a file by key; what is no entry, or too old, is left out. */
    #load(name: string): Map<string, string> {
        const entries = new Map<string, string>();
        let text: string;
        try {
            text = readFileSync(join(this.#folder, name), 'utf8');
        } catch {
            return entries;
        }
        for (const line of text.split('\n')) {
            const day = Number(line.slice(50, line.indexOf(' ', 50)));
            if (this.#today - day <= KEPT_DAYS) entries.set(line.slice(0, 40), line);
        }
        return entries;
    }
}

function sumOf(json: string): string {
    return createHash('sha1').update(json).digest('hex').slice(0, 8);
}

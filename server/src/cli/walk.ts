/** Finds the Python files below a folder: ignored ones left out, every real folder entered once. */
import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { folderMatcher } from '../test-files.ts';
import { describeFileError } from './errors.ts';
import { IGNORE_NOTHING, type IgnoreScope, ignoreScope } from './ignore-files.ts';

export interface FoundFile {
    readonly path: string;
    readonly bytes: number;
}

export interface WalkResult {
    readonly files: readonly FoundFile[];
    readonly errors: readonly { readonly path: string; readonly message: string }[];
}

export interface WalkOptions {
    /** Whether `.gitignore` files count. */
    readonly gitignore: boolean;
    /** Patterns of the names of folders that are not entered, as pytest's `norecursedirs`. */
    readonly norecursedirs?: readonly string[];
}

/** Walks `start`; a folder or file that cannot be read is an error of the result, and the walk goes on. */
export function walk(start: string, options: WalkOptions): WalkResult {
    const files: FoundFile[] = [];
    const errors: { path: string; message: string }[] = [];
    const seen = new Set<string>();
    const entered = folderMatcher(options.norecursedirs);
    const pending: { folder: string; scope: IgnoreScope }[] = [
        { folder: start, scope: options.gitignore ? ignoreScope(start) : IGNORE_NOTHING },
    ];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
        const { folder, scope } = next;
        try {
            const { dev, ino } = statSync(folder);
            if (seen.has(`${dev}:${ino}`)) continue;
            seen.add(`${dev}:${ino}`);
            const entries = readdirSync(folder, { withFileTypes: true });
            if (folder !== start && entries.some(entry => entry.name === 'pyvenv.cfg')) continue;
            const inner: string[] = [];
            const links: string[] = [];
            for (const entry of entries) {
                const path = join(folder, entry.name);
                const kind = kindOf(entry, path);
                if (kind === 'folder') {
                    if (!entered(entry.name) || scope.ignores(path, true)) continue;
                    (entry.isSymbolicLink() ? links : inner).push(path);
                } else if (entry.name.endsWith('.py') && kind !== 'other' && !scope.ignores(path, false)) {
                    try {
                        files.push({ path, bytes: statSync(path).size });
                    } catch (error) {
                        errors.push({ path, message: describeLinkError(error) });
                    }
                }
            }
            // A stack: real folders are taken before links, so that files are found under their real name.
            for (const path of [...links, ...inner]) {
                const below = options.gitignore ? scope.enter(path) : scope;
                if (links.includes(path)) pending.unshift({ folder: path, scope: below });
                else pending.push({ folder: path, scope: below });
            }
        } catch (error) {
            errors.push({ path: folder, message: describeFileError(error) });
        }
    }
    return { files, errors };
}

function kindOf(entry: Dirent, path: string): 'folder' | 'file' | 'broken' | 'other' {
    if (entry.isDirectory()) return 'folder';
    if (entry.isFile()) return 'file';
    // A test cannot be a socket, a device or a pipe, and reading one may never end.
    if (!entry.isSymbolicLink()) return 'other';
    try {
        const target = statSync(path);
        if (target.isDirectory()) return 'folder';
        return target.isFile() ? 'file' : 'other';
    } catch {
        return 'broken';
    }
}

function describeLinkError(error: unknown): string {
    const reason = describeFileError(error);
    return reason === 'does not exist' ? 'is a symbolic link to a file that does not exist' : reason;
}

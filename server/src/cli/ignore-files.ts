/** `.gitignore` as git reads it: nested files, the nearest one wins, `.git/info/exclude` last. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { type IgnoreFile, isIgnored, parseIgnoreFile } from '../config/gitignore.ts';

/** Decides for the entries of one folder; `enter` gives the same for a folder inside it. */
export interface IgnoreScope {
    ignores(path: string, isFolder: boolean): boolean;
    enter(folder: string): IgnoreScope;
}

/** The scope of a folder where a walk begins, with the files between it and the top of its git repository. */
export function ignoreScope(start: string): IgnoreScope {
    const top = gitTop(start);
    const files: IgnoreFile[] = [];
    if (top !== undefined) {
        add(files, top, join(top, '.git', 'info', 'exclude'));
        const between = relative(top, start)
            .split(sep)
            .filter(part => part !== '');
        let folder = top;
        for (const part of between) {
            add(files, folder, join(folder, '.gitignore'));
            folder = join(folder, part);
        }
    }
    add(files, start, join(start, '.gitignore'));
    return makeScope(files);
}

/** The scope that ignores nothing. */
export const IGNORE_NOTHING: IgnoreScope = { ignores: () => false, enter: () => IGNORE_NOTHING };

function makeScope(files: readonly IgnoreFile[]): IgnoreScope {
    return {
        ignores(path, isFolder) {
            return isIgnored(files, isFolder, folder => relative(folder, path).replaceAll('\\', '/'));
        },
        enter(folder) {
            const inner = [...files];
            add(inner, folder, join(folder, '.gitignore'));
            return inner.length === files.length ? this : makeScope(inner);
        },
    };
}

function add(files: IgnoreFile[], folder: string, path: string): void {
    try {
        files.push(parseIgnoreFile(folder, readFileSync(path, 'utf8')));
    } catch {
        // No such file, or one that nobody can read: git goes on without it too.
    }
}

/** The nearest folder that holds `.git`, which is a file in worktrees and submodules. */
function gitTop(start: string): string | undefined {
    for (let folder = start; ; folder = dirname(folder)) {
        if (existsSync(join(folder, '.git'))) return folder;
        if (dirname(folder) === folder) return undefined;
    }
}

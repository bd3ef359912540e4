/** `.gitignore` as git reads it: nested files, of which the nearest one wins. */
import ignore, { type Ignore } from 'ignore';
import { joinPath, parentOf, relativePath } from './paths.ts';
import type { ConfigReader } from './reader.ts';

/** One `.gitignore` with the folder that it is about. */
export interface IgnoreFile {
    readonly folder: string;
    readonly patterns: Ignore;
}

export function parseIgnoreFile(folder: string, text: string): IgnoreFile {
    return { folder, patterns: ignore({ ignorecase: false }).add(text) };
}

/**
 * Whether a file or folder is left out.
 *
 * @param files the outermost first
 * @param below its path relative to a folder, `/` between folders
 */
export function isIgnored(
    files: readonly IgnoreFile[],
    isFolder: boolean,
    below: (folder: string) => string,
): boolean {
    for (let i = files.length - 1; i >= 0; i--) {
        const file = files[i];
        if (file === undefined) continue;
        const path = below(file.folder);
        const { ignored, unignored } = file.patterns.test(isFolder ? `${path}/` : path);
        if (ignored || unignored) return ignored;
    }
    return false;
}

interface Folder {
    /** It, or a folder around it, is ignored. */
    readonly ignored: boolean;
    readonly files: readonly IgnoreFile[];
}

const TOP: Folder = { ignored: false, files: [] };

/**
 * For paths that somebody has listed: tells which of them git ignores. What lies above `root` counts as far as
 * the top of root's own repository, if it is in one.
 */
export function ignoredByGit(reader: ConfigReader, root: string): (path: string) => Promise<boolean> {
    const folders = new Map<string, Promise<Folder>>();
    let top: Promise<string> | undefined;
    const readFolder = async (folder: string): Promise<Folder> => {
        top ??= gitTop(reader, root);
        const isTop = folder === (await top);
        const outer = isTop || parentOf(folder) === '' ? TOP : await folderOf(parentOf(folder));
        const path = (from: string) => relativePath(from, folder) ?? '';
        if (outer.ignored || (outer.files.length > 0 && isIgnored(outer.files, true, path))) {
            return { ignored: true, files: [] };
        }
        const names = isTop ? ['.git/info/exclude', '.gitignore'] : ['.gitignore'];
        const texts = await Promise.all(names.map(name => reader.readText(joinPath(folder, name))));
        const own = texts.flatMap(text => (text === undefined ? [] : [parseIgnoreFile(folder, text)]));
        return { ignored: false, files: [...outer.files, ...own] };
    };
    const folderOf = (folder: string): Promise<Folder> => {
        let known = folders.get(folder);
        if (known === undefined) {
            known = readFolder(folder);
            folders.set(folder, known);
        }
        return known;
    };
    return async path => {
        const { ignored, files } = await folderOf(parentOf(path));
        return ignored || isIgnored(files, false, folder => relativePath(folder, path) ?? '');
    };
}

/** The nearest folder that is a repository or, in a worktree or submodule, holds the file that says where it is. */
async function gitTop(reader: ConfigReader, root: string): Promise<string> {
    for (let folder = root; folder !== ''; folder = parentOf(folder)) {
        for (const name of ['.git/HEAD', '.git']) {
            if ((await reader.readText(joinPath(folder, name))) !== undefined) return folder;
        }
    }
    return root;
}

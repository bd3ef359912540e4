/** Paths with `/` between folders, without Node: the same code reads a disk and a virtual workspace. */

/** The folder of a path: `/a/b` of `/a/b/c`, `/` of `/a`, and the empty string where there is none above. */
export function parentOf(path: string): string {
    const slash = path.lastIndexOf('/');
    if (slash < 0) return '';
    if (slash === 0) return path === '/' ? '' : '/';
    return path.slice(0, slash);
}

export function joinPath(folder: string, name: string): string {
    if (folder === '') return name;
    return folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}

/** `reference` as seen from `folder`, with `.` and `..` resolved; an absolute reference stays. */
export function resolvePath(folder: string, reference: string): string {
    const normal = reference.replaceAll('\\', '/');
    const absolute = normal.startsWith('/') || /^[A-Za-z]:\//.test(normal);
    const whole = absolute ? normal : joinPath(folder, normal);
    const lead = whole.startsWith('/') ? '/' : '';
    const parts: string[] = [];
    for (const part of whole.split('/')) {
        if (part === '' || part === '.') continue;
        if (part === '..') parts.pop();
        else parts.push(part);
    }
    return lead + parts.join('/');
}

/** `path` relative to `folder`, or `undefined` where it lies elsewhere. */
export function relativePath(folder: string, path: string): string | undefined {
    if (folder === '') return path.startsWith('/') ? undefined : path;
    const prefix = folder.endsWith('/') ? folder : `${folder}/`;
    return path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}

/** The folders that hold `path`, from the nearest outwards; `root`, where given, is the last one. */
export function foldersAbove(path: string, root?: string): string[] {
    const folders: string[] = [];
    let folder = parentOf(path);
    for (;;) {
        folders.push(folder);
        if (folder === root || folder === '' || folder === '/') return folders;
        folder = parentOf(folder);
    }
}

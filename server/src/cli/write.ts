/** Files written whole or not at all: beside their place, then renamed into it. */
import { randomUUID } from 'node:crypto';
import {
    chmodSync,
    chownSync,
    realpathSync,
    renameSync,
    rmSync,
    type Stats,
    statSync,
    writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Writes a file so that a reader, or a crash, sees the old content or the new. Mode and, where that is
 * allowed, owner of an existing file stay; a symbolic link stays one, its target is written.
 *
 * @param guard called just before the new content takes the place of the old; throws to keep the old
 * @throws the system's error where the file cannot be written
 */
export function writeAtomically(path: string, content: string | Uint8Array, guard?: () => void): void {
    const before = statOf(path);
    const target = before === undefined ? path : realpathSync(path);
    const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`);
    try {
        writeFileSync(temporary, content, { flag: 'wx' });
        if (before !== undefined) keepOwnerAndMode(temporary, before);
        guard?.();
        renameSync(temporary, target);
    } catch (error) {
        rmSync(temporary, { force: true });
        throw error;
    }
}

function statOf(path: string): Stats | undefined {
    return statSync(path, { throwIfNoEntry: false });
}

function keepOwnerAndMode(path: string, { mode, uid, gid }: Stats): void {
    try {
        chownSync(path, uid, gid);
    } catch {
        // Only the system's administrator may give files away; the mode matters more.
    }
    chmodSync(path, mode);
}

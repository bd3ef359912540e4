/** Errors of the system in the words of the person who caused them. */

/** Something that the user can mend. The command prints its message alone and exits with 2. */
export class UserError extends Error {}

/** Why a file cannot be read, as a clause that follows its name. */
export function describeFileError(error: unknown): string {
    switch (codeOf(error)) {
        case 'ENOENT':
            return 'does not exist';
        case 'EACCES':
        case 'EPERM':
            return 'cannot be read: permission denied';
        case 'EISDIR':
            return 'is a folder';
        case 'ELOOP':
            return 'cannot be read: its symbolic links go round in a circle';
        case 'ENAMETOOLONG':
            return 'cannot be read: its name is too long';
        case 'ERR_FS_FILE_TOO_LARGE':
            return 'cannot be read: it is larger than 2 GiB';
        default:
            return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    }
}

export function codeOf(error: unknown): string | undefined {
    return error instanceof Error && 'code' in error && typeof error.code === 'string'
        ? error.code
        : undefined;
}

/** Why a file cannot be written, as a clause that follows its name and "cannot be written: ". */
export function describeWriteError(error: unknown): string {
    switch (codeOf(error)) {
        case 'EACCES':
        case 'EPERM':
            return 'permission denied';
        case 'EISDIR':
            return 'it is a folder';
        case 'EROFS':
            return 'the file system is read-only';
        case 'ENOSPC':
            return 'the disk is full';
        case 'ENOTDIR':
        case 'EEXIST':
            return 'a part of its path is a file, not a folder';
        default:
            return error instanceof Error ? error.message : String(error);
    }
}

/** Which lines git says are new, so that old code can be left alone. */
import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, UserError } from './errors.ts';

/** What counts as new: everything since a revision, or what is staged for the next commit. */
export type NewCode = { readonly since: string } | { readonly staged: true };

/** Zero-based lines of a file that are new. */
export interface ChangedLines {
    /** Every line, of a file that git does not know yet. */
    readonly all: boolean;
    has(line: number): boolean;
}

export interface Changes {
    /** By the file's real path. */
    readonly files: ReadonlyMap<string, ChangedLines>;
    /** For `staged`: the bytes to check of files of which more is changed than is staged. */
    readonly contents: ReadonlyMap<string, Uint8Array>;
}

const MOST_BYTES = 1024 * 1024 * 1024;

/**
 * Asks git what is new in the repository around `cwd`. Since a revision means since the commit at which the
 * two histories parted, so that what others have done there meanwhile does not count.
 *
 * @throws a `UserError` where there is no git, no repository or no such revision
 */
export function changesIn(cwd: string, what: NewCode): Changes {
    const option = 'staged' in what ? '--staged' : '--since';
    const top = git(cwd, ['rev-parse', '--show-toplevel'], option).stdout;
    if (top === undefined) throw new UserError(`${option} needs a git repository: ${cwd} is in none.`);
    const root = realpathSync(top.toString().trim());
    const run = (args: readonly string[]) => {
        const { stdout, stderr } = git(root, args, option);
        if (stdout === undefined) throw new UserError(`${option}: git says: ${stderr}`);
        return stdout;
    };
    const diff = [
        'diff',
        '--no-ext-diff',
        '--no-color',
        '--no-renames',
        '-U0',
        '--src-prefix=a/',
        '--dst-prefix=b/',
    ];
    const files = new Map<string, ChangedLines>();
    const contents = new Map<string, Uint8Array>();
    const add = (text: string) => {
        for (const [path, lines] of parseDiff(text)) files.set(join(root, path), lines);
    };
    const names = (output: Buffer) =>
        output
            .toString()
            .split('\0')
            .filter(name => name !== '');
    if ('staged' in what) {
        add(run([...diff, '--cached']).toString());
        for (const name of names(run(['diff', '--name-only', '-z']))) {
            const path = join(root, name);
            if (files.has(path)) contents.set(path, run(['show', `:${name}`]));
        }
        return { files, contents };
    }
    const revision = git(root, ['rev-parse', '--verify', '--quiet', `${what.since}^{commit}`], option).stdout;
    if (revision === undefined) {
        throw new UserError(
            `--since: git knows no revision "${what.since}" here. In CI, check out the whole history (fetch-depth: 0).`,
        );
    }
    const base = revision.toString().trim();
    const parted = git(root, ['merge-base', base, 'HEAD'], option).stdout?.toString().trim() || base;
    add(run([...diff, parted, '--']).toString());
    const everything: ChangedLines = { all: true, has: () => true };
    for (const name of names(run(['ls-files', '--others', '--exclude-standard', '-z']))) {
        files.set(join(root, name), everything);
    }
    return { files, contents };
}

/** `stdout` is left out where git has failed. */
function git(cwd: string, args: readonly string[], option: string): { stdout?: Buffer; stderr: string } {
    const { error, status, stdout, stderr } = spawnSync('git', ['-c', 'core.quotePath=false', ...args], {
        cwd,
        maxBuffer: MOST_BYTES,
    });
    if (error !== undefined) {
        throw new UserError(
            codeOf(error) === 'ENOENT'
                ? `${option} needs git, which is not installed here.`
                : `${option}: git cannot be run: ${error.message}`,
        );
    }
    const said = stderr.toString().trim().split('\n')[0] ?? '';
    return status === 0 ? { stdout, stderr: said } : { stderr: said };
}

/** The new lines of each file in a difference without context; its paths are relative to the root. */
export function parseDiff(text: string): Map<string, ChangedLines> {
    const files = new Map<string, ChangedLines>();
    let lines = new Set<number>();
    // Counted, so that changed text that looks like a head is not taken for one.
    let body = 0;
    for (const line of text.split('\n')) {
        if (body > 0) {
            if (line.startsWith('+') || line.startsWith('-')) body--;
            continue;
        }
        if (line.startsWith('+++ ')) {
            const path = pathOf(line.slice(4));
            lines = new Set();
            const own = lines;
            if (path !== undefined) files.set(path, { all: false, has: at => own.has(at) });
            continue;
        }
        const hunk = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
        if (hunk === null) continue;
        const removed = Number(hunk[1] ?? 1);
        const first = Number(hunk[2]);
        const added = Number(hunk[3] ?? 1);
        body = removed + added;
        // Where lines were only removed, those on either side may mean something else now.
        if (added === 0) lines.add(first - 1).add(first);
        for (let i = 0; i < added; i++) lines.add(first - 1 + i);
    }
    return files;
}

/** `b/tests/a.py`, perhaps in quotes with escapes, perhaps with a tab behind it. */
function pathOf(text: string): string | undefined {
    const name = text.replace(/\t$/, '');
    if (name === '/dev/null') return undefined;
    if (!name.startsWith('"')) return name.replace(/^b\//, '');
    const bytes: number[] = [];
    const escapes: Record<string, number> = { t: 9, n: 10, r: 13, a: 7, b: 8, f: 12, v: 11 };
    for (const [part, octal, letter] of name.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|[^\\]+/g)) {
        if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
        else if (letter !== undefined) bytes.push(escapes[letter] ?? letter.charCodeAt(0));
        else bytes.push(...Buffer.from(part));
    }
    return Buffer.from(bytes).toString().replace(/^b\//, '');
}

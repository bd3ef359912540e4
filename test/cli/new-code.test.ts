import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDiff } from '../../server/src/cli/git.ts';
import { ALSO_FLAKY, FLAKY, STEADY, useCli } from './harness.ts';

const cli = useCli();
const BODY = ALSO_FLAKY.slice(ALSO_FLAKY.indexOf('\n\n\n'));

/** A repository with one commit, and the means to go on. */
function repository(files: Readonly<Record<string, string>>) {
    const folder = cli.project(files);
    const git = (...args: string[]) =>
        execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@x', ...args], {
            cwd: folder,
        }).toString();
    git('init', '-q', '-b', 'main');
    git('add', '.');
    git('commit', '-q', '-m', 'first');
    return {
        folder,
        git,
        write(name: string, text: string) {
            mkdirSync(dirname(join(folder, name)), { recursive: true });
            writeFileSync(join(folder, name), text);
        },
        /** `path:line` of each finding, lines counted from 1. */
        async found(...args: string[]) {
            const { stdout, stderr } = await cli.run(folder, ['check', '-f', 'concise', ...args]);
            expect(stderr).toBe('');
            return [...stdout.matchAll(/^(.+?:\d+):\d+: /gm)].map(match => match[1]);
        },
    };
}

describe('--since', () => {
    it('reports what lies on new lines, in new files, and nothing else', async () => {
        const { write, found } = repository({ 'tests/test_old.py': FLAKY, 'tests/test_both.py': FLAKY });
        write('tests/test_both.py', FLAKY + BODY);
        write('tests/test_new.py', FLAKY);
        expect(await found()).toHaveLength(4);
        expect(await found('--since', 'HEAD')).toEqual(['tests/test_both.py:24', 'tests/test_new.py:14']);
    });

    it('reports an old line when the evidence for it is new', async () => {
        const quiet = FLAKY.replace('    thread.start()\n', '    thread.start()\n    thread.join()\n');
        const { write, found } = repository({ 'test_a.py': quiet });
        write('test_a.py', FLAKY);
        expect(await found('--since', 'HEAD')).toEqual(['test_a.py:14']);
    });

    it('leaves out what others have changed since the histories parted', async () => {
        const { git, write, found } = repository({ 'test_a.py': FLAKY, 'test_b.py': STEADY });
        git('switch', '-q', '-c', 'branch');
        git('switch', '-q', 'main');
        write('test_a.py', STEADY);
        git('commit', '-q', '-a', '-m', 'fixed on main');
        git('switch', '-q', 'branch');
        write('test_b.py', ALSO_FLAKY);
        git('commit', '-q', '-a', '-m', 'new on the branch');
        expect(await found('--since', 'main')).toEqual(['test_b.py:10']);
    });

    it('finds nothing where nothing has changed', async () => {
        const { folder } = repository({ 'test_a.py': FLAKY });
        const { code, stdout, stderr } = await cli.run(folder, ['check', '--since', 'HEAD']);
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
        expect(stdout).toContain('Only what is new since HEAD is reported.');
    });

    it('says that a revision or a repository does not exist', async () => {
        const { folder } = repository({ 'test_a.py': FLAKY });
        expect(await cli.run(folder, ['check', '--since', 'nowhere'])).toEqual({
            code: 2,
            stdout: '',
            stderr: 'steady: --since: git knows no revision "nowhere" here. In CI, check out the whole history (fetch-depth: 0).\n',
        });
        const outside = cli.project({ 'test_a.py': FLAKY });
        expect((await cli.run(outside, ['check', '--since', 'HEAD'])).stderr).toBe(
            `steady: --since needs a git repository: ${outside} is in none.\n`,
        );
    });
});

describe('--staged', () => {
    it('reports what is staged, as it is staged', async () => {
        const { git, write, found } = repository({ 'test_a.py': STEADY, 'test_b.py': STEADY });
        write('test_a.py', ALSO_FLAKY);
        git('add', 'test_a.py');
        write('test_a.py', `\n\n${STEADY}`);
        write('test_b.py', FLAKY);
        expect(await found('--staged')).toEqual(['test_a.py:10']);
    });
});

describe('the reading of a difference', () => {
    it('takes changed text for text, whatever it looks like, and knows odd names', () => {
        const diff = [
            'diff --git a/x b/x',
            '--- a/x y.py\t',
            '+++ b/x y.py\t',
            '@@ -3,2 +3,1 @@ def f():',
            '--- a/other',
            '-old',
            '+++ b/fake.py',
            '@@ -9 +8,0 @@',
            '-gone',
            '\\ No newline at end of file',
            '--- /dev/null',
            '+++ "b/\\303\\244\\".py"',
            '@@ -0,0 +1,2 @@',
            '+a',
            '+b',
        ].join('\n');
        const files = parseDiff(diff);
        const lines = (name: string) => [0, 1, 2, 3, 7, 8].filter(line => files.get(name)?.has(line));
        expect([...files.keys()]).toEqual(['x y.py', 'ä".py']);
        expect(lines('x y.py')).toEqual([2, 7, 8]);
        expect(lines('ä".py')).toEqual([0, 1]);
    });
});

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatBaseline, parseBaseline } from '../../server/src/report/baseline.ts';
import { ALSO_FLAKY, FLAKY, STEADY, useCli } from './harness.ts';

const cli = useCli();
const FILE = 'steady-baseline.txt';
const FILES = { 'tests/test_a.py': FLAKY, 'tests/test_b.py': STEADY };

/** A project whose findings are all in its baseline. */
async function settled() {
    const folder = cli.project(FILES);
    expect(await cli.run(folder, ['baseline'])).toEqual({
        code: 0,
        stdout: `${FILE}: 1 finding.\n`,
        stderr: '',
    });
    return {
        folder,
        read: () => readFileSync(join(folder, FILE), 'utf8'),
        write: (name: string, text: string) => writeFileSync(join(folder, name), text),
        run: (...args: string[]) => cli.run(folder, args),
    };
}

describe('steady baseline', () => {
    it('writes one line a finding, without line numbers', async () => {
        const { read } = await settled();
        const lines = read().split('\n');
        expect(lines.filter(line => !line.startsWith('#'))).toEqual([
            expect.stringMatching(/^tests\/test_a\.py::test_worker_appends sleep-as-sync [0-9a-f]{16}$/),
            '',
        ]);
    });

    it('hides what it knows from a check, wherever the check is run', async () => {
        const { folder, run } = await settled();
        const { code, stdout } = await run('check');
        expect(code).toBe(0);
        expect(stdout).toContain('1 finding known to the baseline.');
        const below = await cli.run(folder, ['check', '-f', 'json', 'test_a.py'], { cwd: 'tests' });
        const { findings, hidden } = JSON.parse(below.stdout);
        expect({ code: below.code, findings }).toEqual({ code: 0, findings: [] });
        expect(hidden).toMatchObject([{ rule: 'sleep-as-sync', hiddenBy: 'baseline' }]);
    });

    it('is not asked with --no-baseline', async () => {
        const { run } = await settled();
        expect((await run('check', '--no-baseline')).code).toBe(1);
    });

    it('knows its findings again after edits elsewhere in the file', async () => {
        const { run, write } = await settled();
        write('tests/test_a.py', `import os\n\n\ndef test_new():\n    assert os.sep\n\n\n${FLAKY}`);
        expect((await run('check')).code).toBe(0);
    });

    it('takes in nothing new without --accept, and says what it left out', async () => {
        const { run, read, write } = await settled();
        const before = read();
        write('tests/test_b.py', ALSO_FLAKY);
        expect(await run('baseline')).toEqual({
            code: 1,
            stdout: [
                `${FILE}: 1 finding.`,
                '1 new finding not taken in:',
                '  tests/test_b.py in test_other: sleep-as-sync',
                'Fix them, or take them in: steady baseline --accept',
                '',
            ].join('\n'),
            stderr: '',
        });
        expect(read()).toBe(before);
        expect((await run('check')).code).toBe(1);
        expect(await run('baseline', '--accept')).toMatchObject({
            code: 0,
            stdout: `${FILE}: 2 findings, 1 of them new.\n`,
        });
        expect((await run('check')).code).toBe(0);
    });

    it('takes out what has been fixed and what has been deleted', async () => {
        const { folder, run, read, write } = await settled();
        write('tests/test_b.py', ALSO_FLAKY);
        write('tests/test_c.py', ALSO_FLAKY);
        await run('baseline', '--accept');
        write('tests/test_a.py', STEADY);
        rmSync(join(folder, 'tests/test_b.py'));
        expect((await run('baseline')).stdout).toBe(
            `${FILE}: 1 finding, 2 taken out because they are fixed.\n`,
        );
        expect(read()).not.toContain('test_a.py');
        expect(read()).toContain('test_c.py');
    });

    it('leaves alone what belongs to files that were not checked', async () => {
        const { run, read, write } = await settled();
        write('tests/test_b.py', ALSO_FLAKY);
        const { stdout } = await run('baseline', '--accept', 'tests/test_b.py');
        expect(stdout).toBe(`${FILE}: 2 findings, 1 of them new.\n`);
        expect(read()).toContain('test_a.py');
    });

    it('lets a folder have its own', async () => {
        const { folder, run } = await settled();
        await cli.run(folder, ['baseline', '--baseline', FILE, '.'], { cwd: 'tests' });
        rmSync(join(folder, FILE));
        expect((await run('check')).code).toBe(0);
    });

    it('is said to be broken where a merge left a conflict', async () => {
        const { run, read, write } = await settled();
        write(FILE, `<<<<<<< HEAD\n${read()}`);
        const { code, stderr } = await run('check');
        expect(code).toBe(2);
        expect(stderr).toContain(`${FILE}:1 is no entry of a baseline: "<<<<<<< HEAD"`);
    });

    it('must exist where it is named', async () => {
        const { stderr, code } = await cli.run(cli.project(FILES), ['check', '--baseline', 'none.txt']);
        expect(code).toBe(2);
        expect(stderr).toBe(
            'steady: --baseline none.txt: there is no such file. `steady baseline` writes one.\n',
        );
    });
});

describe('the text of a baseline', () => {
    it('is the same for the same entries in any order, and is read as it was written', () => {
        const entries = [
            {
                path: 'tests/b c.py',
                context: 'Suite.test_x',
                rule: 'sleep-as-sync',
                fingerprint: '0123456789abcdef',
            },
            { path: 'tests/a.py', context: '', rule: 'unbounded-wait', fingerprint: 'fedcba9876543210' },
        ];
        const text = formatBaseline(entries);
        expect(formatBaseline([...entries].reverse())).toBe(text);
        expect(text).toContain('\ntests/b c.py::Suite::test_x sleep-as-sync 0123456789abcdef\n');
        const { entries: read, problems } = parseBaseline(text);
        expect(problems).toEqual([]);
        expect([...read.values()].reverse()).toEqual(entries);
    });

    it('may have Windows line endings', () => {
        expect(parseBaseline('a.py::test_a sleep-as-sync 0123456789abcdef\r\n').problems).toEqual([]);
    });
});

import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeAtomically } from '../../server/src/cli/write.ts';
import { ALSO_FLAKY, FLAKY, STEADY, UNUSED, useCli } from './harness.ts';

const cli = useCli();
const CLEAN = UNUSED.replace('  # steady: ignore[sleep-as-sync] -- slow', '');

describe('--fix', () => {
    it('makes the safe fixes, reports what is left, and leaves the rest alone', async () => {
        const folder = cli.project({ 'test_a.py': UNUSED, 'test_b.py': FLAKY });
        const { code, stdout } = await cli.run(folder, ['check', '--fix']);
        expect(code).toBe(1);
        expect(stdout).toContain('Fixed 1 finding in 1 file.');
        expect(stdout).toContain('Found 1 problem (1 warning)');
        expect(readFileSync(join(folder, 'test_a.py'), 'utf8')).toBe(CLEAN);
        expect(readFileSync(join(folder, 'test_b.py'), 'utf8')).toBe(FLAKY);
    });

    it('makes the others with --unsafe, until nothing is left to fix', async () => {
        const both = FLAKY + ALSO_FLAKY.slice(ALSO_FLAKY.indexOf('\n\n\n'));
        const folder = cli.project({ 'test_a.py': both });
        const { code, stdout } = await cli.run(folder, ['check', '--fix', '--unsafe']);
        expect({ code, fixed: /Fixed .*\./.exec(stdout)?.[0] }).toEqual({
            code: 0,
            fixed: 'Fixed 2 findings in 1 file.',
        });
        const text = readFileSync(join(folder, 'test_a.py'), 'utf8');
        expect(text.match(/\bsleep\b/g)).toBeNull();
        expect(text.match(/^import threading$/gm)).toHaveLength(1);
        const again = await cli.run(folder, ['check', '--fix', '--unsafe']);
        expect(again.code).toBe(0);
        expect(readFileSync(join(folder, 'test_a.py'), 'utf8')).toBe(text);
    });

    it('keeps mode, line endings, byte order mark and symbolic links', async () => {
        const crlf = UNUSED.replaceAll('\n', '\r\n');
        const folder = cli.project({ 'real.py': `\ufeff${crlf}` });
        chmodSync(join(folder, 'real.py'), 0o750);
        symlinkSync('real.py', join(folder, 'test_a.py'));
        expect((await cli.run(folder, ['check', '--fix', 'test_a.py'])).code).toBe(0);
        expect(readFileSync(join(folder, 'real.py'), 'utf8')).toBe(`\ufeff${CLEAN.replaceAll('\n', '\r\n')}`);
        expect(statSync(join(folder, 'real.py')).mode & 0o777).toBe(0o750);
        expect(lstatSync(join(folder, 'test_a.py')).isSymbolicLink()).toBe(true);
        expect(readdirSync(folder).sort()).toEqual(['real.py', 'steady.toml', 'test_a.py']);
    });

    it('inserts lines with the line endings of the file', async () => {
        const folder = cli.project({ 'test_a.py': FLAKY.replaceAll('\n', '\r\n') });
        await cli.run(folder, ['check', '--fix', '--unsafe']);
        const text = readFileSync(join(folder, 'test_a.py'), 'utf8');
        expect(text).toContain('Event()');
        expect(text.replaceAll('\r\n', '')).not.toContain('\n');
    });

    it('keeps the encoding of the file', async () => {
        const text = `# -*- coding: latin-1 -*-\n# é\n${UNUSED}`;
        const folder = cli.project({ 'test_a.py': Buffer.from(text, 'latin1') });
        await cli.run(folder, ['check', '--fix']);
        expect(readFileSync(join(folder, 'test_a.py')).toString('latin1')).toBe(
            `# -*- coding: latin-1 -*-\n# é\n${CLEAN}`,
        );
    });

    it('fixes only what is reported: neither what the baseline knows nor old code', async () => {
        const folder = cli.project({ 'test_a.py': UNUSED, 'test_b.py': STEADY });
        await cli.run(folder, ['baseline']);
        expect((await cli.run(folder, ['check', '--fix'])).code).toBe(0);
        expect(readFileSync(join(folder, 'test_a.py'), 'utf8')).toBe(UNUSED);
    });

    it.each([
        [['--unsafe'], '--unsafe says which fixes are made: give --fix or --diff, too.'],
        [['--fix', '--diff'], '--fix and --diff exclude each other.'],
        [['--fix', '-'], '--fix and --diff change files: name files, not "-".'],
    ])('answers a contradiction: %j', async (args, message) => {
        const { code, stderr } = await cli.run(cli.project({}), ['check', ...args]);
        expect({ code, stderr }).toEqual({ code: 2, stderr: `steady: ${message}\n` });
    });
});

describe('--diff', () => {
    it('prints what --fix would do, as git applies it, and changes nothing', async () => {
        const files = { 'tests/test_a.py': UNUSED, 'tests/test b.py': FLAKY };
        const folder = cli.project(files);
        const { code, stdout } = await cli.run(folder, [
            'check',
            '--diff',
            '--unsafe',
            'tests',
            'tests/test b.py',
        ]);
        expect(code).toBe(1);
        expect(readFileSync(join(folder, 'tests/test b.py'), 'utf8')).toBe(FLAKY);
        execFileSync('git', ['apply', '-'], { cwd: folder, input: stdout });
        const fixed = cli.project(files);
        await cli.run(fixed, ['check', '--fix', '--unsafe', 'tests', 'tests/test b.py']);
        for (const name of Object.keys(files)) {
            expect(readFileSync(join(folder, name), 'utf8')).toBe(readFileSync(join(fixed, name), 'utf8'));
        }
    });

    it('prints nothing and exits with 0 where nothing would change', async () => {
        const folder = cli.project({ 'test_a.py': FLAKY });
        expect(await cli.run(folder, ['check', '--diff'])).toEqual({ code: 0, stdout: '', stderr: '' });
    });
});

describe('the writing of a file', () => {
    it('leaves the old content and no trace when its guard objects', () => {
        const folder = cli.project({ 'a.py': 'old' });
        const write = () =>
            writeAtomically(join(folder, 'a.py'), 'new', () => {
                throw new Error('it was changed');
            });
        expect(write).toThrow('it was changed');
        expect(readFileSync(join(folder, 'a.py'), 'utf8')).toBe('old');
        expect(readdirSync(folder)).toEqual(['a.py', 'steady.toml']);
    });
});

import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonReport } from '../../server/src/report/json.ts';
import { FLAKY, STEADY, useCli } from './harness.ts';

const cli = useCli();

/** The files in which `steady check` finds something, each as often as it was checked. */
async function checked(folder: string, args: readonly string[] = [], cwd = ''): Promise<string[]> {
    const { stdout } = await cli.run(folder, ['check', '--format', 'json', ...args], { cwd });
    const report: JsonReport = JSON.parse(stdout);
    const found = new Set(report.findings.map(finding => finding.path));
    return report.files.map(file => file.path).filter(path => found.has(path));
}

/** A project in which each of these files is flaky. */
function flakyProject(names: readonly string[], others: Readonly<Record<string, string>> = {}): string {
    return cli.project({ ...Object.fromEntries(names.map(name => [name, FLAKY])), ...others });
}

describe('which files are checked', () => {
    it("are pytest's and unittest's by their names, and what supports tests", async () => {
        const folder = flakyProject([
            'app/core.py',
            'app/core_test.py',
            'app/test_core.py',
            'app/tests.py',
            'conftest.py',
            'tests/helpers.py',
            'tests/unit/test_deep.py',
        ]);
        expect(await checked(folder)).toEqual([
            'app/core_test.py',
            'app/test_core.py',
            'app/tests.py',
            'conftest.py',
            'tests/helpers.py',
            'tests/unit/test_deep.py',
        ]);
    });

    it('are those that pytest is configured to collect', async () => {
        const folder = flakyProject(['check_a.py', 'test_a.py'], {
            'pytest.ini': '[pytest]\npython_files = check_*.py\n',
        });
        expect(await checked(folder)).toEqual(['check_a.py']);
    });

    it('are those of test-files, by name or by path', async () => {
        const folder = flakyProject(['app/checks/a.py', 'app/b.py', 'verify_c.py'], {
            'steady.toml': 'test-files = ["verify_*.py", "checks/*.py"]\n',
        });
        expect(await checked(folder)).toEqual(['app/checks/a.py', 'verify_c.py']);
    });

    it('are looked for in testpaths where no path is given', async () => {
        const folder = flakyProject(['spec/test_a.py', 'other/test_b.py'], {
            'pyproject.toml': '[tool.pytest.ini_options]\ntestpaths = ["spec"]\n',
        });
        expect(await checked(folder)).toEqual(['spec/test_a.py']);
        expect(await checked(folder, ['.'])).toEqual(['other/test_b.py', 'spec/test_a.py']);
    });

    it('include a file that is named, whatever it is called', async () => {
        const folder = flakyProject(['scratch.py', 'test_a.py']);
        expect(await checked(folder, ['scratch.py'])).toEqual(['scratch.py']);
    });

    it('do not depend on the folder in which the command runs', async () => {
        const folder = flakyProject(['tests/helpers.py', 'tests/test_a.py'], { 'setup.py': '' });
        expect(await checked(folder, [], 'tests')).toEqual(['helpers.py', 'test_a.py']);
    });

    it('leave out folders that pytest does not enter, and virtual environments', async () => {
        const folder = flakyProject(
            [
                '.tox/test_a.py',
                'build/test_b.py',
                'env/lib/test_c.py',
                'node_modules/x/test_d.py',
                'test_e.py',
            ],
            { 'env/pyvenv.cfg': '' },
        );
        expect(await checked(folder)).toEqual(['test_e.py']);
    });

    it("enter what pytest's norecursedirs leaves", async () => {
        const folder = flakyProject(['build/test_b.py', 'skipped/test_c.py'], {
            'pytest.ini': '[pytest]\nnorecursedirs = skip*\n',
        });
        expect(await checked(folder)).toEqual(['build/test_b.py']);
    });
});

describe('.gitignore', () => {
    it('is respected, nested and with exceptions', async () => {
        const folder = flakyProject(
            ['test_a.py', 'generated/test_b.py', 'sub/test_c.py', 'sub/test_keep.py', 'test_local.py'],
            { '.gitignore': 'generated/\n/test_local.py\n', 'sub/.gitignore': 'test_*.py\n!test_keep.py\n' },
        );
        expect(await checked(folder)).toEqual(['sub/test_keep.py', 'test_a.py']);
    });

    it('counts from the top of the repository, wherever the check begins', async () => {
        const folder = flakyProject(['pkg/tests/test_a.py', 'pkg/tests/test_b.py'], {
            '.gitignore': 'pkg/tests/test_a.py\n',
        });
        spawnSync('git', ['init', '-q'], { cwd: folder });
        expect(await checked(folder, ['pkg/tests'])).toEqual(['pkg/tests/test_b.py']);
        expect(await checked(folder, [], 'pkg/tests')).toEqual(['test_b.py']);
    });

    it('does not hide what is named, file or folder', async () => {
        const folder = flakyProject(['generated/test_a.py'], { '.gitignore': 'generated/\n' });
        expect(await checked(folder, ['generated/test_a.py'])).toEqual(['generated/test_a.py']);
        expect(await checked(folder, ['generated'])).toEqual(['generated/test_a.py']);
    });

    it('does not count with --no-gitignore', async () => {
        const folder = flakyProject(['generated/test_a.py'], { '.gitignore': 'generated/\n' });
        expect(await checked(folder, ['--no-gitignore'])).toEqual(['generated/test_a.py']);
    });
});

describe('what cannot be checked', () => {
    it('is said in one line each, and the rest is checked', async () => {
        const folder = cli.project({
            'test_good.py': FLAKY,
            'test_utf16.py': Buffer.from('\ufeffx = 1\n', 'utf16le'),
            'test_null.py': 'x = 1\0\n',
        });
        symlinkSync('nowhere.py', join(folder, 'test_dangling.py'));
        const { stdout, stderr, code } = await cli.run(folder, [
            'check',
            '.',
            'missing',
            'test_good.py/deeper',
        ]);
        expect(code).toBe(2);
        expect(stdout).toContain('Found 1 problem ');
        expect(stderr.trimEnd().split('\n').sort()).toEqual([
            'steady: missing does not exist',
            'steady: test_dangling.py is a symbolic link to a file that does not exist',
            'steady: test_good.py/deeper does not exist',
            'steady: test_null.py contains null bytes: it is not Python source',
            'steady: test_utf16.py is encoded in UTF-16, which Python does not read: save it as UTF-8',
        ]);
    });

    it('includes a run without any test file, so that CI does not pass by checking nothing', async () => {
        const folder = cli.project({ 'app/core.py': STEADY });
        const { stdout, stderr, code } = await cli.run(folder, ['check', 'app']);
        expect({ stdout, code }).toEqual({ stdout: 'Nothing was checked.\n', code: 2 });
        expect(stderr).toMatch(/^steady: app holds no test files: .*\n$/);
    });

    it('is only mentioned where other folders hold tests', async () => {
        const folder = cli.project({ 'app/core.py': STEADY, 'tests/test_a.py': STEADY });
        const { stderr, code } = await cli.run(folder, ['check', 'app', 'tests']);
        expect({ stderr, code }).toEqual({ stderr: 'steady: app holds no test files\n', code: 0 });
    });

    it('never goes round in a circle of links, nor checks a file twice', async () => {
        const folder = flakyProject(['pkg/tests/test_a.py']);
        symlinkSync('..', join(folder, 'pkg', 'up'));
        symlinkSync('pkg', join(folder, 'again'));
        symlinkSync('loop', join(folder, 'loop'));
        expect(await checked(folder)).toEqual(['pkg/tests/test_a.py']);
    });
});

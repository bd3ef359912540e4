import { describe, expect, it } from 'vitest';
import { FLAKY, STEADY, useCli } from './harness.ts';

const cli = useCli();

describe('steady check', () => {
    it('shows a finding in a frame, with its evidence and a summary, and exits with 1', async () => {
        const folder = cli.project({ 'test_queue.py': FLAKY });
        const { stdout, stderr, code } = await cli.run(folder, ['check']);
        expect(stderr).toBe('');
        expect(code).toBe(1);
        const [title = '', place = '', ...rest] = stdout.split('\n');
        expect(title).toMatch(/^warning\[sleep-as-sync\]: /);
        expect(place).toBe('  --> test_queue.py:14:5 in test_worker_appends');
        expect(rest.join('\n')).toContain('14 |     time.sleep(0.5)\n   |     ^^^^^^^^^^^^^^^\n');
        expect(stdout).toMatch(/12 \| {5}thread\.start\(\)\n {3}\| {5}-{14} /);
        expect(stdout).toMatch(/Found 1 problem \(1 warning\) in 1 of 1 test file /);
    });

    it('exits with 0 and one line where nothing is found', async () => {
        const folder = cli.project({ 'test_sum.py': STEADY });
        const { stdout, stderr, code } = await cli.run(folder, ['check']);
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
        expect(stdout).toMatch(/^No problems in 1 test file .*\.\n$/);
    });

    it('paints nothing into a pipe unless it is asked to', async () => {
        const folder = cli.project({ 'test_queue.py': FLAKY });
        const sequence = '\u001b[';
        expect((await cli.run(folder, ['check'])).stdout).not.toContain(sequence);
        expect((await cli.run(folder, ['check'], { env: { CI: 'true' } })).stdout).not.toContain(sequence);
        expect((await cli.run(folder, ['--color', 'check'])).stdout).toContain(sequence);
        expect((await cli.run(folder, ['check'], { env: { FORCE_COLOR: '1' } })).stdout).toContain(sequence);
        const both = { env: { FORCE_COLOR: '1', NO_COLOR: '1' } };
        expect((await cli.run(folder, ['check'], both)).stdout).not.toContain(sequence);
    });

    it('reports files in the order of their paths', async () => {
        const folder = cli.project({ 'b/test_b.py': FLAKY, 'a/test_z.py': FLAKY, 'a/test_a.py': FLAKY });
        const { stdout } = await cli.run(folder, ['check', 'b', 'a']);
        const places = [...stdout.matchAll(/--> (\S+):14:5/g)].map(match => match[1]);
        expect(places).toEqual(['a/test_a.py', 'a/test_z.py', 'b/test_b.py']);
    });

    it('checks a file once that several paths mean', async () => {
        const folder = cli.project({ 'tests/test_a.py': FLAKY });
        const { stdout } = await cli.run(folder, ['check', 'tests', 'tests/test_a.py', '.']);
        expect(stdout).toContain('Found 1 problem ');
    });

    it('lets --fail-on decide what makes the exit code 1', async () => {
        const folder = cli.project({ 'test_queue.py': FLAKY });
        const codeFor = async (severity: string) =>
            (await cli.run(folder, ['check', '--fail-on', severity])).code;
        expect(await codeFor('error')).toBe(0);
        expect(await codeFor('warning')).toBe(1);
        expect(await codeFor('hint')).toBe(1);
        expect(await codeFor('never')).toBe(0);
    });

    it('lets a hint alone pass', async () => {
        const folder = cli.project({
            'test_queue.py': FLAKY,
            'steady.toml': 'select = ["sleep-as-sync"]\n[severity]\nsleep-as-sync = "hint"\n',
        });
        expect(await cli.run(folder, ['check'])).toMatchObject({ code: 0 });
        expect(await cli.run(folder, ['check', '--fail-on', 'hint'])).toMatchObject({ code: 1 });
    });

    it('runs the rules that --select and --ignore leave', async () => {
        const folder = cli.project({ 'test_queue.py': FLAKY });
        expect((await cli.run(folder, ['check', '--select', 'privilege'])).code).toBe(0);
        expect((await cli.run(folder, ['check', '--select', 'privilege,sleep-as-sync'])).code).toBe(1);
        expect((await cli.run(folder, ['check', '--ignore', 'timing'])).code).toBe(0);
    });

    it('answers a rule that there is not with the nearest one', async () => {
        const folder = cli.project({ 'test_sum.py': STEADY });
        expect(await cli.run(folder, ['check', '--select', 'sleep-as-sink'])).toEqual({
            code: 2,
            stdout: '',
            stderr: 'steady: --select: "sleep-as-sink" is neither a rule nor a family. Did you mean "sleep-as-sync"?\n',
        });
    });

    it('reads the configuration nearest to each file', async () => {
        const folder = cli.project({
            'a/test_a.py': FLAKY,
            'b/test_b.py': FLAKY,
            'b/pyproject.toml': '[tool.steady]\nselect = ["privilege"]\n',
        });
        const { stdout } = await cli.run(folder, ['check']);
        expect(stdout).toContain('a/test_a.py:14:5');
        expect(stdout).not.toContain('b/test_b.py');
    });

    it('says what is wrong in a configuration, checks all the same, and exits with 2', async () => {
        const folder = cli.project({
            'test_a.py': FLAKY,
            'steady.toml': 'selct = ["timing"]\nselect = ["sleep-as-sync"]\n',
        });
        const { stdout, stderr, code } = await cli.run(folder, ['check']);
        expect(code).toBe(2);
        expect(stderr).toBe(
            `steady: ${folder}/steady.toml:1:1: "selct" is not a setting. Did you mean "select"?\n`,
        );
        expect(stdout).toContain('Found 1 problem ');
    });
});

describe('standard input', () => {
    it('is checked with -, under the name that it is given', async () => {
        const folder = cli.project({});
        const args = ['check', '-', '--stdin-filename', 'tests/test_x.py'];
        const { stdout, code } = await cli.run(folder, args, { stdin: FLAKY });
        expect(code).toBe(1);
        expect(stdout).toContain('--> tests/test_x.py:14:5');
    });

    it('has the configuration of that name', async () => {
        const folder = cli.project({ 'tests/steady.toml': 'select = ["privilege"]\n' });
        const args = ['check', '-', '--stdin-filename', 'tests/test_x.py'];
        expect((await cli.run(folder, args, { stdin: FLAKY })).code).toBe(0);
    });

    it('is a test without a name, too', async () => {
        expect((await cli.run(cli.project({}), ['check', '-'], { stdin: FLAKY })).code).toBe(1);
    });

    it('is not mixed with files', async () => {
        const folder = cli.project({ 'test_a.py': STEADY });
        expect(await cli.run(folder, ['check', '-', 'test_a.py'])).toEqual({
            code: 2,
            stdout: '',
            stderr: 'steady: "-" (standard input) cannot be checked together with other paths.\n',
        });
    });
});

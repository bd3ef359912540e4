import { describe, expect, it } from 'vitest';
import { ALSO_FLAKY, FLAKY, STEADY, useCli } from './harness.ts';

const cli = useCli();

/** A setUp that sleeps before each of two tests. */
const SUITE = `import time
import unittest


class Suite(unittest.TestCase):
    def setUp(self):
        time.sleep(0.25)

    def test_one(self):
        time.sleep(0.5)
        time.sleep(self.pause)

    def test_two(self):
        self.assertTrue(True)
`;

describe('steady stats', () => {
    it('ranks tests by the seconds that they sleep', async () => {
        const folder = cli.project({ 'test_a.py': FLAKY, 'test_b.py': ALSO_FLAKY, 'test_c.py': STEADY });
        expect(await cli.run(folder, ['stats'])).toEqual({
            code: 0,
            stdout: [
                '  2 s  test_other  test_b.py:5',
                '0.5 s  test_worker_appends  test_a.py:5',
                '',
                '2 functions sleep: one run waits at least 2.5 s.',
                '',
            ].join('\n'),
            stderr: '',
        });
    });

    it('counts a setUp as often as its class has tests, and names what it cannot know', async () => {
        const { stdout } = await cli.run(cli.project({ 'test_a.py': SUITE }), ['stats']);
        expect(stdout).toContain('0.5 s  Suite.setUp (setup, 2 times 0.3 s)  test_a.py:6');
        expect(stdout).toContain('0.5 s  Suite.test_one (2 sleeps, 1 of unknown length)  test_a.py:9');
    });

    it('multiplies loops and parametrisation, as the editor does', async () => {
        const text = `import time
import pytest


@pytest.mark.parametrize('size', [1, 2, 3])
def test_rounds(size):
    for _ in range(4):
        time.sleep(0.5)
`;
        const { stdout } = await cli.run(cli.project({ 'test_a.py': text }), ['stats']);
        expect(stdout).toContain('6 s  test_rounds (3 times 2 s)  test_a.py');
        expect(stdout).toContain('one run waits at least 6 s');
    });

    it('counts no sleep of a worker, of a replacement or of zero', async () => {
        const text = FLAKY.replace('results.append(1)', 'time.sleep(9)').replace(
            'time.sleep(0.5)',
            'thread.join()',
        );
        const { stdout } = await cli.run(cli.project({ 'test_a.py': text }), ['stats']);
        expect(stdout).toBe('No test sleeps.\n');
    });

    it('gives all of it as JSON', async () => {
        const { stdout } = await cli.run(cli.project({ 'test_a.py': SUITE }), ['stats', '-f', 'json']);
        expect(JSON.parse(stdout)).toMatchObject({
            version: 1,
            seconds: 1,
            sleeps: [
                { context: 'Suite.setUp', role: 'setup', seconds: 0.25, times: 2, total: 0.5 },
                { context: 'Suite.test_one', role: 'test', seconds: 0.5, times: 1, sleeps: 2, unknown: 1 },
            ],
        });
    });
});

describe('--sleep-budget', () => {
    const run = (budget: string, ...more: string[]) => {
        const folder = cli.project({ 'test_a.py': FLAKY, 'test_b.py': ALSO_FLAKY });
        return cli.run(folder, ['check', '--ignore', 'timing', '--sleep-budget', budget, ...more]);
    };

    it('lets a suite pass that keeps to it', async () => {
        expect(await run('2.5s')).toMatchObject({ code: 0, stderr: '' });
    });

    it('makes the exit code 1 where the tests sleep longer', async () => {
        expect(await run('2400ms')).toMatchObject({
            code: 1,
            stderr: 'steady: the tests sleep at least 2.5 s in one run, the budget is 2.4 s. `steady stats` says which do.\n',
        });
    });

    it('is read from the configuration of the folder in which the command runs', async () => {
        const files = { 'test_a.py': FLAKY, 'test_b.py': ALSO_FLAKY };
        const check = (budget: string, ...more: string[]) =>
            cli.run(
                cli.project({ ...files, 'steady.toml': `select = ["hygiene"]\nsleep-budget = ${budget}\n` }),
                ['check', ...more],
            );
        expect(await check('2.5')).toMatchObject({ code: 0, stderr: '' });
        expect(await check('2.4')).toMatchObject({ code: 1 });
        expect(await check('0')).toMatchObject({ code: 0, stderr: '' });
        expect(await check('2.4', '--sleep-budget', '1m')).toMatchObject({ code: 0, stderr: '' });
    });

    it('in the configuration is held against the merged report, not against each shard', async () => {
        const folder = cli.project({
            'test_a.py': FLAKY,
            'test_b.py': ALSO_FLAKY,
            'steady.toml': 'select = ["hygiene"]\nsleep-budget = 0.1\n',
        });
        const shard = (which: string) =>
            cli.run(folder, ['check', '--shard', which, '-f', `json=${which[0]}.json`]);
        expect(await shard('1/2')).toMatchObject({ code: 0 });
        expect(await shard('2/2')).toMatchObject({ code: 0 });
        const merged = await cli.run(folder, ['merge', '1.json', '2.json']);
        expect(merged).toMatchObject({ code: 1 });
        expect(merged.stderr).toContain('the tests sleep at least 2.5 s in one run, the budget is 0.1 s');
    });

    it('must be a time', async () => {
        const { code, stderr } = await run('soon');
        expect(code).toBe(2);
        expect(stderr).toContain('It must be a time such as 30s, 2m or 500ms.');
    });
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { shardOf } from '../../server/src/cli/shard.ts';
import { FLAKY, STEADY, useCli } from './harness.ts';

const cli = useCli();
const FILES = {
    'a/test_a.py': FLAKY,
    'a/test_b.py': STEADY,
    'test_c.py': FLAKY.repeat(4),
    'test_d.py': STEADY,
};

async function shards(folder: string, count: number) {
    const names = Array.from({ length: count }, (_, i) => `part-${i + 1}.json`);
    for (const [i, name] of names.entries()) {
        const args = ['check', '.', '--shard', `${i + 1}/${count}`, '-f', `json=${name}`];
        expect((await cli.run(folder, args)).stderr).toBe('');
    }
    return names;
}

describe('--shard and merge', () => {
    it('give together the report of one run, byte for byte', async () => {
        const folder = cli.project(FILES);
        const names = await shards(folder, 3);
        const whole = await cli.run(folder, ['check', '-f', 'json']);
        expect(whole.code).toBe(1);
        expect(await cli.run(folder, ['merge', ...names.reverse(), '-f', 'json'])).toEqual(whole);
    });

    it('give every other form, with code frames', async () => {
        const folder = cli.project(FILES);
        const names = await shards(folder, 2);
        const args = ['merge', ...names, '-f', 'text', '-f', 'sarif=out.sarif', '-f', 'html=out.html'];
        const { code, stdout } = await cli.run(folder, args);
        expect(code).toBe(1);
        expect(stdout).toContain('14 |     time.sleep(0.5)');
        const whole = await cli.run(folder, ['check', '-f', 'sarif']);
        expect(readFileSync(join(folder, 'out.sarif'), 'utf8')).toBe(whole.stdout);
        expect(readFileSync(join(folder, 'out.html'), 'utf8')).toContain('time.sleep');
    });

    it('say what is no report, and what disagrees', async () => {
        const folder = cli.project(FILES);
        const [name = ''] = await shards(folder, 1);
        writeFileSync(join(folder, 'broken.json'), '{"version": 2}');
        const broken = await cli.run(folder, ['merge', 'broken.json']);
        expect(broken).toEqual({
            code: 2,
            stdout: '',
            stderr: 'steady: broken.json is no report that this version can read (wrong: version)\n',
        });
        writeFileSync(
            join(folder, 'other.json'),
            readFileSync(join(folder, name), 'utf8').replace('"severity": "warning"', '"severity": "error"'),
        );
        expect((await cli.run(folder, ['merge', name, 'other.json'])).stderr).toBe(
            `steady: ${name} and other.json disagree about a/test_a.py: merge the reports of one version.\n`,
        );
        expect((await cli.run(folder, ['merge', 'none.json'])).stderr).toBe(
            'steady: none.json does not exist\n',
        );
    });

    it('refuse a part that there is not', async () => {
        const { code, stderr } = await cli.run(cli.project(FILES), ['check', '--shard', '4/3']);
        expect(code).toBe(2);
        expect(stderr).toContain('It must be a part and how many there are, such as 1/3.');
    });
});

describe('the parts', () => {
    const tasks = Array.from({ length: 200 }, (_, i) => ({
        display: `test_${i}.py`,
        bytes: (i * i * 37) % 50_000,
    }));

    it('hold every file once, whatever order the files come in', () => {
        const parts = [1, 2, 3].map(index => shardOf(tasks, { index, count: 3 }));
        expect(
            parts
                .flat()
                .map(task => task.display)
                .sort(),
        ).toEqual(tasks.map(task => task.display).sort());
        const names = (part: readonly { display: string }[] | undefined) =>
            part?.map(task => task.display).sort();
        expect(names(shardOf([...tasks].reverse(), { index: 2, count: 3 }))).toEqual(names(parts[1]));
    });

    it('are of about the same size', () => {
        const sizes = [1, 2, 3, 4].map(index =>
            shardOf(tasks, { index, count: 4 }).reduce((sum, task) => sum + task.bytes + 1000, 0),
        );
        expect(Math.max(...sizes) / Math.min(...sizes)).toBeLessThan(1.02);
    });
});

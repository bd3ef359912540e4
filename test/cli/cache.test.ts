import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FLAKY, STEADY, useCli } from './harness.ts';

const cli = useCli();
const FILES = { 'test_a.py': FLAKY, 'test_b.py': STEADY };

/** A project whose results are kept inside it. */
function cached(files: Readonly<Record<string, string>> = FILES) {
    const folder = cli.project(files);
    const names = () =>
        readdirSync(join(folder, 'cache'), { recursive: true, encoding: 'utf8', withFileTypes: true })
            .filter(entry => entry.isFile())
            .map(entry => join(entry.parentPath, entry.name));
    return {
        folder,
        names,
        run: (...args: string[]) => cli.run(folder, ['check', '-f', 'json', '--cache-dir', 'cache', ...args]),
        /** Changes a word in everything that was kept, so that an answer from there can be told. */
        mark(from: string, to: string, repair = false) {
            for (const name of names()) {
                const text = readFileSync(name, 'utf8').replaceAll(from, to);
                writeFileSync(name, repair ? text.slice(0, -20) : text);
            }
        },
    };
}

describe('results of earlier runs', () => {
    it('give the same report, byte for byte, in every form', async () => {
        const { folder, run } = cached();
        const cold = await run('-f', 'html=cold.html');
        expect(cold.code).toBe(1);
        expect(await run('-f', 'html=warm.html')).toEqual(cold);
        expect(await run('--no-cache')).toEqual(cold);
        const read = (name: string) => readFileSync(join(folder, name), 'utf8');
        expect(read('warm.html')).toBe(read('cold.html'));
    });

    it('are used: an unchanged file is not analysed again', async () => {
        const { folder, run } = cached();
        await run();
        // Nothing can be analysed without the parser, and nothing has to be.
        const script = join(folder, 'cli.js');
        writeFileSync(script, readFileSync(cli.script));
        const warm = await cli.runScript(script, folder, ['check', '-f', 'json', '--cache-dir', 'cache']);
        expect(warm.code).toBe(1);
        const cold = await cli.runScript(script, folder, ['check', '--no-cache']);
        expect(cold.stderr).toContain('web-tree-sitter.wasm is missing');
    });

    it('are not used for other text, another name or another configuration', async () => {
        const { folder, run } = cached();
        await run();
        writeFileSync(join(folder, 'test_a.py'), STEADY);
        expect((await run()).code).toBe(0);
        writeFileSync(join(folder, 'test_a.py'), FLAKY);
        writeFileSync(join(folder, 'steady.toml'), 'select = ["unbounded-wait"]\n');
        expect((await run()).code).toBe(0);
        expect((await run('--select', 'sleep-as-sync')).code).toBe(1);
    });

    it('are not believed when they are damaged', async () => {
        const { run, mark } = cached();
        const cold = await run();
        mark('sleep-as-sync', 'sleep-as-sunk');
        expect(await run()).toEqual(cold);
        mark('sleep-as-sync', 'sleep-as-sync', true);
        expect(await run()).toEqual(cold);
    });

    it('survive runs at the same time', async () => {
        const files = Object.fromEntries(
            Array.from({ length: 40 }, (_, i) => [`test_${i}.py`, `${FLAKY}# ${i}\n`]),
        );
        const { run, names } = cached(files);
        const runs = await Promise.all([run(), run(), run()]);
        expect(runs[1]).toEqual(runs[0]);
        expect(runs[2]).toEqual(runs[0]);
        expect(names().filter(name => name.endsWith('.tmp'))).toEqual([]);
        expect(await run()).toEqual(runs[0]);
    });

    it('need not be kept: a folder that cannot be written is no error', async () => {
        const { folder, run } = cached();
        writeFileSync(join(folder, 'cache'), 'a file');
        const { code, stderr } = await run();
        expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    });
});

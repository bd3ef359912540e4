/** What CONTRIBUTING.md says about a new rule, done in a copy of the repository. */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listRules } from '../../server/src/rules/registry.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const NEEDED = ['client', 'docs', 'grammars', 'scripts', 'server', 'test', '.gitignore', 'biome.json'];
const MORE = ['package.json', 'tsconfig.json', 'tsconfig.engine.json', 'vitest.config.ts'];

let copy = '';
async function node(script: string, ...args: string[]): Promise<{ status: number | null; output: string }> {
    // Not at once: what waits for a minute would be taken for dead.
    const child = spawn(process.execPath, [script, ...args], {
        cwd: copy,
        env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
    });
    const closed = new Promise<number | null>(resolve => child.on('close', resolve));
    const [out, err, status] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
    return { status, output: out + err };
}
const read = (path: string) => readFileSync(join(copy, path), 'utf8');

describe('a new rule', () => {
    beforeAll(() => {
        copy = realpathSync(mkdtempSync(join(tmpdir(), 'steady-new-rule-')));
        const isOurs = (path: string) => !/[\\/](?:node_modules|\.vitepress[\\/](?:dist|cache))$/.test(path);
        for (const name of [...NEEDED, ...MORE])
            cpSync(join(ROOT, name), join(copy, name), { recursive: true, filter: isOurs });
        // biome reads git's ignore file.
        spawnSync('git', ['init', '-q'], { cwd: copy });
        symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    });
    afterAll(() => rmSync(copy, { recursive: true, force: true }));

    it.each([
        ['timing', 'timing sleepy time.sleep', 'sleepy is no name for a rule'],
        ['nothing', 'nothing a-rule time.sleep', 'There is no family nothing; there is timing,'],
        ['no function', 'timing a-rule sleep', 'sleep is not the full name of a function'],
        ['a rule that there is', 'timing sleep-as-sync time.sleep', 'sleep-as-sync.ts is there already'],
        ['too little', 'timing', 'npm run new-rule -- <family>'],
    ])('is not begun with a mistake: %s', async (_, args, message) => {
        const { status, output } = await node('scripts/new-rule.mjs', ...args.split(' '));
        expect(output).toContain(message);
        expect(status).toBe(2);
    });

    it('is begun by one command, in a family with rules and in one without, and passes its tests', async () => {
        const begun = { isolation: 'shared-limit', timing: 'socket-limit' };
        for (const [family, name] of Object.entries(begun)) {
            const made = await node('scripts/new-rule.mjs', family, name, 'socket.setdefaulttimeout');
            expect(made).toEqual({ status: 0, output: expect.stringContaining('CONTRIBUTING.md') });
            expect(read(`docs/rules/${name}.md`)).toContain('socket.setdefaulttimeout');
        }
        expect(await node('scripts/generate.mjs', '--check')).toEqual({ status: 0, output: '' });
        const types = await node('node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.engine.json');
        expect(types).toEqual({ status: 0, output: '' });
        const test = () =>
            node('node_modules/vitest/vitest.mjs', 'run', 'test/rules', '-t', '(shared|socket)-limit');
        const tests = await test();
        expect(tests.output).toMatch(/Tests\s+[2-9]\d passed/);
        expect(tests.status).toBe(0);
        // They would notice a rule that reports everything.
        const file = `server/src/rules/timing/${begun.timing}.ts`;
        writeFileSync(join(copy, file), read(file).replace('call.origin !== CALLED', 'false'));
        expect((await test()).status).toBe(1);
    }, 300_000);
});

it('no rule waits for its documentation to be written', () => {
    const waiting = listRules().filter(meta => JSON.stringify(meta).includes('TO WRITE'));
    expect(waiting.map(({ name }) => name)).toEqual([]);
});

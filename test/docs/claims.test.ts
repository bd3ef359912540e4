/** What the first pages say of the program is what it does. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { FLAKY, useCli } from '../cli/harness.ts';
import { readPage } from './markdown.ts';

const cli = useCli();
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The first word behind `steady` in code, in sentences and in blocks. */
function commandsIn(path: string): string[] {
    const text = readFileSync(join(ROOT, path), 'utf8');
    return [...text.matchAll(/(?<=[`\n] ?)steady ([a-z]+)/g)].map(([, command]) => command ?? '');
}

describe('README.md', () => {
    it('begins with the two commands and the picture of the real editor', () => {
        const [head = ''] = readFileSync(join(ROOT, 'README.md'), 'utf8').split('\n\nSteady reads');
        expect(head).toMatch(
            /^# Steady\n\n```sh\nnpm start -- .*\nnpm test .*\n```\n\n!\[.*\]\(docs\/images\//,
        );
    });

    it('shows the difference that the fix makes', async () => {
        const [diff] = readPage('README.md').blocks.filter(({ language }) => language === 'diff');
        const lines = diff?.code.split('\n') ?? [];
        const side = (sign: string) =>
            lines.filter(line => line.startsWith(' ') || line.startsWith(sign)).map(line => line.slice(1));
        const head = 'import threading\n';
        const test = 'def test_worker_appends():\n';
        const before = `${head}import time\n\n\n${test}${side('-').join('\n')}\n`;
        const folder = cli.project({ 'test_a.py': before });
        await cli.run(folder, ['check', '--fix', '--unsafe']);
        expect(readFileSync(join(folder, 'test_a.py'), 'utf8')).toBe(
            `${head}\n\n${test}${side('+').join('\n')}\n`,
        );
    });

    it('names only commands of npm that there are', () => {
        const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
        const named = [
            'README.md',
            'CONTRIBUTING.md',
            'docs/getting-started.md',
            'docs/editors/vscode.md',
        ].flatMap(path =>
            [...readFileSync(join(ROOT, path), 'utf8').matchAll(/npm run ([\w:-]+)/g)].map(
                ([, name]) => name,
            ),
        );
        expect(named.length).toBeGreaterThan(5);
        expect(named.filter(name => !(name !== undefined && name in scripts))).toEqual([]);
    });
});

describe('the pages', () => {
    it.each(['README.md', 'docs/cli.md', 'docs/getting-started.md', 'docs/ci.md'])(
        '%s names only commands of steady that there are',
        async path => {
            const folder = cli.project({ 'test_a.py': FLAKY });
            const { stdout } = await cli.run(folder, ['--help']);
            const [, listed = ''] = stdout.split('Commands:');
            const known = [...listed.matchAll(/^ {2}(\w+)/gm)].map(([, name]) => name);
            const named = commandsIn(path);
            expect(named).not.toEqual([]);
            expect(named.filter(name => !known.includes(name))).toEqual([]);
        },
    );

    it('docs/cli.md lists the options that `steady check --help` lists', async () => {
        const { stdout } = await cli.run(cli.project({}), ['check', '--help']);
        const options = [...stdout.matchAll(/(?<=[\s,])(--[a-z][a-z-]+)/g)].map(([, option]) => option ?? '');
        const page = readFileSync(join(ROOT, 'docs/cli.md'), 'utf8');
        expect(options.length).toBeGreaterThan(15);
        expect(options.filter(option => !page.includes(option))).toEqual([]);
    });

    it('docs/getting-started.md shows what the bundled example prints', async () => {
        const examples = cli.project({ 'steady.toml': '' });
        execFileSync('cp', ['-r', join(ROOT, 'examples'), examples]);
        const { stdout } = await cli.run(examples, ['check', '--no-cache', 'examples']);
        const [shown] = readPage('docs/getting-started.md').blocks.filter(({ code }) =>
            code.startsWith('warning['),
        );
        expect(stdout).toContain(shown?.code ?? '(nothing shown)');
    });
});

import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useCli } from './harness.ts';

const cli = useCli();

async function script(shell: string): Promise<string> {
    const { stdout, code } = await cli.run(cli.project({}), ['completion', shell]);
    expect(code).toBe(0);
    return stdout;
}

describe('completion', () => {
    it('for bash offers commands, options and values in a real bash', async () => {
        const folder = cli.project({ 'tests/test_a.py': '' });
        writeFileSync(join(folder, 'steady.bash'), await script('bash'));
        const offers = (...words: string[]) => {
            // In two parts: what stands between would be a placeholder of TypeScript's.
            const code =
                'source ./steady.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _steady; printf "%s " "$' +
                '{COMPREPLY[@]}"';
            return execFileSync('bash', ['-c', code, 'bash', 'steady', ...words], { cwd: folder })
                .toString()
                .trim();
        };
        expect(offers('ch')).toBe('check');
        expect(offers('check', '--sta')).toBe('--staged');
        expect(offers('check', '--format', 'sa')).toBe('sarif');
        expect(offers('check', '--fail-on', 'e')).toBe('error');
        expect(offers('explain', 'sleep-as')).toBe('sleep-as-sync');
        expect(offers('check', 'te')).toBe('tests');
    });

    it('for zsh names every option and is well quoted', async () => {
        const text = await script('zsh');
        expect(text).toContain("'*--sleep-budget[");
        // Bash reads as much of zsh as is used here.
        expect(spawnSync('bash', ['-n'], { input: text }).status).toBe(0);
    });

    it('for fish names every option and is well quoted', async () => {
        const [, ...lines] = (await script('fish')).trimEnd().split('\n');
        expect(lines.join('\n')).toContain('-l sleep-budget');
        const words = /^complete -c steady(?: (?:'(?:[^'\\]|\\.)*'|[\w-]+))+$/;
        expect(lines.filter(line => !words.test(line))).toEqual([]);
    });

    it('refuses a shell that it does not know', async () => {
        const { code, stderr } = await cli.run(cli.project({}), ['completion', 'tcsh']);
        expect(code).toBe(2);
        expect(stderr).toContain('Allowed choices are bash, zsh, fish.');
    });
});

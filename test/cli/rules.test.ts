import { describe, expect, it } from 'vitest';
import { listRules } from '../../server/src/rules/registry.ts';
import { useCli } from './harness.ts';

const cli = useCli();

describe('steady rules', () => {
    it('lists every rule with its severity and what it finds', async () => {
        const { stdout, code } = await cli.run(cli.project({}), ['rules']);
        expect(code).toBe(0);
        for (const { name, severity, summary } of listRules()) {
            const line = stdout.split('\n').find(candidate => candidate.startsWith(`  ${name} `));
            expect(line).toContain(severity);
            expect(line).toContain(summary);
        }
    });

    it('has a form for programs', async () => {
        const { stdout } = await cli.run(cli.project({}), ['rules', '--format', 'json']);
        const names = JSON.parse(stdout).map((rule: { name: string }) => rule.name);
        expect(names).toEqual(listRules().map(rule => rule.name));
    });
});

describe('steady explain', () => {
    it('says what a rule finds, why, and what to write instead', async () => {
        const { stdout, code } = await cli.run(cli.project({}), ['explain', 'sleep-as-sync']);
        expect(code).toBe(0);
        const headings = stdout.split('\n').filter(line => line.startsWith('#'));
        expect(headings).toEqual([
            '# sleep-as-sync',
            '## What it does',
            '## Why is this bad?',
            '## Example',
            '## Configuration',
            '## References',
        ]);
    });

    it('answers a rule that there is not with the nearest one', async () => {
        expect(await cli.run(cli.project({}), ['explain', 'sleep_as_sink'])).toEqual({
            code: 2,
            stdout: '',
            stderr: 'steady: There is no rule "sleep_as_sink". Did you mean "sleep-as-sync"? steady rules lists them all.\n',
        });
    });
});

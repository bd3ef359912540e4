import { describe, expect, it } from 'vitest';
import { useCli } from './harness.ts';

const cli = useCli();
const FILES = {
    'base.toml': 'timeout = 30\nmin-confidence = "high"\n',
    'pyproject.toml': `[tool.steady]
extend = "base.toml"
ignore = ["admin-context"]
min-confidence = "low"

[tool.steady.severity]
ui-sleep = "off"
sleep-as-sync = "error"

[tool.steady.per-file-ignores]
"tests/old/**" = ["unbounded-wait"]
`,
    'tests/test_a.py': '',
    'tests/old/test_b.py': '',
};

interface Explained {
    readonly sources: readonly string[];
    readonly settings: readonly { readonly name: string; readonly value: unknown; readonly from: string }[];
    readonly rules: readonly { readonly name: string; readonly on: boolean; readonly why: string }[];
}

async function explain(file: string) {
    const { stdout } = await cli.run(cli.project(FILES), ['config', file, '-f', 'json']);
    const explained: Explained = JSON.parse(stdout);
    const setting = (name: string) => {
        const found = explained.settings.find(each => each.name === name);
        return [found?.value, found?.from];
    };
    const rule = (name: string) => {
        const found = explained.rules.find(each => each.name === name);
        return [found?.on, found?.why];
    };
    return { ...explained, setting, rule };
}

describe('steady config', () => {
    it('names the files that were read, and which of them decides each setting', async () => {
        const { sources, setting } = await explain('tests/test_a.py');
        expect(sources).toEqual(['pyproject.toml', 'base.toml']);
        expect(setting('timeout')).toEqual([30, 'base.toml']);
        expect(setting('min-confidence')).toEqual(['low', 'pyproject.toml']);
        expect(setting('wait-helpers')).toEqual([[], 'default']);
    });

    it('says of each rule why it is on or off', async () => {
        const { rule } = await explain('tests/test_a.py');
        expect(rule('sleep-as-sync')).toEqual([true, 'on by default, as error']);
        expect(rule('admin-context')).toEqual([false, '"admin-context" is in ignore']);
        expect(rule('ui-sleep')).toEqual([false, 'its severity is "off"']);
        expect(rule('unbounded-wait')).toEqual([true, 'on by default']);
    });

    it('speaks of one file: what is ignored there is off there', async () => {
        const { rule } = await explain('tests/old/test_b.py');
        expect(rule('unbounded-wait')).toEqual([false, '"unbounded-wait" is in ignore']);
    });

    it('reads well as text', async () => {
        const { stdout, code } = await cli.run(cli.project(FILES), ['config', 'tests/test_a.py']);
        expect(code).toBe(0);
        expect(stdout).toContain('Read: pyproject.toml, base.toml\n');
        expect(stdout).toMatch(/^timeout +30 +base\.toml$/m);
        expect(stdout).toMatch(/^off +admin-context +"admin-context" is in ignore$/m);
    });

    it('says that a file does not exist', async () => {
        expect(await cli.run(cli.project({}), ['config', 'none.py'])).toEqual({
            code: 2,
            stdout: '',
            stderr: 'steady: none.py does not exist\n',
        });
    });
});

import { describe, expect, it } from 'vitest';
import { createConfigLoader } from '../../server/src/config/load.ts';
import { DEFAULT_CONFIG } from '../../server/src/config/schema.ts';
import { configFor, KNOWN, problemsFor } from './files.ts';

describe('where configuration is found', () => {
    it('is the default where there is no file', async () => {
        const found = await configFor('/project/tests/test_a.py', {});
        expect(found).toMatchObject({ config: DEFAULT_CONFIG, problems: [], sources: [], root: undefined });
    });

    it('is [tool.steady] in pyproject.toml', async () => {
        const found = await configFor('/project/tests/test_a.py', {
            '/project/pyproject.toml': '[tool.steady]\nmin-confidence = "high"\n',
        });
        expect(found.config.minConfidence).toBe('high');
        expect(found.origins.get('minConfidence')).toBe('/project/pyproject.toml');
        expect(found.root).toBe('/project');
    });

    it('may be written with a dot where the name has a hyphen', async () => {
        const found = await configFor('/project/test_a.py', {
            '/project/pyproject.toml':
                '[tool.steady]\nprivilege.handles = ["acme.auth.root_session"]\nwait.helpers = ["eventually"]\n',
        });
        expect(found.problems).toEqual([]);
        expect(found.config).toMatchObject({
            privilegeHandles: ['acme.auth.root_session'],
            waitHelpers: ['eventually'],
        });
    });

    it('is the top level of steady.toml', async () => {
        const found = await configFor('/project/test_a.py', { '/project/steady.toml': 'timeout = 2.5\n' });
        expect(found.config.timeout).toBe(2.5);
    });

    it('prefers steady.toml to a pyproject.toml beside it', async () => {
        const found = await configFor('/project/test_a.py', {
            '/project/steady.toml': 'timeout = 1\n',
            '/project/pyproject.toml': '[tool.steady]\ntimeout = 2\n',
        });
        expect(found.config.timeout).toBe(1);
    });

    it('is the nearest file alone: what lies further out is not mixed in', async () => {
        const found = await configFor('/mono/service/tests/test_a.py', {
            '/mono/steady.toml': 'timeout = 1\nmin-confidence = "low"\n',
            '/mono/service/steady.toml': 'timeout = 2\n',
        });
        expect(found.config).toMatchObject({ timeout: 2, minConfidence: DEFAULT_CONFIG.minConfidence });
        expect(found.sources).toEqual(['/mono/service/steady.toml']);
    });

    it('passes over a pyproject.toml that does not speak of Steady', async () => {
        const found = await configFor('/mono/service/test_a.py', {
            '/mono/steady.toml': 'timeout = 1\n',
            '/mono/service/pyproject.toml': '[tool.black]\nline-length = 100\n',
        });
        expect(found.sources).toEqual(['/mono/steady.toml']);
    });

    it('reads each file once for all files of a project', async () => {
        const asked: string[] = [];
        const loader = createConfigLoader(
            {
                readText(path) {
                    asked.push(path);
                    return Promise.resolve(undefined);
                },
            },
            KNOWN,
        );
        await loader.load('/project/tests/test_a.py');
        await loader.load('/project/tests/test_b.py');
        await loader.load('/project/tests/deep/test_c.py');
        expect(asked.length).toBe(new Set(asked).size);
    });

    it('looks no further out than the given root', async () => {
        const reader = {
            readText: (path: string) => Promise.resolve(path === '/steady.toml' ? 'timeout = 1' : undefined),
        };
        const found = await createConfigLoader(reader, KNOWN, '/project').load('/project/tests/test_a.py');
        expect(found.sources).toEqual([]);
    });
});

describe('extend', () => {
    it('takes over another file, relative to the one that says so', async () => {
        const found = await configFor('/mono/service/test_a.py', {
            '/mono/shared/base.toml': 'timeout = 1\nmin-confidence = "low"\n',
            '/mono/service/steady.toml': 'extend = "../shared/base.toml"\ntimeout = 2\n',
        });
        expect(found.config).toMatchObject({ timeout: 2, minConfidence: 'low' });
        expect(found.origins.get('minConfidence')).toBe('/mono/shared/base.toml');
        expect(found.sources).toEqual(['/mono/service/steady.toml', '/mono/shared/base.toml']);
    });

    it('joins tables key by key and replaces lists', async () => {
        const found = await configFor('/p/test_a.py', {
            '/p/base.toml': 'ignore = ["timing"]\n[severity]\ntiming = "error"\nprivilege = "hint"\n',
            '/p/steady.toml': 'extend = "base.toml"\nignore = ["privilege"]\n[severity]\ntiming = "off"\n',
        });
        expect(found.config.ignore).toEqual(['privilege']);
        expect(found.config.severity).toEqual({ timing: 'off', privilege: 'hint' });
    });

    it('takes several files, later ones over earlier ones', async () => {
        const found = await configFor('/p/test_a.py', {
            '/p/a.toml': 'timeout = 1\nmin-confidence = "low"\n',
            '/p/b.toml': 'timeout = 2\n',
            '/p/steady.toml': 'extend = ["a.toml", "b.toml"]\n',
        });
        expect(found.config).toMatchObject({ timeout: 2, minConfidence: 'low' });
    });

    it('reports a file that does not exist, at its place', async () => {
        const files = { '/p/steady.toml': 'timeout = 1\nextend = "gone.toml"\n' };
        expect(await problemsFor('/p/test_a.py', files)).toEqual([
            '/p/steady.toml:2:10: "gone.toml" is no file with a configuration for Steady (looked for /p/gone.toml).',
        ]);
    });

    it('reports a circle and goes on', async () => {
        const files = {
            '/p/steady.toml': 'extend = "b.toml"\n',
            '/p/b.toml': 'extend = "steady.toml"\ntimeout = 3\n',
        };
        const found = await configFor('/p/test_a.py', files);
        expect(found.problems.map(problem => problem.message)).toEqual([
            '"steady.toml" extends this file, which goes round in a circle.',
        ]);
        expect(found.config.timeout).toBe(3);
    });
});

describe('per-file ignores', () => {
    const files = {
        '/p/steady.toml': '[per-file-ignores]\n"tests/legacy/**" = ["timing"]\n"test_slow.py" = ["all"]\n',
    };

    it('add to what is ignored in the files that match, relative to the configuration', async () => {
        expect((await configFor('/p/tests/legacy/deep/test_a.py', files)).config.ignore).toEqual(['timing']);
        expect((await configFor('/p/tests/test_a.py', files)).config.ignore).toEqual([]);
    });

    it('match a bare name in any folder, and switch a file off with "all"', async () => {
        expect((await configFor('/p/tests/unit/test_slow.py', files)).config.enabled).toBe(false);
    });
});

describe('errors', () => {
    it('name an unknown setting, its place and the nearest right name', async () => {
        const files = { '/p/pyproject.toml': '[tool.steady]\nselect = ["all"]\nmin_confidense = "high"\n' };
        expect(await problemsFor('/p/test_a.py', files)).toEqual([
            '/p/pyproject.toml:3:1: "min_confidense" is not a setting. Did you mean "min-confidence"?',
        ]);
    });

    it('name an unknown rule in a list', async () => {
        const files = { '/p/steady.toml': 'ignore = ["timing", "sleep-as-sink"]\n' };
        expect(await problemsFor('/p/test_a.py', files)).toEqual([
            '/p/steady.toml:1:21: "sleep-as-sink" is neither a rule nor a family. Did you mean "sleep-as-sync"?',
        ]);
    });

    it('name an unknown rule as a key', async () => {
        const files = { '/p/pyproject.toml': '[tool.steady.severity]\n"timming" = "error"\n' };
        expect(await problemsFor('/p/test_a.py', files)).toEqual([
            '/p/pyproject.toml:2:1: "timming" is neither a rule nor a family. Did you mean "timing"?',
        ]);
    });

    it('name a wrong value and those that are right', async () => {
        const files = { '/p/steady.toml': '[severity]\ntiming = "fatal"\n' };
        expect(await problemsFor('/p/test_a.py', files)).toEqual([
            '/p/steady.toml:2:10: `severity."timing"` must be one of "error", "warning", "information", "hint", "off".',
        ]);
    });

    it.each([
        ['timeout = "long"', '`timeout` must be a number.'],
        ['timeout = 0', '`timeout` must be more than 0.'],
        ['timeout = 1e9', '`timeout` must be at most 3600.'],
        ['enabled = 1', '`enabled` must be true or false.'],
        ['select = "timing"', '`select` must be a list.'],
        ['select = [1]', '`select[0]` must be a string.'],
        ['select = [""]', '`select[0]` must be without empty entries.'],
        ['severity = []', '`severity` must be a table.'],
        ['privilege.handels = []', '"privilege.handels" is not a setting. Did you mean "privilege-handles"?'],
        ['[calls]\n"acme.nap" = "sleep"', '`calls."acme.nap"` must be a table.'],
        [
            '[calls]\n"acme.nap" = { does = "nap" }',
            '`calls."acme.nap"."does"` must be one of "sleep", "spawn", "wait", "signal", "stop", "request".',
        ],
        [
            '[calls]\n"acme.nap" = { does = "sleep", unit = "ms" }',
            '`calls."acme.nap"` has no setting "unit".',
        ],
        ['extend = 1', '`extend` must be the path of a TOML file, or a list of such paths.'],
    ])('say what `%s` should be', async (line, message) => {
        const found = await configFor('/p/test_a.py', { '/p/steady.toml': `${line}\n` });
        expect(found.problems.map(problem => problem.message)).toEqual([message]);
    });

    it('point at a syntax error', async () => {
        const problems = await problemsFor('/p/test_a.py', { '/p/steady.toml': 'timeout = 1\nselect = [\n' });
        expect(problems).toHaveLength(1);
        expect(problems[0]).toMatch(/^\/p\/steady\.toml:3:1: This is not valid TOML: /);
    });

    it('leave everything else of the file in force', async () => {
        const found = await configFor('/p/test_a.py', {
            '/p/steady.toml': 'timeout = 3\nmin-confidence = "sure"\nignore = ["timing", "nonsense"]\n',
        });
        expect(found.config).toMatchObject({
            timeout: 3,
            minConfidence: DEFAULT_CONFIG.minConfidence,
            ignore: ['timing'],
        });
    });
});

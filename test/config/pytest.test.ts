import { describe, expect, it } from 'vitest';
import { configFor } from './files.ts';

describe("pytest's own configuration names the test files", () => {
    it.each([
        ['pytest.ini', '[pytest]\npython_files = check_*.py\n'],
        ['.pytest.ini', '[pytest]\npython_files = check_*.py\n'],
        ['pyproject.toml', '[tool.pytest.ini_options]\npython_files = ["check_*.py"]\n'],
        ['pyproject.toml', '[tool.pytest.ini_options]\npython_files = "check_*.py"\n'],
        ['pyproject.toml', '[tool.pytest]\npython_files = ["check_*.py"]\n'],
        ['tox.ini', '[tox]\nenvlist = py\n[pytest]\npython_files = check_*.py  ; ours\n'],
        ['setup.cfg', '[tool:pytest]\npython_files=check_*.py\n'],
    ])('in %s', async (name, text) => {
        const found = await configFor('/p/tests/check_a.py', { [`/p/${name}`]: text });
        expect(found.config.testFiles).toEqual(['check_*.py']);
        expect(found.origins.get('testFiles')).toBe(`/p/${name}`);
    });

    it('reads several patterns over several lines', async () => {
        const found = await configFor('/p/a.py', {
            '/p/pytest.ini':
                '[pytest]\n# names\npython_files =\n    test_*.py\n    "check *.py"\ntestpaths = a b\n',
        });
        expect(found.config.testFiles).toEqual(['test_*.py', 'check *.py']);
        expect(found.pytest?.testPaths).toEqual(['a', 'b']);
    });

    it('asks pytest.ini before the others, even when it is empty', async () => {
        const found = await configFor('/p/a.py', {
            '/p/pytest.ini': '',
            '/p/tox.ini': '[pytest]\npython_files = check_*.py\n',
        });
        expect(found.origins.has('testFiles')).toBe(false);
    });

    it('passes over a tox.ini that does not speak of pytest, and looks further out', async () => {
        const found = await configFor('/p/sub/a.py', {
            '/p/sub/tox.ini': '[tox]\nenvlist = py\n',
            '/p/setup.cfg': '[tool:pytest]\npython_files = check_*.py\n',
        });
        expect(found.pytest?.path).toBe('/p/setup.cfg');
    });

    it("gives way to Steady's own test-files", async () => {
        const found = await configFor('/p/a.py', {
            '/p/pytest.ini': '[pytest]\npython_files = check_*.py\n',
            '/p/steady.toml': 'test-files = ["verify_*.py"]\n',
        });
        expect(found.config.testFiles).toEqual(['verify_*.py']);
    });
});

describe("pytest-timeout's own configuration says when a test that hangs is ended", () => {
    it.each([
        ['pytest.ini', '[pytest]\ntimeout = 300\n'],
        ['pytest.ini', '[pytest]\naddopts = -q --timeout=300\n'],
        ['setup.cfg', '[tool:pytest]\naddopts = --timeout 300 -x\n'],
        ['pyproject.toml', '[tool.pytest.ini_options]\ntimeout = 300\n'],
        ['pyproject.toml', '[tool.pytest.ini_options]\naddopts = ["--timeout=300"]\n'],
    ])('in %s: %j', async (name, text) => {
        const found = await configFor('/p/tests/test_a.py', { [`/p/${name}`]: text });
        expect(found.config.suiteTimeout).toBe(300);
        expect(found.origins.get('suiteTimeout')).toBe(`/p/${name}`);
    });

    it.each(['timeout = 0', 'addopts = --timeout-method=thread', 'addopts = -q', 'timeout = soon'])(
        'but not with "%s"',
        async setting => {
            const found = await configFor('/p/a.py', { '/p/pytest.ini': `[pytest]\n${setting}\n` });
            expect(found.config.suiteTimeout).toBe(0);
        },
    );

    it("gives way to Steady's own suite-timeout", async () => {
        const found = await configFor('/p/a.py', {
            '/p/pytest.ini': '[pytest]\ntimeout = 300\n',
            '/p/steady.toml': 'suite-timeout = 0\n',
        });
        expect(found.config.suiteTimeout).toBe(0);
    });
});

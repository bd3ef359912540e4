/** Pages about a place and about a file: why something is (not) reported, and the configuration in force. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PUSH, type TestClient, useServer } from './client.ts';
import { SLEEP_LINE, SLEEPY } from './samples.ts';

const server = useServer();
let folder = '';
beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'steady-pages-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): string {
    const whole = join(folder, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, text);
    return pathToFileURL(whole).href;
}

async function opened(path: string, text: string, settings = {}): Promise<[TestClient, string]> {
    const uri = write(path, text);
    const client = server.client();
    await client.initialize(PUSH, {
        workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'project' }],
        initializationOptions: { settings },
    });
    await client.open(uri, text);
    return [client, uri];
}

async function why(path: string, text: string, line = SLEEP_LINE, settings = {}): Promise<string> {
    const [client, uri] = await opened(path, text, settings);
    const position = { line, character: 4 };
    return (await client.request<{ markdown: string }>('steady/why', { uri, position })).markdown;
}

const SIMULATED = `import time


def test_retry(api):
    def slow(*args):
        time.sleep(0.1)
        return 1

    api.fetch = slow
    assert api.get() == 1
`;

describe('why something is, or is not, reported', () => {
    test('names the finding, what the analysis sees, and the rules that looked', async () => {
        const page = await why('test_a.py', SLEEPY);
        expect(page).toMatch(/^# Line 11 of `test_a\.py`\n\n```python\ntime\.sleep\(2\)\n```/);
        expect(page).toMatch(/## Reported here\n\n- \*\*sleep-as-sync\*\* \(warning, high confidence\)/);
        expect(page).toContain(
            '`time.sleep` is a sleep of 2 s. It stands for waiting until something has happened',
        );
        expect(page).toMatch(/\*\*Looked at this function\*\* \(\d+\): .*`sleep-as-sync`/);
        expect(page).toMatch(/\*\*Had nothing to look at.*`embedded-secret`/);
    });

    test('says what a sleep is taken for where nothing is reported', async () => {
        const page = await why('test_a.py', SIMULATED, 5, { select: ['sleep-as-sync'] });
        expect(page).toContain('## Reported here\n\nNothing.');
        expect(page).toMatch(
            /It (?:stands for work|slows production code on purpose) \(.*\); nothing in the test depends/,
        );
    });

    test('says that a comment silences it, and with what reason', async () => {
        const text = SLEEPY.replace(
            'sleep(2)',
            'sleep(2)  # steady: ignore[sleep-as-sync] -- the bus is slow',
        );
        expect(await why('test_a.py', text)).toMatch(
            /## Found, and not reported\n\n- \*\*sleep-as-sync\*\*: .*\n {2}Not reported because a comment silences it: “the bus is slow”\./,
        );
    });

    test('says that the rule is off, and by what', async () => {
        write('pyproject.toml', '[tool.steady]\nignore = ["timing"]\n');
        expect(await why('test_a.py', SLEEPY)).toContain(
            'Not reported because the rule is off: "timing" is in ignore.',
        );
    });

    test('says that the finding is in the baseline', async () => {
        const [client, uri] = await opened('test_a.py', SLEEPY, { select: ['sleep-as-sync'] });
        const [known] = (await client.pushed(uri, 1)).diagnostics;
        const { fingerprint } = (known?.data ?? {}) as { fingerprint?: string };
        const line = `test_a.py::test_worker_delivers sleep-as-sync ${fingerprint}\n`;
        const baseline = write('steady-baseline.txt', line);
        await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: baseline, type: 1 }] });
        const position = { line: SLEEP_LINE, character: 4 };
        const { markdown } = await client.request<{ markdown: string }>('steady/why', { uri, position });
        expect(markdown).toContain('It is in the baseline: faded in the editor');
    });

    test('says that the file is no test file, and how those are called', async () => {
        const page = await why('worker.py', SLEEPY);
        expect(page).toMatch(/This is not a test file: .*`test_\*\.py`/);
        expect(page).toContain('It stands for waiting until something has happened');
    });

    test('says that Steady is off, and that a function does not parse', async () => {
        expect(await why('test_a.py', SLEEPY, SLEEP_LINE, { enabled: false })).toContain(
            'Steady is switched off for this file.',
        );
        const broken = SLEEPY.replace('assert results == [1]', 'assert results == [1');
        expect(await why('test_b.py', broken)).toContain('does not parse at the moment');
    });

    test('has an answer for every line of a file', async () => {
        const [client, uri] = await opened('test_a.py', `${SLEEPY}\n\n\nclass Empty:\n    pass\n`);
        for (let line = 0; line <= client.document(uri).lineCount; line++) {
            const params = { uri, position: { line, character: 0 } };
            const { markdown } = await client.request<{ markdown: string }>('steady/why', params);
            expect(markdown).toMatch(new RegExp(`^# Line ${line + 1} of`));
        }
    });
});

describe('the configuration of a file', () => {
    async function configuration(path: string, settings = {}): Promise<string> {
        const [client, uri] = await opened(path, SLEEPY, settings);
        return (await client.request<{ markdown: string }>('steady/configuration', { uri })).markdown;
    }

    test('says which file decided what, and which setting of the editor did', async () => {
        write('pyproject.toml', '[tool.steady]\ntimeout = 3\n[tool.steady.severity]\nprivilege = "off"\n');
        const page = await configuration('tests/test_a.py', { minConfidence: 'high' });
        expect(page).toMatch(
            /^# Configuration for `tests\/test_a\.py`\n\nRead, the deciding file first: `pyproject\.toml`\./,
        );
        expect(page).toContain('| `timeout` | `3` | pyproject.toml |');
        expect(page).toContain('| `min-confidence` | `"high"` | editor setting steady.minConfidence |');
        expect(page).toContain('| `admin-context` | its severity is "off" |');
        expect(page).toContain('| `sleep-as-sync` | on by default |');
    });

    test('is there where no file says anything', async () => {
        expect(await configuration('test_a.py')).toContain('| `timeout` | `10` | default |');
    });
});

describe('notebooks', () => {
    test.each([
        'vscode-notebook-cell:/project/test_a.ipynb#W0',
        'file:///project/test_a.ipynb',
        'vscode-notebook-cell:/project/tests/test_a.py#X',
    ])('are left alone: %s', async uri => {
        const client = server.client();
        await client.initialize();
        await client.open(uri, SLEEPY);
        expect((await client.pushed(uri, 1)).diagnostics).toEqual([]);
        expect(await client.hover(uri, SLEEP_LINE, 6)).toBeNull();
        const range = { start: { line: 0, character: 0 }, end: { line: 20, character: 0 } };
        expect(await client.codeActions(uri, range)).toEqual([]);
        expect(await client.request('textDocument/inlayHint', { textDocument: { uri }, range })).toEqual([]);
    });
});

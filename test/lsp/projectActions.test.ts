/** Actions that change the project: into its baseline, out of its configuration. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
    type ClientCapabilities,
    type CodeAction,
    CreateFile,
    DiagnosticTag,
    type PublishDiagnosticsParams,
    TextDocumentEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { useCli } from '../cli/harness.ts';
import { ONE_RULE, PUSH, type TestClient, useServer } from './client.ts';
import { SLEEP_LINE, SLEEPY } from './samples.ts';

const server = useServer();
const cli = useCli();
let folder = '';
beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'steady-project-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const HERE = { start: { line: SLEEP_LINE, character: 6 }, end: { line: SLEEP_LINE, character: 6 } };
const EDITS: ClientCapabilities = {
    ...PUSH,
    workspace: {
        ...PUSH.workspace,
        workspaceEdit: { documentChanges: true, resourceOperations: ['create'] },
    },
};

function write(path: string, text: string): string {
    const whole = join(folder, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, text);
    return pathToFileURL(whole).href;
}
const read = (path: string) => readFileSync(join(folder, path), 'utf8');

async function opened(
    path = 'tests/test_a.py',
    text = SLEEPY,
    more: object = {},
): Promise<[TestClient, string]> {
    const uri = write(path, text);
    const client = server.client();
    await client.initialize(EDITS, {
        workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'project' }],
        initializationOptions: { settings: ONE_RULE, ...more },
    });
    await client.open(uri, text);
    return [client, uri];
}

/** Chooses an action as an editor does: resolves it, and makes its changes on the disk. */
async function choose(client: TestClient, actions: readonly CodeAction[], title: RegExp): Promise<string> {
    const action = actions.find(candidate => title.test(candidate.title));
    if (action === undefined) {
        throw new Error(`No action like ${title}; there are: ${actions.map(a => a.title).join(' | ')}`);
    }
    const { edit } = await client.request<CodeAction>('codeAction/resolve', action);
    let changed = '';
    for (const change of edit?.documentChanges ?? []) {
        if (CreateFile.is(change)) {
            changed = change.uri;
            writeFileSync(fileURLToPath(change.uri), '');
        } else if (TextDocumentEdit.is(change)) {
            changed = change.textDocument.uri;
            const path = fileURLToPath(changed);
            const document = TextDocument.create(changed, 'text', 0, readFileSync(path, 'utf8'));
            writeFileSync(
                path,
                TextDocument.applyEdits(
                    document,
                    change.edits as Parameters<typeof TextDocument.applyEdits>[1],
                ),
            );
        }
    }
    const from = client.heard.length;
    await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: changed, type: 2 }] });
    await client.heardOf<PublishDiagnosticsParams>(
        'textDocument/publishDiagnostics',
        params => params.uri.endsWith('.py'),
        from,
    );
    return fileURLToPath(changed);
}

/** What is published last for a document. */
function shown(client: TestClient, uri: string) {
    const all = client.heard
        .filter(({ method }) => method === 'textDocument/publishDiagnostics')
        .map(({ params }) => params as PublishDiagnosticsParams);
    return all.findLast(params => params.uri === uri)?.diagnostics ?? [];
}

describe('the baseline', () => {
    test('takes in a finding from the menu, which is faded from then on', async () => {
        const [client, uri] = await opened();
        const file = await choose(
            client,
            await client.codeActions(uri, HERE),
            /^Add sleep-as-sync to the baseline$/,
        );
        expect(file).toBe(join(folder, 'steady-baseline.txt'));
        expect(shown(client, uri)).toMatchObject([
            {
                code: 'sleep-as-sync',
                severity: 4,
                tags: [DiagnosticTag.Unnecessary],
                message: expect.stringMatching(/ \(in the baseline\)$/),
            },
        ]);
        const titles = (await client.codeActions(uri, HERE)).map(({ title }) => title);
        expect(titles.filter(title => /baseline/.test(title))).toEqual([]);
    });

    test('is what the command line would have written, and what it reads', async () => {
        write('steady.toml', 'select = ["sleep-as-sync"]\n');
        const [client, uri] = await opened();
        await choose(client, await client.codeActions(uri, HERE), /to the baseline/);
        const fromEditor = read('steady-baseline.txt');
        expect((await cli.run(folder, ['check', '.', '--format', 'concise'])).code).toBe(0);
        rmSync(join(folder, 'steady-baseline.txt'));
        await cli.run(folder, ['baseline']);
        expect(fromEditor).toBe(read('steady-baseline.txt'));
    });

    test('keeps what it holds, sorted, and grows by one line', async () => {
        const before = [
            '# Findings that Steady does not report, one a line: test, rule, fingerprint.',
            '# Written by `steady baseline`, which also takes out what has been fixed. Edit it only to remove lines.',
            'tests/test_0.py::test_x sleep-as-sync 0123456789abcdef',
            'tests/test_z.py::test_x sleep-as-sync 0123456789abcdef',
            '',
        ];
        write('steady-baseline.txt', before.join('\n'));
        const [client, uri] = await opened();
        await choose(client, await client.codeActions(uri, HERE), /to the baseline/);
        const after = read('steady-baseline.txt').split('\n');
        expect(after).toHaveLength(before.length + 1);
        expect(after[3]).toMatch(/^tests\/test_a\.py::test_worker_delivers sleep-as-sync [0-9a-f]+$/);
        expect(after.toSpliced(3, 1)).toEqual(before);
    });

    test('takes in the finding at the cursor, not the one below', async () => {
        const twice = `${SLEEPY}\n\n${SLEEPY.replace('test_worker_delivers', 'test_again')}`;
        const [client, uri] = await opened('tests/test_a.py', twice);
        await choose(client, await client.codeActions(uri, HERE, ['quickfix.steady.baseline']), /baseline/);
        expect(shown(client, uri).map(({ severity }) => severity)).toEqual([4, 2]);
    });

    test('takes in a whole file where that is asked for', async () => {
        const twice = `${SLEEPY}\n\n${SLEEPY.replace('test_worker_delivers', 'test_again')}`;
        const [client, uri] = await opened('tests/test_a.py', twice);
        const anywhere = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
        expect(await client.codeActions(uri, anywhere)).toEqual([]);
        await choose(
            client,
            await client.codeActions(uri, anywhere, ['source.steady.baseline']),
            /all findings/,
        );
        expect(shown(client, uri).map(({ severity }) => severity)).toEqual([4, 4]);
    });

    test('with the marks of a merge in it is left to a person, who is told', async () => {
        const marked = write('steady-baseline.txt', '<<<<<<< ours\n');
        const [client, uri] = await opened();
        const titles = (await client.codeActions(uri, HERE)).map(({ title }) => title);
        expect(titles.filter(title => /baseline/.test(title))).toEqual([]);
        expect(shown(client, marked)[0]?.message).toMatch(/resolve the conflict/);
    });
});

describe('the configuration', () => {
    test('leaves a rule out from the menu, in the file that decides', async () => {
        write('pyproject.toml', '[project]\nname = "x"\n\n[tool.steady] # ours\ntimeout = 3\n');
        const [client, uri] = await opened();
        const title = /^Disable sleep-as-sync in this project's configuration \(pyproject\.toml\)$/;
        await choose(client, await client.codeActions(uri, HERE), title);
        expect(read('pyproject.toml')).toBe(
            '[project]\nname = "x"\n\n[tool.steady] # ours\nignore = ["sleep-as-sync"]\ntimeout = 3\n',
        );
        expect(shown(client, uri)).toEqual([]);
    });

    test('begins in a pyproject.toml that does not speak of Steady yet', async () => {
        write('pyproject.toml', '[project]\nname = "x"\n');
        const [client, uri] = await opened();
        await choose(client, await client.codeActions(uri, HERE), /project's configuration/);
        expect(read('pyproject.toml')).toMatch(/\n\n\[tool\.steady\]\nignore = \["sleep-as-sync"\]\n$/);
    });

    test('that cannot take a rule without more changes is left alone, with a sentence', async () => {
        const text = '[tool]\nsteady = { timeout = 3 }\n';
        write('pyproject.toml', text);
        const [client, uri] = await opened();
        const actions = await client.codeActions(uri, HERE);
        await expect(choose(client, actions, /project's configuration/)).rejects.toThrow(/edit it by hand/);
        expect(read('pyproject.toml')).toBe(text);
    });

    test('is not begun in a project that has no file for it', async () => {
        const [client, uri] = await opened();
        const titles = (await client.codeActions(uri, HERE)).map(({ title }) => title);
        expect(titles.some(title => /configuration/.test(title))).toBe(false);
        expect(existsSync(join(folder, 'steady.toml'))).toBe(false);
    });

    test('is edited as the editor has it, saved or not', async () => {
        const config = write('steady.toml', 'timeout = 3\n');
        const [client, uri] = await opened('tests/test_a.py', SLEEPY, { readFile: true });
        client.connection.onRequest('steady/readFile', ({ uri: asked, unsaved }) => {
            expect([asked, unsaved]).toEqual([config, true]);
            return { text: '# mine\ntimeout = 4\n' };
        });
        const actions = await client.codeActions(uri, HERE);
        const action = actions.find(({ title }) => /configuration/.test(title));
        const { edit } = await client.request<CodeAction>('codeAction/resolve', { ...action });
        expect(edit?.documentChanges).toMatchObject([
            {
                edits: [
                    { range: { start: { line: 2, character: 0 } }, newText: 'ignore = ["sleep-as-sync"]\n' },
                ],
            },
        ]);
    });

    test('files that were changed are saved, and settings opened, by clients that can', async () => {
        write('steady.toml', '');
        const commands = ['_steady.saveFiles', '_steady.openSettings', 'steady.why'];
        const [client, uri] = await opened('tests/test_a.py', SLEEPY, { commands });
        const actions = await client.codeActions(uri, HERE);
        expect(actions.find(({ title }) => /configuration/.test(title))?.command).toMatchObject({
            command: '_steady.saveFiles',
            arguments: [[pathToFileURL(join(folder, 'steady.toml')).href]],
        });
        expect(actions.at(-1)).toMatchObject({
            title: "Open Steady's settings for sleep-as-sync",
            command: { command: '_steady.openSettings', arguments: ['sleep-as-sync'] },
        });
        expect(actions.at(-2)?.title).toBe('Why is this reported?');
    });
});

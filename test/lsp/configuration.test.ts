import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type {
    ConfigurationParams,
    DidChangeWatchedFilesRegistrationOptions,
    PublishDiagnosticsParams,
    RegistrationParams,
} from 'vscode-languageserver/node';
import { ONE_RULE, PULL, PUSH, type TestClient, useServer } from './client.ts';
import { SLEEPY } from './samples.ts';

const server = useServer();
let folder = '';
beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'steady-config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a file of the project and gives its URI. */
function write(path: string, text: string): string {
    const whole = join(folder, path);
    mkdirSync(join(whole, '..'), { recursive: true });
    writeFileSync(whole, text);
    return pathToFileURL(whole).href;
}
const uriOf = (path: string) => pathToFileURL(join(folder, path)).href;
const rules = ({ diagnostics }: PublishDiagnosticsParams) => diagnostics.map(({ code }) => code);

/** A client that answers for its settings. */
async function withSettings(settings: (scope: string) => object): Promise<TestClient> {
    const client = server.client();
    client.connection.onRequest('workspace/configuration', ({ items }: ConfigurationParams) =>
        items.map(({ scopeUri, section }) =>
            section === 'steady' ? { ...ONE_RULE, ...settings(scopeUri ?? '') } : null,
        ),
    );
    await client.initialize({ ...PUSH, workspace: { ...PUSH.workspace, configuration: true } });
    return client;
}

describe("the project's files", () => {
    test('the nearest configuration decides', async () => {
        write('pyproject.toml', '[tool.steady]\nignore = ["sleep-as-sync"]\n');
        write('inner/steady.toml', 'ignore = []\n');
        const client = server.client();
        await client.initialize();
        const outer = write('test_outer.py', SLEEPY);
        const inner = write('inner/test_inner.py', SLEEPY);
        await client.open(outer, SLEEPY);
        await client.open(inner, SLEEPY);
        expect(rules(await client.pushed(outer, 1))).toEqual([]);
        expect(rules(await client.pushed(inner, 1))).toEqual(['sleep-as-sync']);
    });

    test('a severity of the project is the severity in the editor', async () => {
        write('pyproject.toml', '[tool.steady.severity]\nsleep-as-sync = "error"\n');
        const client = server.client();
        await client.initialize();
        const uri = write('test_a.py', SLEEPY);
        await client.open(uri, SLEEPY);
        expect((await client.pushed(uri, 1)).diagnostics[0]?.severity).toBe(1);
    });

    test('when one changes, open files are looked at again', async () => {
        const uri = write('test_a.py', SLEEPY);
        const client = server.client();
        await client.initialize();
        await client.open(uri, SLEEPY);
        expect(rules(await client.pushed(uri, 1))).toEqual(['sleep-as-sync']);
        const from = client.heard.length;
        const config = write('steady.toml', 'ignore = ["timing"]\n');
        await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: config, type: 1 }] });
        const again = await client.heardOf<PublishDiagnosticsParams>(
            'textDocument/publishDiagnostics',
            params => params.uri === uri,
            from,
        );
        expect(rules(again)).toEqual([]);
    });

    test('the client is asked to watch them', async () => {
        const client = server.client();
        const asked: RegistrationParams[] = [];
        let heard: () => void = () => undefined;
        const registered = new Promise<void>(resolve => {
            heard = resolve;
        });
        client.connection.onRequest('client/registerCapability', (params: RegistrationParams) => {
            asked.push(params);
            heard();
            return null;
        });
        await client.initialize({
            ...PUSH,
            workspace: { ...PUSH.workspace, didChangeWatchedFiles: { dynamicRegistration: true } },
        });
        await registered;
        const [registration] = asked.flatMap(({ registrations }) => registrations);
        const options = registration?.registerOptions as DidChangeWatchedFilesRegistrationOptions;
        expect(registration?.method).toBe('workspace/didChangeWatchedFiles');
        expect(options.watchers.map(({ globPattern }) => globPattern)).toEqual(
            expect.arrayContaining([
                '**/pyproject.toml',
                '**/steady.toml',
                '**/pytest.ini',
                '**/setup.cfg',
                '**/tox.ini',
            ]),
        );
    });

    test('an error in one is shown in that file, and goes away with it', async () => {
        const config = write('steady.toml', 'ignor = []\n');
        const uri = write('test_a.py', SLEEPY);
        const client = server.client();
        await client.initialize();
        await client.open(uri, SLEEPY);
        const isConfig = (params: PublishDiagnosticsParams) => params.uri === config;
        const shown = await client.heardOf('textDocument/publishDiagnostics', isConfig);
        expect(shown.diagnostics[0]).toMatchObject({
            severity: 1,
            message: expect.stringContaining('ignore'),
        });
        const from = client.heard.length;
        write('steady.toml', 'ignore = []\n');
        await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: config, type: 2 }] });
        const cleared = await client.heardOf('textDocument/publishDiagnostics', isConfig, from);
        expect(cleared.diagnostics).toEqual([]);
    });

    test('a client that asks for diagnostics is told to ask again', async () => {
        const client = server.client();
        const refreshed = new Promise<void>(resolve => {
            client.connection.onRequest('workspace/diagnostic/refresh', () => {
                resolve();
                return null;
            });
        });
        await client.initialize(PULL);
        const uri = write('test_a.py', SLEEPY);
        await client.open(uri, SLEEPY);
        const first = await client.pull(uri);
        expect(first).toMatchObject({ kind: 'full', items: [{ code: 'sleep-as-sync' }] });
        const config = write('steady.toml', 'enabled = false\n');
        await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: config, type: 1 }] });
        await refreshed;
        expect(await client.pull(uri, first.resultId)).toMatchObject({ kind: 'full', items: [] });
    });

    test('files that the server cannot see are asked of the client', async () => {
        const client = server.client();
        const asked: string[] = [];
        client.connection.onRequest('steady/readFile', ({ uri }: { uri: string }) => {
            asked.push(uri);
            return uri.endsWith('/b/steady.toml') ? { text: 'ignore = ["sleep-as-sync"]\n' } : null;
        });
        await client.initialize(PUSH, { initializationOptions: { readFile: true } });
        const uri = 'vscode-vfs://github/a%20a/b/c/test_a.py';
        await client.open(uri, SLEEPY);
        expect(rules(await client.pushed(uri, 1))).toEqual([]);
        expect(asked).toContain('vscode-vfs://github/a%20a/b/steady.toml');
    });
});

describe("the editor's settings", () => {
    test('are asked for each document, so that folders can differ', async () => {
        const client = await withSettings(scope =>
            scope.includes('/quiet/') ? { ignore: ['sleep-as-sync'] } : {},
        );
        const [quiet, loud] = [uriOf('quiet/test_a.py'), uriOf('loud/test_a.py')];
        await client.open(quiet, SLEEPY);
        await client.open(loud, SLEEPY);
        expect(rules(await client.pushed(quiet, 1))).toEqual([]);
        expect(rules(await client.pushed(loud, 1))).toEqual(['sleep-as-sync']);
    });

    test('can switch Steady off, and the client is told that it is', async () => {
        const client = await withSettings(() => ({ enabled: false }));
        const uri = uriOf('test_a.py');
        await client.open(uri, SLEEPY);
        expect(rules(await client.pushed(uri, 1))).toEqual([]);
        await client.heardOf(
            '$/steady/status',
            (status: { state: string; uri?: string }) => status.state === 'off' && status.uri === uri,
        );
    });

    test('take effect when they change', async () => {
        let ignore: string[] = [];
        const client = await withSettings(() => ({ ignore }));
        const uri = uriOf('test_a.py');
        await client.open(uri, SLEEPY);
        expect(rules(await client.pushed(uri, 1))).toEqual(['sleep-as-sync']);
        const from = client.heard.length;
        ignore = ['sleep-as-sync'];
        await client.notify('workspace/didChangeConfiguration', { settings: null });
        const again = await client.heardOf<PublishDiagnosticsParams>(
            'textDocument/publishDiagnostics',
            undefined,
            from,
        );
        expect(rules(again)).toEqual([]);
    });

    test('may be sent by a client that cannot be asked', async () => {
        const client = server.client();
        await client.initialize(PUSH, {
            initializationOptions: { settings: { ...ONE_RULE, ignore: ['timing'] } },
        });
        const uri = uriOf('test_a.py');
        await client.open(uri, SLEEPY);
        expect(rules(await client.pushed(uri, 1))).toEqual([]);
        const from = client.heard.length;
        await client.notify('workspace/didChangeConfiguration', {
            settings: { steady: { ...ONE_RULE, ignore: [] } },
        });
        const again = await client.heardOf<PublishDiagnosticsParams>(
            'textDocument/publishDiagnostics',
            undefined,
            from,
        );
        expect(rules(again)).toEqual(['sleep-as-sync']);
    });

    test('a client that fails to answer is served all the same', async () => {
        const client = await withSettings(() => {
            throw new Error('no settings today');
        });
        const uri = uriOf('test_a.py');
        await client.open(uri, SLEEPY);
        expect(rules(await client.pushed(uri, 1))).toContain('sleep-as-sync');
    });

    test('an unsaved document has settings too', async () => {
        const client = await withSettings(() => ({ severity: { 'sleep-as-sync': 'hint' } }));
        const uri = 'untitled:test_new.py';
        await client.open(uri, SLEEPY);
        expect((await client.pushed(uri, 1)).diagnostics[0]?.severity).toBe(4);
    });
});

test('folders that are added later are served like the first', async () => {
    const client = server.client();
    await client.initialize(PUSH, { workspaceFolders: [{ uri: uriOf('one'), name: 'one' }] });
    const uri = write('two/test_a.py', SLEEPY);
    write('two/steady.toml', 'ignore = ["sleep-as-sync"]\n');
    const added = [{ uri: uriOf('two'), name: 'two' }];
    await client.notify('workspace/didChangeWorkspaceFolders', { event: { added, removed: [] } });
    await client.open(uri, SLEEPY);
    expect(rules(await client.pushed(uri, 1))).toEqual([]);
});

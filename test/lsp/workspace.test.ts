/** *Check Workspace*: every test that the client lists, once, because it was asked for. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
    CancellationTokenSource,
    type PublishDiagnosticsParams,
    type WorkDoneProgressReport,
} from 'vscode-languageserver/node';
import type { CheckWorkspaceResult } from '../../server/src/lsp/protocol.ts';
import { PULL, PUSH, type TestClient, useServer, within } from './client.ts';
import { SLEEPY, STEADY } from './samples.ts';

const server = useServer();
let folder = '';
beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'steady-workspace-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const uriOf = (path: string) => pathToFileURL(join(folder, path)).href;
const listed: string[] = [];
beforeEach(() => listed.splice(0));

/** Writes a file of the workspace; the client lists it. */
function write(path: string, text: string): string {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
    listed.push(uriOf(path));
    return uriOf(path);
}

async function started(capabilities = PULL): Promise<TestClient> {
    const client = server.client();
    await client.initialize(capabilities);
    return client;
}

function check(client: TestClient, more: object = {}): Promise<CheckWorkspaceResult> {
    const folders = [pathToFileURL(folder).href];
    return client.request('steady/checkWorkspace', { folders, files: listed, maxFiles: 2000, ...more });
}

/** What the client shows for each file: the rules of the diagnostics that were published last. */
function shown(client: TestClient): Record<string, unknown[]> {
    const last = new Map<string, unknown[]>();
    for (const { method, params } of client.heard) {
        if (method !== 'textDocument/publishDiagnostics') continue;
        const { uri, diagnostics } = params as PublishDiagnosticsParams;
        last.set(
            uri.slice(pathToFileURL(folder).href.length + 1),
            diagnostics.map(({ code }) => code),
        );
    }
    return Object.fromEntries([...last].filter(([, codes]) => codes.length > 0));
}

describe('a check of the workspace', () => {
    test('publishes what is found in files that are not open, and says how much', async () => {
        write('tests/test_a.py', SLEEPY);
        write('tests/test_b.py', SLEEPY);
        write('tests/test_quiet.py', STEADY);
        const client = await started();
        const result = await check(client);
        expect(result).toMatchObject({ files: 3, findings: 2, cancelled: false });
        expect(result.summary).toBe('Checked 3 test files: 2 warnings.');
        expect(shown(client)).toEqual({
            'tests/test_a.py': ['sleep-as-sync'],
            'tests/test_b.py': ['sleep-as-sync'],
        });
    });

    test('nothing is looked at before it is asked for', async () => {
        write('tests/test_a.py', SLEEPY);
        const client = await started();
        const open = write('tests/test_open.py', SLEEPY);
        await client.open(open, SLEEPY);
        expect((await client.pull(open)).kind).toBe('full');
        expect(shown(client)).toEqual({});
    });

    test('chooses files as the command line does', async () => {
        write('.gitignore', 'generated/\n');
        mkdirSync(join(folder, '.git'));
        writeFileSync(join(folder, '.git', 'HEAD'), 'ref: refs/heads/main\n');
        write('steady.toml', 'test-files = ["check_*.py"]\n[per-file-ignores]\n"legacy/**" = ["all"]\n');
        write('check_a.py', SLEEPY);
        write('plain.py', SLEEPY);
        write('legacy/check_b.py', SLEEPY);
        write('generated/check_c.py', SLEEPY);
        write('node_modules/x/check_d.py', SLEEPY);
        write('.hidden/check_e.py', SLEEPY);
        const client = await started();
        expect((await check(client)).files).toBe(1);
        expect(shown(client)).toEqual({ 'check_a.py': ['sleep-as-sync'] });
    });

    test('leaves a file that is open to its own findings, and shows the check again when it closes', async () => {
        const uri = write('test_a.py', SLEEPY);
        const client = await started();
        await check(client);
        expect(shown(client)).toEqual({ 'test_a.py': ['sleep-as-sync'] });
        await client.open(uri, SLEEPY);
        await client.pull(uri);
        expect(shown(client)).toEqual({});
        const before = client.heard.length;
        await client.close(uri);
        await client.heardOf<PublishDiagnosticsParams>(
            'textDocument/publishDiagnostics',
            params => params.uri === uri && params.diagnostics.length === 1,
            before,
        );
    });

    test('in a client that is sent diagnostics, an open file keeps those of its own text', async () => {
        const uri = write('test_a.py', SLEEPY);
        const client = await started(PUSH);
        await client.open(uri, STEADY);
        await client.pushed(uri, 1);
        const result = await check(client);
        expect(result.findings).toBe(0);
        expect(shown(client)).toEqual({});
    });

    test('stops at the number of files that it is given, and says what was left out', async () => {
        for (const name of ['a', 'b', 'c']) write(`test_${name}.py`, SLEEPY);
        const client = await started();
        const result = await check(client, { maxFiles: 2 });
        expect(result.files).toBe(2);
        expect(result.summary).toMatch(/1 test file left out: steady\.workspace\.maxFiles is 2\.$/);
    });

    test('tells how far it is, and stops when it is told to; what was found stays', async () => {
        for (let i = 0; i < 400; i++) write(`test_${String(i).padStart(3, '0')}.py`, SLEEPY);
        const client = await started();
        const stop = new CancellationTokenSource();
        const first = new Promise<WorkDoneProgressReport>(resolve => {
            client.connection.onNotification('$/progress', ({ token, value }) => {
                if (token !== 'check' || value.kind !== 'report') return;
                stop.cancel();
                resolve(value);
            });
        });
        const answer = client.connection.sendRequest<CheckWorkspaceResult>(
            'steady/checkWorkspace',
            { folders: [uriOf('')], files: listed, maxFiles: 2000, workDoneToken: 'check' },
            stop.token,
        );
        expect((await within(first, 'progress')).message).toBe('1 of 400 test files');
        const result = await within(answer, 'the answer');
        expect(result.cancelled).toBe(true);
        expect(result.files).toBeLessThan(400);
        expect(result.summary).toMatch(/^Stopped after /);
        expect(Object.keys(shown(client)).length).toBe(result.files);
    });

    test('is cleared by a notification, and by the next check', async () => {
        const uri = write('test_a.py', SLEEPY);
        const client = await started();
        await check(client);
        writeFileSync(join(folder, 'test_a.py'), STEADY);
        await check(client);
        expect(shown(client)).toEqual({});
        writeFileSync(join(folder, 'test_a.py'), SLEEPY);
        await check(client);
        const before = client.heard.length;
        await client.notify('steady/clearWorkspace', {});
        await client.heardOf<PublishDiagnosticsParams>(
            'textDocument/publishDiagnostics',
            params => params.uri === uri && params.diagnostics.length === 0,
            before,
        );
        expect(shown(client)).toEqual({});
    });

    test('hovers are answered while it runs', async () => {
        for (let i = 0; i < 300; i++) write(`test_${i}.py`, SLEEPY);
        const open = write('test_open.py', SLEEPY);
        const client = await started();
        await client.open(open, SLEEPY);
        const order: string[] = [];
        const all = check(client).then(() => order.push('check'));
        const hover = client.hover(open, 10, 6).then(() => order.push('hover'));
        await Promise.all([all, hover]);
        expect(order).toEqual(['hover', 'check']);
    });

    test('reads files through the client where the server cannot see them', async () => {
        const client = server.client();
        const uri = 'memfs:/tests/test_a.py';
        client.connection.onRequest('steady/readFile', (asked: { uri: string }) =>
            asked.uri === uri ? { text: SLEEPY } : null,
        );
        await client.initialize(PULL, { initializationOptions: { readFile: true } });
        const result = await check(client, { folders: ['memfs:/'], files: [uri] });
        expect(result.summary).toBe('Checked 1 test file: 1 warning.');
    });

    test('can be read as a page', async () => {
        write('test_a.py', SLEEPY);
        write('test_quiet.py', STEADY);
        const client = await started();
        const { html = '' } = await check(client, { report: true });
        expect(html).toMatch(/^<!doctype html>/);
        expect(html).toContain('test_a.py');
        expect(html).toContain('Sleep budget');
        expect(html).not.toContain('<summary>test_quiet.py');
    });

    test('refuses what is no list of files', async () => {
        const client = await started();
        await expect(check(client, { files: 'all' })).rejects.toThrow(/files must be a list of URIs/);
    });
});

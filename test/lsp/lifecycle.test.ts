import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { exitCode, PULL, PUSH, useServer } from './client.ts';
import { at, SLEEPY } from './samples.ts';

const server = useServer();

describe('the start', () => {
    test('the server says what it can do', async () => {
        const { capabilities, serverInfo } = await server.client().initialize();
        expect(serverInfo?.name).toBe('Steady');
        expect(capabilities).toMatchObject({
            positionEncoding: 'utf-16',
            textDocumentSync: { openClose: true, change: 2 },
            hoverProvider: true,
            codeActionProvider: {
                codeActionKinds: ['quickfix', 'source.fixAll.steady', 'source.steady.baseline'],
                resolveProvider: true,
            },
            workspace: { workspaceFolders: { supported: true } },
        });
    });

    test('diagnostics on request are offered only to clients that ask for them', async () => {
        const pushed = await server.client().initialize(PUSH);
        const pulled = await server.client().initialize(PULL);
        expect(pushed.capabilities.diagnosticProvider).toBeUndefined();
        expect(pulled.capabilities.diagnosticProvider).toMatchObject({ identifier: 'steady' });
    });

    test('a request before initialize is refused with ServerNotInitialized', async () => {
        const client = server.client();
        await expect(client.hover(at('test_a.py'), 0, 0)).rejects.toMatchObject({ code: -32002 });
        await client.initialize();
    });

    test('a notification before initialize is dropped', async () => {
        const client = server.client();
        await client.open(at('test_a.py'), SLEEPY);
        await client.initialize();
        await expect(client.hover(at('test_a.py'), 0, 0)).rejects.toMatchObject({ code: -32602 });
    });

    test('a second initialize is refused with InvalidRequest', async () => {
        const client = server.client();
        await client.initialize();
        await expect(client.initialize()).rejects.toMatchObject({ code: -32600 });
    });

    test('initialize without capabilities is refused with InvalidParams and can be repeated', async () => {
        const client = server.client();
        await expect(client.request('initialize', { processId: null })).rejects.toMatchObject({
            code: -32602,
        });
        await expect(client.initialize()).resolves.toHaveProperty('capabilities');
    });

    test('the client is told when the engine is ready', async () => {
        const client = server.client();
        await client.initialize();
        await client.heardOf('$/steady/status', ({ state }: { state: string }) => state === 'ready');
    });
});

describe('the end', () => {
    test('exit after shutdown ends the process with 0', async () => {
        const client = server.client();
        await client.initialize();
        await client.request('shutdown');
        await client.notify('exit');
        expect(await exitCode(client.process)).toBe(0);
    });

    test('exit without shutdown ends the process with 1', async () => {
        const client = server.client();
        await client.initialize();
        await client.notify('exit');
        expect(await exitCode(client.process)).toBe(1);
    });

    test('exit before initialize ends the process with 1', async () => {
        const client = server.client();
        await client.notify('exit');
        expect(await exitCode(client.process)).toBe(1);
    });

    test('a request after shutdown is refused with InvalidRequest', async () => {
        const client = server.client();
        await client.initialize();
        await client.request('shutdown');
        await expect(client.hover(at('test_a.py'), 0, 0)).rejects.toMatchObject({ code: -32600 });
        await client.notify('exit');
        expect(await exitCode(client.process)).toBe(0);
    });

    test('the end of its input without shutdown ends the process with 1', async () => {
        const client = server.client();
        await client.initialize();
        client.process.stdin.end();
        expect(await exitCode(client.process)).toBe(1);
    });

    test('the server follows a client process that has died', async () => {
        const parent = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
        const client = server.client();
        await client.initialize(PUSH, { processId: parent.pid ?? null });
        parent.kill();
        await once(parent, 'exit');
        expect(await exitCode(client.process)).toBe(1);
    });
});

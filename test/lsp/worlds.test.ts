/** The same server over Node's IPC and in a worker without Node: it finds what it finds over stdio. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import {
    createProtocolConnection,
    type Diagnostic,
    IPCMessageReader,
    IPCMessageWriter,
    PortMessageReader,
    PortMessageWriter,
    type ProtocolConnection,
    type PublishDiagnosticsParams,
} from 'vscode-languageserver/node';
import { ONE_RULE, PUSH, useServer, within } from './client.ts';
import { at, SLEEPY } from './samples.ts';

const server = useServer();
const require = createRequire(import.meta.url);
const uri = at('test_a.py');

/** What a server at the other end of `connection` pushes for the sample. */
async function ask(connection: ProtocolConnection, initializationOptions: object): Promise<Diagnostic[]> {
    const pushed = new Promise<PublishDiagnosticsParams>(resolve => {
        connection.onNotification('textDocument/publishDiagnostics', resolve);
    });
    connection.listen();
    await within(
        connection.sendRequest('initialize', {
            processId: null,
            rootUri: null,
            capabilities: PUSH,
            initializationOptions: { settings: ONE_RULE, ...initializationOptions },
        }),
        'the answer to initialize',
    );
    await connection.sendNotification('initialized', {});
    const textDocument = { uri, languageId: 'python', version: 1, text: SLEEPY };
    await connection.sendNotification('textDocument/didOpen', { textDocument });
    return (await within(pushed, 'diagnostics')).diagnostics;
}

async function overStdio(): Promise<Diagnostic[]> {
    const client = server.client();
    await client.initialize();
    await client.open(uri, SLEEPY);
    return (await client.pushed(uri, 1)).diagnostics;
}

test('over IPC the findings are the same, and the process ends with 0 after shutdown', async () => {
    const child = fork(server.built.script, ['--node-ipc']);
    const connection = createProtocolConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
    expect(await ask(connection, {})).toEqual(await overStdio());
    await connection.sendRequest('shutdown');
    const ended = once(child, 'exit');
    await connection.sendNotification('exit');
    expect((await within(ended, 'the end'))[0]).toBe(0);
});

test('over IPC the process ends with 1 when its parent lets go', async () => {
    const child = fork(server.built.script, ['--node-ipc']);
    await once(child, 'spawn');
    const ended = once(child, 'exit');
    child.disconnect();
    expect((await within(ended, 'the end'))[0]).toBe(1);
});

/** Gives a Node worker the few globals by which a web worker talks, and takes Node's own away. */
const SCOPE = `
    const { parentPort } = require('node:worker_threads');
    Object.defineProperty(globalThis, 'onmessage', {
        set: listener => parentPort.on('message', data => listener({ data })),
    });
    globalThis.self = globalThis;
    globalThis.postMessage = message => parentPort.postMessage(message);
    globalThis.addEventListener = () => undefined;
    globalThis.require = undefined;
    globalThis.process = undefined;
`;

test('in a worker without Node the findings are the same', async () => {
    const { outputFiles } = await build({
        absWorkingDir: fileURLToPath(new URL('../..', import.meta.url)),
        entryPoints: ['server/src/browser.ts'],
        bundle: true,
        write: false,
        platform: 'browser',
        format: 'iife',
        target: 'es2022',
        define: { global: 'globalThis' },
        logLevel: 'error',
        alias: { 'web-tree-sitter': require.resolve('web-tree-sitter') },
    });
    const worker = new Worker(`(() => {${SCOPE}})();\n${outputFiles[0]?.text}`, { eval: true });
    const bytes = (file: string) => new Uint8Array(readFileSync(require.resolve(file))).buffer;
    const wasm = {
        runtime: bytes('web-tree-sitter/web-tree-sitter.wasm'),
        grammar: bytes('tree-sitter-python/tree-sitter-python.wasm'),
    };
    const connection = createProtocolConnection(new PortMessageReader(worker), new PortMessageWriter(worker));
    expect(await ask(connection, { wasm })).toEqual(await overStdio());
    await worker.terminate();
});

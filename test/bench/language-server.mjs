/** A language client that only measures: one document, edits one after the other, each until its diagnostics are there. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { peakMemoryOf } from './process.mjs';

const require = createRequire(import.meta.url);
const {
    createProtocolConnection,
    StreamMessageReader,
    StreamMessageWriter,
} = require('vscode-languageserver/node');

const CAPABILITIES = {
    textDocument: {
        publishDiagnostics: { relatedInformation: true, versionSupport: true, dataSupport: true },
        synchronization: { didSave: true },
    },
    workspace: { workspaceFolders: true },
};

/**
 * @param {string} script the server, a script for Node that speaks over standard input and output
 * @param {string} folder the workspace
 */
export async function startServer(script, folder) {
    const started = performance.now();
    const child = spawn(process.execPath, [script, '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
    const connection = createProtocolConnection(
        new StreamMessageReader(child.stdout),
        new StreamMessageWriter(child.stdin),
    );
    const uriOf = path => pathToFileURL(path).href;
    /** @type {{ uri: string, version: number, found: (count: number) => void } | undefined} */
    let waiting;
    connection.onNotification('textDocument/publishDiagnostics', ({ uri, version, diagnostics }) => {
        if (waiting === undefined || uri !== waiting.uri) return;
        // A server that does not say the version can only be taken at its word.
        if (version === undefined || version === waiting.version) waiting.found(diagnostics.length);
    });
    // What servers ask of their client: no settings, everything else granted.
    connection.onRequest('workspace/configuration', ({ items }) => items.map(() => null));
    connection.onRequest('client/registerCapability', () => null);
    connection.onRequest('window/workDoneProgress/create', () => null);
    connection.onRequest('workspace/workspaceFolders', () => null);
    connection.listen();

    const uri = uriOf(folder);
    await connection.sendRequest('initialize', {
        processId: process.pid,
        rootUri: uri,
        workspaceFolders: [{ uri, name: 'bench' }],
        capabilities: CAPABILITIES,
    });
    await connection.sendNotification('initialized', {});

    /** Says something and waits for the diagnostics of that version; returns milliseconds. */
    const timed = async (path, version, say) => {
        const diagnostics = new Promise(resolve => {
            waiting = { uri: uriOf(path), version, found: resolve };
        });
        const said = performance.now();
        await say();
        const count = await diagnostics;
        return { milliseconds: performance.now() - said, count };
    };

    return {
        /** When the process was started, on the clock of `performance.now()`. */
        started,
        open(path, text) {
            const textDocument = { uri: uriOf(path), languageId: 'python', version: 1, text };
            return timed(path, 1, () =>
                connection.sendNotification('textDocument/didOpen', { textDocument }),
            );
        },
        change(path, version, edit) {
            const textDocument = { uri: uriOf(path), version };
            return timed(path, version, () =>
                connection.sendNotification('textDocument/didChange', {
                    textDocument,
                    contentChanges: [edit],
                }),
            );
        },
        /** The most memory that the process has held so far, in bytes; undefined where the system does not tell. */
        peakMemory: () => peakMemoryOf(child.pid),
        async stop() {
            const ended = once(child, 'exit');
            await connection.sendRequest('shutdown');
            await connection.sendNotification('exit');
            await ended;
            connection.dispose();
        },
    };
}

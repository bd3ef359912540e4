/** The language server in a Node process. The only part of it that knows Node. */
import { Console } from 'node:console';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
    createConnection,
    IPCMessageReader,
    IPCMessageWriter,
    StreamMessageWriter,
} from 'vscode-languageserver/node';
import { version } from '../../../../package.json';
import { createEngine, type WasmFiles } from '../../engine.ts';
import { FrameReader } from '../framing.ts';
import { createGate, type Gate } from '../gate.ts';
import { createServer } from '../server.ts';

/** Serves over standard input and output until the client says `exit`, goes away or closes the stream. */
export function serveStdio(): void {
    const { stdin, stdout } = process;
    // Standard output belongs to the protocol: a stray message there would break the client.
    globalThis.console = new Console(process.stderr);
    const gate: Gate = createGate(
        new FrameReader(
            listener => stdin.on('data', listener),
            reason => gate.rejectUnreadable(reason),
        ),
        new StreamMessageWriter(stdout),
    );
    leaveWhen(gate, leave => {
        stdin.on('end', leave);
        stdin.on('close', leave);
        stdout.on('error', leave);
    });
    serve(gate);
}

/** Serves over the channel that the parent process has opened with `fork`. */
export function serveIpc(): void {
    const gate = createGate(new IPCMessageReader(process), new IPCMessageWriter(process));
    leaveWhen(gate, leave => process.on('disconnect', leave));
    serve(gate);
}

/** Ends the process as the protocol says: 0 after `shutdown`, else 1. */
function leaveWhen(gate: Gate, register: (leave: () => void) => void): void {
    register(() => process.exit(gate.traffic.shutdownReceived ? 0 : 1));
}

function serve(gate: Gate): void {
    // The engine loads while the client still introduces itself.
    const engine = readWasm().then(createEngine);
    engine.catch(() => undefined);
    // The library ends the process on `exit`, and when the client's process has died.
    const connection = createConnection(gate.reader, gate.writer);
    const report = (error: unknown) =>
        connection.console.error(`Unexpected: ${error instanceof Error ? error.stack : String(error)}`);
    process.on('uncaughtException', report);
    process.on('unhandledRejection', report);
    createServer(connection, {
        version,
        traffic: gate.traffic,
        createEngine: () => engine,
        canRead: uri => uri.startsWith('file:'),
        readFile: readText,
    });
}

/** The two WebAssembly files lie above the bundle: `dist/` holds them, and `server/node.js`. */
async function readWasm(): Promise<WasmFiles> {
    const folder = join(__dirname, '..');
    const [runtime, grammar] = await Promise.all([
        readFile(join(folder, 'web-tree-sitter.wasm')),
        readFile(join(folder, 'tree-sitter-python.wasm')),
    ]);
    return { runtime, grammar };
}

async function readText(uri: string): Promise<string | undefined> {
    try {
        return await readFile(fileURLToPath(uri), 'utf8');
    } catch {
        return undefined;
    }
}

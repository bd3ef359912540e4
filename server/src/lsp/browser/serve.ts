/** The language server in a web worker. The only part of it that knows the browser. */
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { version } from '../../../../package.json';
import { createEngine } from '../../engine.ts';
import { createGate } from '../gate.ts';
import type { InitializationOptions } from '../protocol.ts';
import { createServer } from '../server.ts';

/** What a worker's global scope is, as far as it is used here. */
export type WorkerScope = ConstructorParameters<typeof BrowserMessageReader>[0];

/** Serves over the messages of the worker. Files, the WebAssembly too, come from the client. */
export function serveWorker(scope: WorkerScope): void {
    const gate = createGate(new BrowserMessageReader(scope), new BrowserMessageWriter(scope));
    createServer(createConnection(gate.reader, gate.writer), {
        version,
        traffic: gate.traffic,
        createEngine: async options => createEngine(await wasmOf(options)),
        canRead: () => false,
        readFile: async () => undefined,
    });
}

async function wasmOf({ wasm }: InitializationOptions) {
    if (wasm === undefined) {
        throw new Error('initializationOptions.wasm must hold the two WebAssembly files');
    }
    const [runtime, grammar] = await Promise.all([bytesOf(wasm.runtime), bytesOf(wasm.grammar)]);
    return { runtime, grammar };
}

/** A file as the client handed it over: its bytes, or where to fetch them. */
async function bytesOf(file: string | ArrayBuffer): Promise<Uint8Array> {
    if (typeof file !== 'string') return new Uint8Array(file);
    const response = await fetch(file);
    if (!response.ok) throw new Error(`${file} answered ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
}

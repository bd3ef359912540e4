/** The language server in a web worker. The only part of it that knows the browser. */
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { version } from '../../../../package.json';
import { createEngine } from '../../engine.ts';
import { createGate } from '../gate.ts';
import type { InitializationOptions } from '../protocol.ts';
import { createServer } from '../server.ts';

/** What a worker's global scope is, as far as it is used here. */
export type WorkerScope = ConstructorParameters<typeof BrowserMessageReader>[0];

/** Serves over the messages of the worker. The client fetches files and says where the WebAssembly is. */
export function serveWorker(scope: WorkerScope): void {
    const gate = createGate(new BrowserMessageReader(scope), new BrowserMessageWriter(scope));
    createServer(createConnection(gate.reader, gate.writer), {
        version,
        traffic: gate.traffic,
        createEngine: async options => createEngine(await fetchWasm(options)),
        canRead: () => false,
        readFile: async () => undefined,
    });
}

async function fetchWasm({ wasm }: InitializationOptions) {
    if (wasm === undefined) {
        throw new Error('initializationOptions.wasm must say where the two WebAssembly files are');
    }
    const [runtime, grammar] = await Promise.all([fetchBytes(wasm.runtime), fetchBytes(wasm.grammar)]);
    return { runtime, grammar };
}

async function fetchBytes(url: string | ArrayBuffer): Promise<Uint8Array> {
    if (typeof url !== 'string') return new Uint8Array(url);
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
}

/** The client in a browser: the server is a web worker. */
import { type ExtensionContext, Uri, workspace } from 'vscode';
import {
    BrowserMessageReader,
    BrowserMessageWriter,
    LanguageClient,
    type MessageTransports,
    State,
} from 'vscode-languageclient/browser';
import type { InitializationOptions } from '../../server/src/lsp/protocol.ts';
import { startExtension } from './common.ts';

let stop: (() => Promise<void>) | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
    const bytesOf = async (path: string): Promise<ArrayBuffer> => {
        const bytes = await workspace.fs.readFile(
            Uri.joinPath(context.extensionUri, 'dist', ...path.split('/')),
        );
        return new Uint8Array(bytes).buffer;
    };
    // The worker is handed bytes, because it may fetch neither what lies on another scheme (vscode-remote, for
    // one) nor, by the workbench's policy, a blob. A buffer, because a trace of the messages writes it as {}.
    const [script, runtime, grammar] = await Promise.all([
        bytesOf('server/browser.js'),
        bytesOf('web-tree-sitter.wasm'),
        bytesOf('tree-sitter-python.wasm'),
    ]);
    const scriptUrl = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
    stop = await startExtension(context, async options => {
        const initializationOptions: InitializationOptions = {
            ...options.initializationOptions,
            wasm: { runtime, grammar },
        };
        let worker: Worker | undefined;
        const startWorker = async (): Promise<MessageTransports> => {
            worker?.terminate();
            worker = new Worker(scriptUrl, { name: 'Steady' });
            // Not the worker itself: VS Code's workers are no instances of what `Worker` names here.
            return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
        };
        const client = new LanguageClient('steady', 'Steady', startWorker, {
            ...options,
            initializationOptions,
        });
        client.onDidChangeState(({ newState }) => {
            if (newState === State.Stopped) worker?.terminate();
        });
        return client;
    });
}

export async function deactivate(): Promise<void> {
    await stop?.();
}

/** The client in a browser: the server is a web worker. */
import { type ExtensionContext, Uri, workspace } from 'vscode';
import { LanguageClient, State } from 'vscode-languageclient/browser';
import type { InitializationOptions } from '../../server/src/lsp/protocol.ts';
import { startExtension } from './common.ts';

let stop: (() => Promise<void>) | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
    const blob = async (path: string, type: string): Promise<string> => {
        const bytes = await workspace.fs.readFile(
            Uri.joinPath(context.extensionUri, 'dist', ...path.split('/')),
        );
        return URL.createObjectURL(new Blob([bytes], { type }));
    };
    // A worker can fetch neither every scheme that an extension may lie on (vscode-remote, for one) nor every
    // other origin, but it can fetch what this world holds. The same three addresses serve every restart.
    const [script, runtime, grammar] = await Promise.all([
        blob('server/browser.js', 'text/javascript'),
        blob('web-tree-sitter.wasm', 'application/wasm'),
        blob('tree-sitter-python.wasm', 'application/wasm'),
    ]);
    stop = await startExtension(context, async options => {
        const initializationOptions: InitializationOptions = {
            ...options.initializationOptions,
            wasm: { runtime, grammar },
        };
        let worker: Worker | undefined;
        const startWorker = async (): Promise<Worker> => {
            worker?.terminate();
            worker = new Worker(script, { name: 'Steady' });
            return worker;
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

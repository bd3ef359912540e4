/** The client where there is Node: the server is a process of its own, over Node's IPC. */
import { type ExtensionContext, Uri } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { startExtension } from './common.ts';

let stop: (() => Promise<void>) | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
    const module = Uri.joinPath(context.extensionUri, 'dist', 'server', 'node.js').fsPath;
    const run = { module, transport: TransportKind.ipc };
    const debug = { ...run, options: { execArgv: ['--nolazy', '--inspect=6019'] } };
    stop = await startExtension(
        context,
        async options => new LanguageClient('steady', 'Steady', { run, debug }, options),
    );
}

export async function deactivate(): Promise<void> {
    await stop?.();
}

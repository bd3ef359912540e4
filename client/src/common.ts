/**
 * The client in both worlds: it starts, restarts and stops the server, shows how the server is, and passes on
 * what the person asks. It analyses nothing and keeps nothing that the server owns.
 */
import {
    commands,
    type ExtensionContext,
    FileSystemError,
    type LogOutputChannel,
    Uri,
    window,
    workspace,
} from 'vscode';
import { type BaseLanguageClient, type LanguageClientOptions, State } from 'vscode-languageclient';
import type { InitializationOptions, ReadFileParams, Status } from '../../server/src/lsp/protocol.ts';
import { registerActions } from './actions.ts';
import { registerExample } from './example.ts';
import { openBeforeDiagnostics } from './order.ts';
import { registerPages } from './pages.ts';
import { reason, type Server } from './server.ts';
import { StatusItem } from './status.ts';
import { traceChannel } from './trace.ts';
import { registerWorkspaceCheck } from './workspace.ts';
import { WorkspaceFindings } from './workspace-findings.ts';

/** Makes a client that is not started yet; the worlds differ in how the server runs. */
export type CreateClient = (options: LanguageClientOptions) => Promise<BaseLanguageClient>;

/** What the worlds share of the options that the server gets at its start. */
const INITIALIZATION: InitializationOptions = {
    commands: ['steady.explainRule', 'steady.why', '_steady.openSettings', '_steady.saveFiles'],
    readFile: true,
    keepsWorkspaceFindings: true,
};

/** Brings the extension up. Returns what `deactivate` calls. */
export async function startExtension(
    context: ExtensionContext,
    createClient: CreateClient,
): Promise<() => Promise<void>> {
    const output = window.createOutputChannel('Steady', { log: true });
    const trace = traceChannel();
    const status = new StatusItem(documentSelector());
    const findings = new WorkspaceFindings();
    context.subscriptions.push(output, trace, status, findings);

    let client: BaseLanguageClient | undefined;
    /** Starting and stopping wait for each other, so that two quick restarts leave one server. */
    let queue = Promise.resolve();
    const inTurn = (work: () => Promise<void>): Promise<void> => {
        queue = queue.then(work, work);
        return queue;
    };

    const start = async (): Promise<void> => {
        status.starting();
        try {
            client = await createClient(clientOptions(output, trace, findings));
            listen(client, status, findings);
            await client.start();
        } catch (error) {
            status.failed(reason(error));
            output.error(`The server could not be started: ${reason(error)}`);
        }
    };
    const stop = async (): Promise<void> => {
        const stopping = client;
        client = undefined;
        if (stopping?.state !== State.Running && stopping?.state !== State.Starting) return;
        try {
            await stopping.dispose();
        } catch (error) {
            output.warn(`The server did not stop as it should: ${reason(error)}`);
        }
    };

    const running = async (): Promise<BaseLanguageClient> => {
        await queue;
        if (client?.state !== State.Running) throw new Error('The Steady server is not running.');
        return client;
    };
    const server: Server = {
        client: running,
        request: async (method, params) => (await running()).sendRequest(method, params),
    };
    registerPages(context, server);
    registerWorkspaceCheck(context, server);
    registerActions(context);
    registerExample(context);
    context.subscriptions.push(
        commands.registerCommand('steady.restartServer', () =>
            inTurn(async () => {
                await stop();
                await start();
            }),
        ),
        commands.registerCommand('steady.showOutput', () => output.show()),
    );
    await inTurn(start);
    return () => inTurn(stop);
}

/** Python documents of files, of what is not saved yet, and of whatever file systems the workspace is on. */
function documentSelector() {
    const schemes = new Set([
        'file',
        'untitled',
        ...(workspace.workspaceFolders ?? []).map(({ uri }) => uri.scheme),
    ]);
    return [...schemes].map(scheme => ({ language: 'python', scheme }));
}

function clientOptions(
    outputChannel: LogOutputChannel,
    traceOutputChannel: LogOutputChannel,
    findings: WorkspaceFindings,
): LanguageClientOptions {
    return {
        documentSelector: documentSelector(),
        outputChannel,
        traceOutputChannel,
        initializationOptions: INITIALIZATION,
        middleware: { ...openBeforeDiagnostics(), ...findings.middleware },
        // The name of a rule in a hover leads to its page; what stands in the code can call nothing else.
        markdown: { isTrusted: { enabledCommands: ['steady.explainRule'] }, supportHtml: false },
    };
}

function listen(client: BaseLanguageClient, status: StatusItem, findings: WorkspaceFindings): void {
    client.onNotification('$/steady/status', (news: Status) => status.show(news));
    client.onRequest('steady/readFile', readFile);
    client.onDidChangeState(({ newState }) => {
        if (newState === State.Starting) status.starting();
        if (newState === State.Running) status.running();
        if (newState === State.Stopped || newState === State.StartFailed) {
            findings.clear();
            status.failed('The server has stopped.');
        }
    });
}

/** The text of a file for a server that cannot see it; `null` when there is none. */
async function readFile({ uri, unsaved }: ReadFileParams): Promise<{ text: string } | null> {
    const file = Uri.parse(uri);
    const open = unsaved
        ? workspace.textDocuments.find(document => document.uri.toString() === file.toString())
        : undefined;
    if (open !== undefined) return { text: open.getText() };
    try {
        return { text: new TextDecoder().decode(await workspace.fs.readFile(file)) };
    } catch (error) {
        if (error instanceof FileSystemError) return null;
        throw error;
    }
}

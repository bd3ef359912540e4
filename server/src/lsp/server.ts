/**
 * The language server: wires the protocol to the engine. The same code runs in Node and in a web worker;
 * what differs comes in as `host`.
 */
import {
    CodeActionKind,
    CodeLensRefreshRequest,
    type Connection,
    DidChangeConfigurationNotification,
    DidChangeWatchedFilesNotification,
    type InitializeResult,
    TextDocumentSyncKind,
} from 'vscode-languageserver';
import { BASELINE_FILE } from '../report/baseline.ts';
import { listRules } from '../rules/registry.ts';
import { FAMILIES } from '../rules/rule.ts';
import { type Analyser, createAnalyser } from './analyser.ts';
import { createAsking } from './asking.ts';
import { type Client, readClient } from './client.ts';
import { FIX_ALL_KIND } from './codeActions.ts';
import { createConfigProvider } from './configuration.ts';
import { createDocumentStore } from './documents.ts';
import { openFolders } from './folders.ts';
import type { Host } from './host.ts';
import { registerPages } from './pages.ts';
import { BASELINE_FILE_KIND } from './projectActions.ts';
import { EXPLAIN_RULE_SERVER_COMMAND, ReadFileRequest } from './protocol.ts';
import { createPublisher, type Publisher } from './publisher.ts';
import { registerRequests } from './requests.ts';
import { createSettings } from './settings.ts';
import { registerSleeping } from './sleeping.ts';
import { createStatusReporter } from './status.ts';
import { registerSync } from './sync.ts';
import { createWorkspaceCheck, registerWorkspace } from './workspace.ts';

/** Files whose change means that the configuration may be another. */
const WATCHED = [
    '**/pyproject.toml',
    '**/steady.toml',
    '**/pytest.ini',
    '**/.pytest.ini',
    '**/setup.cfg',
    '**/tox.ini',
    `**/${BASELINE_FILE}`,
];

/** Puts a server on `connection` and starts to listen. */
export function createServer(connection: Connection, host: Host): void {
    const documents = createDocumentStore();
    let stop = async () => documents.dispose();

    connection.onInitialize(params => {
        const client = readClient(params);
        const status = createStatusReporter(connection);
        const settings = createSettings(connection, client);
        const engine = host.createEngine(client.options);
        // Whoever needs the engine hears of its failure; this keeps the process from ending over it.
        engine.catch(() => undefined);
        const known = { rules: listRules().map(({ name }) => name), families: FAMILIES };
        const readFile = fileReader(connection, host, client);
        const configs = createConfigProvider(readFile, known);
        const analyser = createAnalyser(connection, documents, engine, configs, settings, status);
        const workspace = createWorkspaceCheck({
            connection,
            client,
            documents,
            analyser,
            configs,
            engine,
            readFile,
            isLive: document => publisher.isLive(document),
        });
        const publisher = createPublisher(connection, client, documents, analyser, host.traffic, document =>
            workspace.opened(document.uri),
        );

        registerSync(connection, documents, publisher, status, workspace);
        registerWorkspace(connection, workspace);
        const asking = createAsking(documents, analyser, host.traffic);
        const roots = openFolders(connection, params, () => again());
        const readUnsaved = fileReader(connection, host, client, true);
        registerRequests(connection, client, asking, publisher, { configs, roots, readUnsaved });
        registerPages(connection, documents, asking, roots);
        registerSleeping(connection, documents, asking, client.options.commands ?? []);
        const again = registerConfiguration(connection, client, analyser, publisher, settings.changed);
        stop = async () => {
            documents.dispose();
            await engine.then(
                loaded => loaded.dispose(),
                () => undefined,
            );
        };
        connection.onInitialized(() => {
            status.server('busy', 'Loading the Python grammar');
            engine.then(
                () => status.server('ready', ''),
                error => {
                    status.server('failed', `The engine could not be loaded: ${messageOf(error)}`);
                    connection.console.error(`The engine could not be loaded: ${messageOf(error)}`);
                },
            );
            watch(connection, client);
        });
        return describe(client, host.version);
    });
    connection.onShutdown(() => stop());
    connection.listen();
}

/** What this server can do for that client. */
function describe(client: Client, version: string): InitializeResult {
    const { codeActions, pulls } = client;
    const kinds = [CodeActionKind.QuickFix, FIX_ALL_KIND, BASELINE_FILE_KIND];
    return {
        serverInfo: { name: 'Steady', version },
        capabilities: {
            positionEncoding: 'utf-16',
            textDocumentSync: {
                openClose: true,
                change: TextDocumentSyncKind.Incremental,
                save: { includeText: false },
            },
            hoverProvider: true,
            inlayHintProvider: true,
            codeLensProvider: {},
            codeActionProvider: { codeActionKinds: kinds, resolveProvider: codeActions.resolve },
            workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
            ...(pulls && {
                diagnosticProvider: {
                    identifier: 'steady',
                    interFileDependencies: false,
                    workspaceDiagnostics: false,
                },
            }),
            ...(codeActions.explainCommand === EXPLAIN_RULE_SERVER_COMMAND && {
                executeCommandProvider: { commands: [EXPLAIN_RULE_SERVER_COMMAND] },
            }),
        },
    };
}

/** Settings or configuration files changed: everything open is looked at again. Returns what does that. */
function registerConfiguration(
    connection: Connection,
    client: Client,
    analyser: Analyser,
    publisher: Publisher,
    takeSettings: (settings: unknown) => void,
): () => void {
    const again = () => {
        analyser.reconfigure();
        publisher.refresh();
        refreshSleeping(connection, client);
    };
    connection.onDidChangeConfiguration(params => {
        takeSettings(params?.settings);
        again();
    });
    connection.onDidChangeWatchedFiles(again);
    return again;
}

/** Hints and lenses may be switched on or off by now. */
function refreshSleeping(connection: Connection, { capabilities: { workspace } }: Client): void {
    const complain = (error: unknown) => connection.console.warn(`The client refused: ${messageOf(error)}`);
    if (workspace?.inlayHint?.refreshSupport) connection.languages.inlayHint.refresh().catch(complain);
    if (workspace?.codeLens?.refreshSupport)
        connection.sendRequest(CodeLensRefreshRequest.type).catch(complain);
}

/** Asks the client to tell about changes, where it can be asked. */
function watch(connection: Connection, { capabilities }: Client): void {
    const { workspace } = capabilities;
    const complain = (error: unknown) => connection.console.warn(`The client refused: ${messageOf(error)}`);
    if (workspace?.didChangeWatchedFiles?.dynamicRegistration) {
        const watchers = WATCHED.map(globPattern => ({ globPattern }));
        connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }).catch(complain);
    }
    if (workspace?.didChangeConfiguration?.dynamicRegistration) {
        connection.client
            .register(DidChangeConfigurationNotification.type, { section: 'steady' })
            .catch(complain);
    }
}

/**
 * Reads with the host's own means, or asks the client for what the host cannot see.
 *
 * @param unsaved whether a client that can is asked for what it has not saved yet
 */
function fileReader(connection: Connection, host: Host, client: Client, unsaved = false) {
    return async (uri: string): Promise<string | undefined> => {
        if (client.options.readFile !== true || (!unsaved && host.canRead(uri))) return host.readFile(uri);
        try {
            return (await connection.sendRequest(ReadFileRequest, { uri, ...(unsaved && { unsaved }) }))
                ?.text;
        } catch (error) {
            connection.console.warn(`The client could not read ${uri}: ${messageOf(error)}`);
            return undefined;
        }
    };
}

function messageOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}

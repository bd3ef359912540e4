/** A small language client that talks to a real server process over standard input and output. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll } from 'vitest';
import {
    type ClientCapabilities,
    type CodeAction,
    createProtocolConnection,
    type DocumentDiagnosticReport,
    type Hover,
    type InitializeParams,
    type InitializeResult,
    type ProtocolConnection,
    type PublishDiagnosticsParams,
    type Range,
    StreamMessageReader,
    StreamMessageWriter,
    type TextDocumentContentChangeEvent,
    type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);
/** Longer than anything should take on a busy machine; reached only when a test fails. */
const PATIENCE_MS = 15_000;

/** Rejects with what was waited for when it does not come in time. */
export async function within<T>(promise: Promise<T>, what: string): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new Error(`Waited in vain for ${what}.`)), PATIENCE_MS);
    });
    try {
        return await Promise.race([promise, late]);
    } finally {
        clearTimeout(timer);
    }
}

/** A server that has been bundled from the sources as they are now. */
export interface BuiltServer {
    readonly script: string;
    remove(): void;
}

/** Bundles the server as the build does, into a folder of its own. */
async function buildServer(): Promise<BuiltServer> {
    const folder = mkdtempSync(join(tmpdir(), 'steady-lsp-'));
    const script = join(folder, 'server', 'node.js');
    mkdirSync(dirname(script));
    for (const wasm of [
        'web-tree-sitter/web-tree-sitter.wasm',
        'tree-sitter-python/tree-sitter-python.wasm',
    ]) {
        copyFileSync(join(ROOT, 'node_modules', wasm), join(folder, wasm.slice(wasm.indexOf('/') + 1)));
    }
    await build({
        absWorkingDir: ROOT,
        entryPoints: ['server/src/node.ts'],
        outfile: script,
        bundle: true,
        platform: 'node',
        format: 'cjs',
        target: 'node20',
        logLevel: 'error',
        alias: { 'web-tree-sitter': require.resolve('web-tree-sitter') },
    });
    return { script, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/**
 * For a test file: builds the server before its tests, hands out clients, and stops them after each test.
 * Every test has servers of its own.
 */
export function useServer(): { readonly built: BuiltServer; client(): TestClient } {
    let built: BuiltServer | undefined;
    const clients: TestClient[] = [];
    beforeAll(async () => {
        built = await buildServer();
    });
    afterEach(async () => {
        await Promise.all(clients.splice(0).map(client => client.stop()));
    });
    afterAll(() => built?.remove());
    const server = () => {
        if (built === undefined) throw new Error('The server is built before the first test.');
        return built;
    };
    return {
        get built() {
            return server();
        },
        client() {
            const client = new TestClient(server());
            clients.push(client);
            return client;
        },
    };
}

/** Starts the server's process with nothing said yet. */
export function spawnServer({ script }: BuiltServer): ChildProcessWithoutNullStreams {
    return spawn(process.execPath, [script, '--stdio'], { stdio: 'pipe' });
}

/** The exit code of a process, once it has ended. */
export async function exitCode(child: ChildProcessWithoutNullStreams): Promise<number | null> {
    if (child.exitCode !== null) return child.exitCode;
    const [code] = await within(once(child, 'exit'), 'the end of the server');
    return code;
}

/** What VS Code declares, as far as it matters here; diagnostics are pushed. */
export const PUSH: ClientCapabilities = {
    textDocument: {
        publishDiagnostics: {
            relatedInformation: true,
            versionSupport: true,
            codeDescriptionSupport: true,
            dataSupport: true,
            tagSupport: { valueSet: [1, 2] },
        },
        hover: { contentFormat: ['markdown', 'plaintext'] },
        codeAction: {
            codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source'] } },
            isPreferredSupport: true,
            dataSupport: true,
            resolveSupport: { properties: ['edit'] },
        },
    },
    workspace: { workspaceEdit: { documentChanges: true }, workspaceFolders: true },
};

/** The same for a client that asks for diagnostics. */
export const PULL: ClientCapabilities = {
    ...PUSH,
    textDocument: { ...PUSH.textDocument, diagnostic: { dynamicRegistration: false } },
    workspace: { ...PUSH.workspace, diagnostics: { refreshSupport: true } },
};

const HEARD = ['textDocument/publishDiagnostics', 'window/logMessage', '$/steady/status'];

/** Settings with which the samples have exactly one finding. */
export const ONE_RULE = { select: ['sleep-as-sync'] };

/** Everything that a client keeps of a server, and the ways to wait for what it says. */
export class TestClient {
    readonly process: ChildProcessWithoutNullStreams;
    readonly connection: ProtocolConnection;
    /** Every notification that came, in order. */
    readonly heard: { readonly method: string; readonly params: unknown }[] = [];
    readonly #waiting = new Set<() => void>();
    readonly #texts = new Map<string, TextDocument>();
    /** What the library has written and the server has not got yet. */
    readonly #outbox = new PassThrough();
    #held = false;

    constructor(server: BuiltServer) {
        this.process = spawnServer(server);
        this.process.stdin.on('error', () => undefined);
        this.#outbox.on('readable', () => this.#send());
        this.connection = createProtocolConnection(
            new StreamMessageReader(this.process.stdout),
            new StreamMessageWriter(this.#outbox),
        );
        const hear = (method: string) =>
            this.connection.onNotification(method, (params: unknown) => {
                this.heard.push({ method, params });
                for (const look of this.#waiting) look();
            });
        for (const method of HEARD) hear(method);
        this.connection.onError(() => undefined);
        this.connection.listen();
    }

    #send(): void {
        const bytes: Buffer | null = this.#held ? null : this.#outbox.read();
        if (bytes !== null) this.process.stdin.write(bytes);
    }

    /** Everything that `say` sends reaches the server in one piece; `say` must end with a notification. */
    async together(say: () => Promise<void>): Promise<void> {
        this.#held = true;
        await say();
        this.#held = false;
        this.#send();
    }

    async initialize(
        capabilities: ClientCapabilities = PUSH,
        more: Partial<InitializeParams> = {},
    ): Promise<InitializeResult> {
        // One rule only: what the protocol carries does not depend on which rules there are.
        const initializationOptions = { settings: ONE_RULE, ...more.initializationOptions };
        const params = {
            processId: process.pid,
            rootUri: null,
            capabilities,
            ...more,
            initializationOptions,
        };
        const result = await this.request<InitializeResult>('initialize', params);
        await this.notify('initialized', {});
        return result;
    }

    request<T>(method: string, params?: object): Promise<T> {
        const answer =
            params === undefined
                ? this.connection.sendRequest<T>(method)
                : this.connection.sendRequest<T>(method, params);
        return within(answer, `the answer to ${method}`);
    }

    notify(method: string, params?: object): Promise<void> {
        return params === undefined
            ? this.connection.sendNotification(method)
            : this.connection.sendNotification(method, params);
    }

    /** The first notification, from `from` on, that is accepted; also one that has come already. */
    heardOf<T>(method: string, accept: (params: T) => boolean = () => true, from = 0): Promise<T> {
        let look: () => void = () => undefined;
        const found = new Promise<T>(resolve => {
            look = () => {
                const hit = this.heard
                    .slice(from)
                    .find(message => message.method === method && accept(message.params as T));
                if (hit !== undefined) resolve(hit.params as T);
            };
            this.#waiting.add(look);
            look();
        });
        return within(found, method).finally(() => this.#waiting.delete(look));
    }

    /** The diagnostics that are pushed for a version of a document. */
    pushed(uri: string, version: number): Promise<PublishDiagnosticsParams> {
        return this.heardOf<PublishDiagnosticsParams>(
            'textDocument/publishDiagnostics',
            params => params.uri === uri && params.version === version,
        );
    }

    pull(uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport> {
        return this.request('textDocument/diagnostic', {
            textDocument: { uri },
            ...(previousResultId !== undefined && { previousResultId }),
        });
    }

    open(uri: string, text: string, version = 1): Promise<void> {
        this.#texts.set(uri, TextDocument.create(uri, 'python', version, text));
        return this.notify('textDocument/didOpen', {
            textDocument: { uri, languageId: 'python', version, text },
        });
    }

    /** Sends one notification with these changes; the version counts up. */
    change(uri: string, ...contentChanges: TextDocumentContentChangeEvent[]): Promise<void> {
        const document = this.document(uri);
        const version = document.version + 1;
        TextDocument.update(document, contentChanges, version);
        return this.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
    }

    close(uri: string): Promise<void> {
        this.#texts.delete(uri);
        return this.notify('textDocument/didClose', { textDocument: { uri } });
    }

    /** The document as this client has it. */
    document(uri: string): TextDocument {
        const document = this.#texts.get(uri);
        if (document === undefined) throw new Error(`${uri} is not open in the test.`);
        return document;
    }

    hover(uri: string, line: number, character: number): Promise<Hover | null> {
        return this.request('textDocument/hover', { textDocument: { uri }, position: { line, character } });
    }

    codeActions(uri: string, range: Range, only?: string[]): Promise<CodeAction[]> {
        return this.request('textDocument/codeAction', {
            textDocument: { uri },
            range,
            context: { diagnostics: [], ...(only !== undefined && { only }) },
        });
    }

    /** The text of a document with a workspace edit applied, as an editor would. */
    applied(uri: string, edit: WorkspaceEdit | undefined): string {
        const edits =
            edit?.changes?.[uri] ??
            edit?.documentChanges?.flatMap(change => ('edits' in change ? change.edits : []));
        if (edits === undefined) throw new Error('The edit is empty.');
        return TextDocument.applyEdits(
            this.document(uri),
            edits as Parameters<typeof TextDocument.applyEdits>[1],
        );
    }

    /** Ends the server as an editor does. */
    async stop(): Promise<void> {
        if (this.process.exitCode !== null) return;
        await this.request('shutdown');
        await this.notify('exit');
        await exitCode(this.process);
        this.connection.dispose();
    }
}

/** Keeps the open documents as the client has them. What does not fit is logged; the server lives on. */
import type { Connection } from 'vscode-languageserver';
import type { DocumentStore } from './documents.ts';
import { areContentChanges, field } from './params.ts';
import type { Publisher } from './publisher.ts';
import type { StatusReporter } from './status.ts';
import type { WorkspaceCheck } from './workspace.ts';

export function registerSync(
    connection: Connection,
    documents: DocumentStore,
    publisher: Publisher,
    status: StatusReporter,
    workspace: WorkspaceCheck,
): void {
    const refuse = (method: string, problem: string) =>
        connection.console.error(`${method} was ignored: ${problem}.`);

    connection.onDidOpenTextDocument(params => {
        const item: unknown = params?.textDocument;
        const uri = field(item, 'uri');
        const text = field(item, 'text');
        const language = field(item, 'languageId');
        if (typeof uri !== 'string' || typeof text !== 'string') {
            refuse('textDocument/didOpen', 'it needs a uri and a text');
            return;
        }
        const languageId = typeof language === 'string' ? language : 'python';
        publisher.changed(documents.open(uri, languageId, versionOf(item) ?? 0, text));
    });
    connection.onDidChangeTextDocument(params => {
        const item: unknown = params?.textDocument;
        const uri = field(item, 'uri');
        const document = typeof uri === 'string' ? documents.get(uri) : undefined;
        if (document === undefined) {
            refuse('textDocument/didChange', `${String(uri)} is not open`);
        } else if (!areContentChanges(params.contentChanges)) {
            refuse('textDocument/didChange', `the changes of ${document.uri} are malformed`);
        } else {
            documents.change(document, params.contentChanges, versionOf(item) ?? document.text.version + 1);
            publisher.changed(document);
        }
    });
    connection.onDidSaveTextDocument(params => {
        const document = documents.get(String(field(params?.textDocument, 'uri')));
        if (document === undefined) return;
        documents.reparse(document);
        publisher.saved(document);
        workspace.saved(document.uri);
    });
    connection.onDidCloseTextDocument(params => {
        const uri = field(params?.textDocument, 'uri');
        const document = typeof uri === 'string' ? documents.close(uri) : undefined;
        if (document === undefined) {
            refuse('textDocument/didClose', `${String(uri)} is not open`);
            return;
        }
        status.forget(document.uri);
        publisher.closed(document);
        workspace.closed(document.uri);
    });
}

function versionOf(item: unknown): number | undefined {
    const version = field(item, 'version');
    return typeof version === 'number' ? version : undefined;
}

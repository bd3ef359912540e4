/** Gets diagnostics to the client: on request where it asks for them, else by itself after each change. */
import {
    type CancellationToken,
    type Connection,
    type Diagnostic,
    type DocumentDiagnosticReport,
    LSPErrorCodes,
    RAL,
    ResponseError,
} from 'vscode-languageserver';
import type { Analyser, Means } from './analyser.ts';
import { isKnown } from './baselines.ts';
import type { Client } from './client.ts';
import { toDiagnostic } from './diagnostics.ts';
import type { DocumentStore, OpenDocument } from './documents.ts';
import type { Traffic } from './gate.ts';

export interface Publisher {
    /** The text or the configuration of a document is new. */
    changed(document: OpenDocument): void;
    /** The document was parsed afresh; a client that asks is told to ask again if that made a difference. */
    saved(document: OpenDocument): void;
    /** Answers `textDocument/diagnostic`. Rejects when a newer version has arrived or the client cancels. */
    report(
        document: OpenDocument,
        previousResultId: string | undefined,
        token: CancellationToken,
    ): Promise<DocumentDiagnosticReport>;
    /** Whether the client shows what is found in the document as it is typed; else a check of all files may. */
    isLive(document: OpenDocument): boolean;
    /** The configuration changed: everything that is open is looked at again. */
    refresh(): void;
    closed(document: OpenDocument): void;
}

interface Report {
    readonly id: string;
    /** The diagnostics as text, without what changes from version to version. */
    readonly content: string;
}

/** @param onLive told when the client first asks about a document */
export function createPublisher(
    connection: Connection,
    client: Client,
    documents: DocumentStore,
    analyser: Analyser,
    traffic: Traffic,
    onLive: (document: OpenDocument) => void,
): Publisher {
    const pending = new Set<OpenDocument>();
    const reports = new WeakMap<OpenDocument, Report>();
    let nextId = 0;

    /** A change has arrived that is not applied yet, or the document is not open any more. */
    const isStale = (document: OpenDocument) =>
        documents.get(document.uri) !== document || traffic.isSuperseded(document.uri, document.text.version);

    const diagnose = (document: OpenDocument, means: Means): Diagnostic[] => {
        const { uri, text } = document;
        const { findings } = analyser.analyse(document, means, false);
        return findings.map(finding => {
            const { version } = text;
            const baselined = isKnown(means.resolved.baseline, finding);
            return toDiagnostic({ finding, uri, version, baselined }, client.diagnostics);
        });
    };

    const push = async (document: OpenDocument) => {
        const means = await analyser.ready(document);
        // Whatever made it stale comes here itself.
        if (isStale(document)) return;
        const diagnostics = diagnose(document, means);
        await connection.sendDiagnostics({ uri: document.uri, version: document.text.version, diagnostics });
    };
    const recheck = async (document: OpenDocument, known: Report) => {
        const means = await analyser.ready(document);
        if (isStale(document) || contentOf(diagnose(document, means)) === known.content) return;
        await connection.languages.diagnostics.refresh();
    };
    const log = (error: unknown) => connection.console.error(`Sending diagnostics failed: ${String(error)}`);

    const changed = (document: OpenDocument) => {
        if (client.pulls || pending.has(document)) return;
        pending.add(document);
        // Once behind what has been read already: of a burst of changes only the last is analysed.
        RAL().timer.setImmediate(() => {
            pending.delete(document);
            push(document).catch(log);
        });
    };

    return {
        changed,
        saved(document) {
            const known = reports.get(document);
            if (!client.pulls) changed(document);
            else if (client.refreshes && known !== undefined) {
                RAL().timer.setImmediate(() => void recheck(document, known).catch(log));
            }
        },
        async report(document, previousResultId, token) {
            const means = await analyser.ready(document);
            if (token.isCancellationRequested) {
                throw new ResponseError(LSPErrorCodes.RequestCancelled, 'The client cancelled the request.');
            }
            if (isStale(document)) {
                const retriggerRequest = documents.get(document.uri) === document;
                throw new ResponseError(LSPErrorCodes.ServerCancelled, 'A newer version has arrived.', {
                    retriggerRequest,
                });
            }
            const items = diagnose(document, means);
            if (!reports.has(document)) onLive(document);
            const content = contentOf(items);
            const known = reports.get(document);
            if (known !== undefined && known.content === content) {
                if (known.id === previousResultId) return { kind: 'unchanged', resultId: known.id };
                return { kind: 'full', resultId: known.id, items };
            }
            nextId++;
            const id = String(nextId);
            reports.set(document, { id, content });
            return { kind: 'full', resultId: id, items };
        },
        isLive: document => !client.pulls || reports.has(document),
        refresh() {
            if (client.pulls) {
                if (client.refreshes) connection.languages.diagnostics.refresh().catch(log);
            } else {
                for (const document of documents.all()) changed(document);
            }
        },
        closed(document) {
            if (!client.pulls) void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
        },
    };
}

function contentOf(items: readonly Diagnostic[]): string {
    return JSON.stringify(items, (key, value) => (key === 'version' ? undefined : value));
}

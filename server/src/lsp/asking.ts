/** What every request about an open document begins with, and the errors that it may end with. */
import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type { Analysis } from '../engine.ts';
import type { Analyser, Means } from './analyser.ts';
import type { DocumentStore, OpenDocument } from './documents.ts';
import type { Traffic } from './gate.ts';
import { invalidParams } from './params.ts';

export interface Asking {
    /** The document; throws `InvalidParams` unless it is open. */
    opened(method: string, uri: string): OpenDocument;
    /** Engine and configuration; rejects when the client no longer wants the answer. */
    means(document: OpenDocument, token: CancellationToken): Promise<Means>;
    /** The findings of a document as it is now. Rejects like `means`. */
    findings(document: OpenDocument, token: CancellationToken, fixes: boolean): Promise<Analysis>;
    /** Throws where the text is about to change: the client would throw the work away. */
    refuseStale(document: OpenDocument): void;
}

export function createAsking(documents: DocumentStore, analyser: Analyser, traffic: Traffic): Asking {
    const means = async (document: OpenDocument, token: CancellationToken): Promise<Means> => {
        const ready = await analyser.ready(document);
        if (token.isCancellationRequested) {
            throw new ResponseError(LSPErrorCodes.RequestCancelled, 'The client cancelled the request.');
        }
        return ready;
    };
    return {
        opened(method, uri) {
            const document = documents.get(uri);
            if (document === undefined) throw invalidParams(method, `${uri} is not open`);
            return document;
        },
        means,
        findings: async (document, token, fixes) =>
            analyser.analyse(document, await means(document, token), fixes),
        refuseStale(document) {
            const { version } = document.text;
            const closed = documents.get(document.uri) !== document;
            if (closed || traffic.isSuperseded(document.uri, version)) {
                throw new ResponseError(LSPErrorCodes.ContentModified, 'The document has changed since.');
            }
        },
    };
}

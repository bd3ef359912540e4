/** Keeps a request for diagnostics behind the message that opens its document. */
import { type TextDocument, Uri } from 'vscode';
import type { Middleware } from 'vscode-languageclient';

/**
 * Where several documents are open when a server starts, the client library asks for the diagnostics of the
 * visible one before it has told the server of that document; the server must refuse, and the library then
 * never asks again. So the asking waits for the telling.
 */
export function openBeforeDiagnostics(): Middleware {
    const opening = new Map<string, Promise<void>>();
    return {
        async didOpen(document, next) {
            const key = keyOf(document);
            const sent = next(document);
            opening.set(key, sent);
            try {
                await sent;
            } finally {
                if (opening.get(key) === sent) opening.delete(key);
            }
        },
        async provideDiagnostics(document, previousResultId, token, next) {
            await opening.get(keyOf(document));
            return next(document, previousResultId, token);
        },
    };
}

function keyOf(document: TextDocument | Uri): string {
    return (document instanceof Uri ? document : document.uri).toString();
}

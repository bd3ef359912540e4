/** Tells the client how the server and each document are doing, and only when that changes. */
import type { Connection } from 'vscode-languageserver';
import { type Status, StatusNotification } from './protocol.ts';

export interface StatusReporter {
    server(state: Status['state'], message: string): void;
    document(uri: string, state: Status['state'], message: string): void;
    /** The document was closed. */
    forget(uri: string): void;
}

export function createStatusReporter(connection: Connection): StatusReporter {
    const last = new Map<string, string>();
    const send = (key: string, status: Status) => {
        const text = `${status.state} ${status.message}`;
        if (last.get(key) === text) return;
        last.set(key, text);
        void connection.sendNotification(StatusNotification, status);
    };
    return {
        server: (state, message) => send('', { state, message }),
        document: (uri, state, message) => send(uri, { state, message, uri }),
        forget: uri => last.delete(uri),
    };
}

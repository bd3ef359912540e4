/** The editor's settings for a document, whichever way the client hands them over. */
import type { Connection } from 'vscode-languageserver';
import type { Client } from './client.ts';
import { field } from './params.ts';

const SECTION = 'steady';

export interface Settings {
    /** Asks the client where it can be asked; otherwise what it sent last. Does not reject. */
    forDocument(uri: string): Promise<unknown>;
    /** Takes the settings of a `workspace/didChangeConfiguration`. */
    changed(settings: unknown): void;
}

export function createSettings(connection: Connection, client: Client): Settings {
    let sent: unknown = client.options.settings;
    return {
        async forDocument(uri) {
            if (!client.asksConfiguration) return sent;
            try {
                return await connection.workspace.getConfiguration({ scopeUri: uri, section: SECTION });
            } catch (error) {
                connection.console.warn(
                    `The client did not answer for the settings of ${uri}: ${String(error)}`,
                );
                return sent;
            }
        },
        changed(settings) {
            sent = field(settings, SECTION) ?? sent;
        },
    };
}

/** How the commands talk to the server, whichever one is running at the moment. */
import type { BaseLanguageClient } from 'vscode-languageclient';

export interface Server {
    /** Waits for a server that is starting; rejects with a sentence for a person. */
    request<T>(method: string, params: object): Promise<T>;
    /** The running client itself. Rejects like `request`. */
    client(): Promise<BaseLanguageClient>;
}

/** What an error says to a person. */
export function reason(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}

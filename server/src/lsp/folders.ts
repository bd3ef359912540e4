/** The folders that are open in the client. */
import type { Connection, DidChangeWorkspaceFoldersParams, InitializeParams } from 'vscode-languageserver';

/**
 * @param changed called when other folders are open
 * @returns their URIs, whenever it is asked
 */
export function openFolders(
    connection: Connection,
    { workspaceFolders, rootUri }: InitializeParams,
    changed: () => void,
): () => readonly string[] {
    const given = workspaceFolders?.map(({ uri }) => uri) ?? [];
    const folders = new Set(given.length > 0 || !rootUri ? given : [rootUri]);
    connection.onNotification(
        'workspace/didChangeWorkspaceFolders',
        ({ event }: DidChangeWorkspaceFoldersParams) => {
            for (const { uri } of event?.removed ?? []) folders.delete(uri);
            for (const { uri } of event?.added ?? []) folders.add(uri);
            changed();
        },
    );
    return () => [...folders];
}

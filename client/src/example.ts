/** *Open the Example*: the test of the walkthrough, in a document that is nowhere on the disk. */
import { commands, type ExtensionContext, Position, Uri, WorkspaceEdit, window, workspace } from 'vscode';

const NAME = 'test_example.py';

export function registerExample({ extensionUri, subscriptions }: ExtensionContext): void {
    subscriptions.push(
        commands.registerCommand('steady.openExample', async () => {
            const source = Uri.joinPath(extensionUri, 'media', 'walkthrough', NAME);
            const text = new TextDecoder().decode(await workspace.fs.readFile(source));
            // The name says that it is a test; a document without one is none.
            const uri = Uri.from({ scheme: 'untitled', path: NAME });
            const document = await workspace.openTextDocument(uri);
            if (document.getText() === '') {
                const edit = new WorkspaceEdit();
                edit.insert(uri, new Position(0, 0), text);
                await workspace.applyEdit(edit);
            }
            await window.showTextDocument(document);
        }),
    );
}

/** Commands for what the light bulb offers too, and what its entries call when their edit has been made. */
import {
    type CodeAction,
    commands,
    type ExtensionContext,
    type Range,
    type TextDocument,
    Uri,
    window,
    workspace,
} from 'vscode';

/** The kinds by which the server tells its actions apart. */
const FIX_ALL = 'source.fixAll.steady';
const BASELINE = 'quickfix.steady.baseline';
const FILE_BASELINE = 'source.steady.baseline';

/** Most edits that are left to be made when an action is looked for. */
const RESOLVED = 5;

export function registerActions(context: ExtensionContext): void {
    context.subscriptions.push(
        commands.registerCommand('steady.fixAllSafe', () =>
            run(FIX_ALL, wholeOf, 'There is nothing here that Steady can fix safely.'),
        ),
        commands.registerCommand('steady.addToBaseline', () =>
            run(BASELINE, () => window.activeTextEditor?.selection, 'There is no new finding at the cursor.'),
        ),
        commands.registerCommand('steady.addFileToBaseline', () =>
            run(FILE_BASELINE, wholeOf, 'There are no new findings in this file.'),
        ),
        // Not for people: what an action of the server calls.
        commands.registerCommand('_steady.saveFiles', saveFiles),
        commands.registerCommand('_steady.openSettings', async () => {
            const query = '@id:steady.severity,steady.ignore,steady.select';
            await commands.executeCommand('workbench.action.openSettings', query);
        }),
    );
}

/** Does the first action of a kind, or says that there is none. */
async function run(
    kind: string,
    rangeIn: (document: TextDocument) => Range | undefined,
    none: string,
): Promise<void> {
    const document = window.activeTextEditor?.document;
    const range = document && rangeIn(document);
    if (document === undefined || range === undefined) {
        await window.showInformationMessage('Open a Python test file first.');
        return;
    }
    const found = await commands.executeCommand<CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        range,
        kind,
        RESOLVED,
    );
    const action = found.find(candidate => candidate.kind?.value === kind);
    if (action?.edit === undefined) {
        void window.showInformationMessage(none);
        return;
    }
    if (!(await workspace.applyEdit(action.edit))) {
        void window.showErrorMessage(`"${action.title}" could not be done: a file has changed meanwhile.`);
        return;
    }
    const { command } = action;
    if (command !== undefined) await commands.executeCommand(command.command, ...(command.arguments ?? []));
}

function wholeOf(document: TextDocument): Range {
    const first = document.lineAt(0).range;
    return first.union(document.lineAt(document.lineCount - 1).range);
}

/** Saves documents that an edit has changed without showing them. */
async function saveFiles(uris: unknown): Promise<void> {
    for (const uri of Array.isArray(uris) ? uris.map(String) : []) {
        await (await workspace.openTextDocument(Uri.parse(uri))).save();
    }
}

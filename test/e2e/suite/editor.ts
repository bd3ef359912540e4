/** What the tests do in the editor, each waiting for the event that says it has happened. */
import {
    type CodeAction,
    commands,
    type Diagnostic,
    type Event,
    type Hover,
    languages,
    type Position,
    Range,
    type TextDocument,
    type TextEditor,
    Uri,
    window,
    workspace,
} from 'vscode';

/** How long an event may take, in milliseconds, before the test says what it saw instead. */
const PATIENCE = 30_000;

/** Opens a file of the workspace in an editor. */
export async function open(name: string): Promise<TextEditor> {
    const folder = workspace.workspaceFolders?.[0];
    if (folder === undefined) throw new Error('The suite needs a workspace folder.');
    const document = await workspace.openTextDocument(Uri.joinPath(folder.uri, name));
    return window.showTextDocument(document);
}

/** Leaves every document as it is on disk and closes its editor. */
export async function closeAll(): Promise<void> {
    for (const editor of window.visibleTextEditors) {
        await window.showTextDocument(editor.document);
        await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
    await commands.executeCommand('workbench.action.closeAllEditors');
}

/** The rules of the findings that the editor shows for a document, sorted. */
export function rulesIn(document: TextDocument): string[] {
    return findingsIn(document).map(ruleOf).sort();
}

export function findingsIn(document: TextDocument): Diagnostic[] {
    return languages.getDiagnostics(document.uri).filter(({ source }) => source === 'steady');
}

export function ruleOf({ code }: Diagnostic): string {
    return String(typeof code === 'object' ? code.value : code);
}

/** The finding of a rule, as soon as there is one. */
export async function findingOf(document: TextDocument, rule: string): Promise<Diagnostic> {
    await findings(document, `a finding of ${rule}`, rules => rules.includes(rule));
    const finding = findingsIn(document).find(diagnostic => ruleOf(diagnostic) === rule);
    if (finding === undefined) throw new Error(`The finding of ${rule} went away.`);
    return finding;
}

/** Waits until the rules of a document's findings are as wanted. */
export async function findings(
    document: TextDocument,
    wanted: string,
    isWanted: (rules: readonly string[]) => boolean,
): Promise<void> {
    await until(
        languages.onDidChangeDiagnostics,
        () => isWanted(rulesIn(document)),
        () => `${document.uri.path}: waited for ${wanted}, there are [${rulesIn(document).join(', ')}]`,
    );
}

/** Resolves at once or after the first event at which the condition holds. */
export function until(event: Event<unknown>, holds: () => boolean, saw: () => string): Promise<void> {
    return new Promise((resolve, reject) => {
        const late = setTimeout(() => {
            listener.dispose();
            reject(new Error(saw()));
        }, PATIENCE);
        const look = () => {
            if (!holds()) return;
            clearTimeout(late);
            listener.dispose();
            resolve();
        };
        const listener = event(look);
        look();
    });
}

/** The text of what the editor shows when the pointer rests on a place. */
export async function hoverAt(document: TextDocument, place: Position): Promise<string> {
    const hovers = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', document.uri, place);
    return hovers
        .flatMap(hover => hover.contents)
        .map(content => (typeof content === 'string' ? content : content.value))
        .join('\n');
}

/** The entries of the light bulb's menu at a finding, with their edits. */
export async function actionsAt(document: TextDocument, finding: Diagnostic): Promise<CodeAction[]> {
    const all = await commands.executeCommand<CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        finding.range,
        undefined,
        20,
    );
    return all;
}

/** Chooses the entry of the menu whose title matches, as a person would. */
export async function apply(document: TextDocument, finding: Diagnostic, title: RegExp): Promise<CodeAction> {
    const actions = await actionsAt(document, finding);
    const action = actions.find(candidate => title.test(candidate.title));
    if (action?.edit === undefined) {
        throw new Error(
            `No action like ${title}; there are: ${actions.map(entry => entry.title).join(' | ')}`,
        );
    }
    if (!(await workspace.applyEdit(action.edit))) throw new Error(`"${action.title}" could not be applied.`);
    return action;
}

/** Types text in place of the first occurrence of another. */
export async function replace(editor: TextEditor, old: string, text: string): Promise<void> {
    const start = editor.document.getText().indexOf(old);
    if (start < 0) throw new Error(`${editor.document.uri.path} does not contain ${JSON.stringify(old)}.`);
    const range = new Range(
        editor.document.positionAt(start),
        editor.document.positionAt(start + old.length),
    );
    await editor.edit(builder => builder.replace(range, text));
}

/** The number of the first line, from zero, that contains a text. */
export function lineOf(document: TextDocument, text: string): number {
    return document
        .getText()
        .split('\n')
        .findIndex(line => line.includes(text));
}

/** *Explain Rule*, *Review This File*, *Why Is This (Not) Reported?* and *Show Configuration*: pages that the server writes, shown as a Markdown preview. */
import {
    commands,
    EventEmitter,
    type ExtensionContext,
    languages,
    ProgressLocation,
    Uri,
    window,
    workspace,
} from 'vscode';
import type { Markdown } from '../../server/src/lsp/protocol.ts';
import { reason, type Server } from './server.ts';

const SCHEME = 'steady';

/** Registers the two commands and the provider of their virtual documents. */
export function registerPages(context: ExtensionContext, server: Server): void {
    const changed = new EventEmitter<Uri>();
    const provideTextDocumentContent = async (page: Uri): Promise<string> => {
        const { method, params } = JSON.parse(page.query) as { method: string; params: object };
        return (await server.request<Markdown>(method, params)).markdown;
    };
    /** @param path what the page is called; pages of the same name and question take each other's place */
    const show = async (path: string, method: string, params: object): Promise<void> => {
        const page = Uri.from({ scheme: SCHEME, path, query: JSON.stringify({ method, params }) });
        try {
            await window.withProgress({ location: ProgressLocation.Window, title: 'Steady' }, async () => {
                await workspace.openTextDocument(page);
                // A page that is still open from the last time is written anew.
                changed.fire(page);
                await commands.executeCommand('markdown.showPreview', page);
            });
        } catch (error) {
            void window.showErrorMessage(reason(error));
        }
    };
    context.subscriptions.push(
        changed,
        workspace.registerTextDocumentContentProvider(SCHEME, {
            provideTextDocumentContent,
            onDidChange: changed.event,
        }),
        commands.registerCommand('steady.explainRule', async (given: unknown) => {
            const rule = typeof given === 'string' ? given : await askForRule();
            if (rule) await show(`/rules/${rule}.md`, 'steady/explainRule', { rule });
        }),
        commands.registerCommand('steady.reviewFile', async (given: unknown) => {
            const file = await pythonFile(given);
            if (file) await show(`/review/${nameOf(file)}.md`, 'steady/review', { uri: file.toString() });
        }),
        commands.registerCommand('steady.showConfiguration', async (given: unknown) => {
            const file = await pythonFile(given);
            if (file === undefined) return;
            await show(`/configuration/${nameOf(file)}.md`, 'steady/configuration', { uri: file.toString() });
        }),
        commands.registerCommand('steady.why', async (uri: unknown, at: unknown) => {
            const file = await pythonFile(typeof uri === 'string' ? Uri.parse(uri) : uri);
            if (file === undefined) return;
            const position = isPosition(at)
                ? at
                : (window.activeTextEditor?.selection.active ?? { line: 0, character: 0 });
            const { line, character } = position;
            const params = { uri: file.toString(), position: { line, character } };
            await show(`/why/${nameOf(file)} line ${line + 1}.md`, 'steady/why', params);
        }),
    );
}

/** The file that was given, or that of the active editor, open for the server. */
async function pythonFile(given: unknown): Promise<Uri | undefined> {
    const file = given instanceof Uri ? given : window.activeTextEditor?.document.uri;
    if (file === undefined) void window.showInformationMessage('Open a Python test file first.');
    else await workspace.openTextDocument(file);
    return file;
}

function nameOf({ path }: Uri): string {
    return path.slice(path.lastIndexOf('/') + 1);
}

/** Whether a value is a place in a document, as the editor or the protocol writes it. */
function isPosition(value: unknown): value is { readonly line: number; readonly character: number } {
    const { line, character } = (value ?? {}) as { line?: unknown; character?: unknown };
    return typeof line === 'number' && typeof character === 'number';
}

/** The rule of the finding at the cursor; else one of the file's rules; else what the person types. */
async function askForRule(): Promise<string | undefined> {
    const editor = window.activeTextEditor;
    const findings = editor
        ? languages.getDiagnostics(editor.document.uri).filter(({ source }) => source === 'steady')
        : [];
    const here = findings.filter(
        ({ range }) => editor?.selection.active && range.contains(editor.selection.active),
    );
    const rules = [...new Set((here.length > 0 ? here : findings).map(({ code }) => ruleName(code)))];
    if (rules.length === 1) return rules[0];
    if (rules.length > 1) return window.showQuickPick(rules, { title: 'Explain which rule?' });
    return window.showInputBox({ title: 'Explain which rule?', placeHolder: 'sleep-as-sync' });
}

function ruleName(code: string | number | { value: string | number } | undefined): string {
    return String(typeof code === 'object' ? code.value : code);
}

/** *Explain Rule* and *Review This File*: pages that the server writes, shown as a Markdown preview. */
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
        const { markdown } = page.path.startsWith('/rules/')
            ? await server.request<Markdown>('steady/explainRule', { rule: page.query })
            : await server.request<Markdown>('steady/review', { uri: page.query });
        return markdown;
    };
    const show = async (page: Uri): Promise<void> => {
        try {
            await window.withProgress({ location: ProgressLocation.Window, title: 'Steady' }, async () => {
                await workspace.openTextDocument(page);
                // A page that is still open from the last time is written anew.
                changed.fire(page);
                await commands.executeCommand('markdown.showPreview', page);
            });
        } catch (error) {
            await window.showErrorMessage(reason(error));
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
            if (rule) await show(Uri.from({ scheme: SCHEME, path: `/rules/${rule}.md`, query: rule }));
        }),
        commands.registerCommand('steady.reviewFile', async (given: unknown) => {
            const file = given instanceof Uri ? given : window.activeTextEditor?.document.uri;
            if (file === undefined) {
                await window.showInformationMessage('Open a Python test file to review it.');
                return;
            }
            await workspace.openTextDocument(file);
            const name = file.path.slice(file.path.lastIndexOf('/') + 1);
            await show(Uri.from({ scheme: SCHEME, path: `/review/${name}.md`, query: file.toString() }));
        }),
    );
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

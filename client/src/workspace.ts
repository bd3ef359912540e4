/** *Check Workspace*, *Review Workspace* and *Clear Workspace Findings*: every test, when somebody asks, never before. */
import {
    ColorThemeKind,
    commands,
    type ExtensionContext,
    ProgressLocation,
    Uri,
    ViewColumn,
    type WebviewPanel,
    window,
    workspace,
} from 'vscode';
import { WorkDoneProgress } from 'vscode-languageclient';
import type { CheckWorkspaceParams, CheckWorkspaceResult } from '../../server/src/lsp/protocol.ts';
import { MOST_LISTED, pythonFiles } from './files.ts';
import { reason, type Server } from './server.ts';

const SHOW_PROBLEMS = 'Show Problems';

export function registerWorkspaceCheck(context: ExtensionContext, server: Server): void {
    let page: WebviewPanel | undefined;
    const showPage = (html: string) => {
        page ??= window.createWebviewPanel('steady.review', 'Steady: Workspace', ViewColumn.Active, {
            enableScripts: true,
            enableFindWidget: true,
            localResourceRoots: [],
        });
        page.onDidDispose(() => {
            page = undefined;
        });
        page.iconPath = Uri.joinPath(context.extensionUri, 'media', 'icon.png');
        page.webview.html = html.replace('<html ', `<html data-theme="${theme()}" `);
        page.reveal();
    };
    let running = false;
    const run = async (report: boolean): Promise<CheckWorkspaceResult | undefined> => {
        if (running) {
            await window.showInformationMessage('Steady is checking the workspace already.');
            return undefined;
        }
        running = true;
        try {
            const result = await check(server, report);
            if (result?.html !== undefined && !result.cancelled) showPage(result.html);
            if (result !== undefined) void say(result);
            return result;
        } catch (error) {
            void window.showErrorMessage(`The workspace could not be checked: ${reason(error)}`);
            return undefined;
        } finally {
            running = false;
        }
    };
    context.subscriptions.push(
        { dispose: () => page?.dispose() },
        commands.registerCommand('steady.checkWorkspace', () => run(false)),
        commands.registerCommand('steady.reviewWorkspace', () => run(true)),
        commands.registerCommand('steady.clearWorkspace', async () => {
            const client = await server.client();
            await client.sendNotification('steady/clearWorkspace', {});
        }),
    );
}

/** Which of its two sets of colours the page shall take. */
function theme(): 'light' | 'dark' {
    const { Light, HighContrastLight } = ColorThemeKind;
    return [Light, HighContrastLight].includes(window.activeColorTheme.kind) ? 'light' : 'dark';
}

async function say({ summary, findings }: CheckWorkspaceResult): Promise<void> {
    const chosen = await window.showInformationMessage(
        `Steady: ${summary}`,
        ...(findings > 0 ? [SHOW_PROBLEMS] : []),
    );
    if (chosen === SHOW_PROBLEMS) await commands.executeCommand('workbench.actions.view.problems');
}

/** `undefined` where there is no folder to check. */
async function check(server: Server, report: boolean): Promise<CheckWorkspaceResult | undefined> {
    const folders = workspace.workspaceFolders ?? [];
    if (folders.length === 0) {
        await window.showInformationMessage('Open a folder to check the tests in it.');
        return undefined;
    }
    const client = await server.client();
    const workDoneToken = `steady-check-${Date.now()}`;
    const options = { location: ProgressLocation.Notification, title: 'Steady', cancellable: true };
    return window.withProgress(options, async (progress, token) => {
        progress.report({ message: 'listing files' });
        const files = await pythonFiles(folders, token);
        let shown = 0;
        const listener = client.onProgress(WorkDoneProgress.type, workDoneToken, value => {
            if (value.kind !== 'report') return;
            const { percentage = shown, message = '' } = value;
            progress.report({ message, increment: percentage - shown });
            shown = percentage;
        });
        const params: CheckWorkspaceParams = {
            folders: folders.map(({ uri }) => uri.toString()),
            files: files.map(uri => uri.toString()),
            maxFiles: workspace.getConfiguration('steady').get('workspace.maxFiles', 2000),
            report,
            workDoneToken,
        };
        try {
            const result = await client.sendRequest<CheckWorkspaceResult>(
                'steady/checkWorkspace',
                params,
                token,
            );
            if (files.length < MOST_LISTED) return result;
            const summary = `${result.summary} Only ${MOST_LISTED.toLocaleString('en-GB')} files were listed.`;
            return { ...result, summary };
        } finally {
            listener.dispose();
        }
    });
}

/** The extension's own pages, as the editor shows them. */
import { window, workspace } from 'vscode';
import { until } from './editor.ts';

/** The text of a page, by the beginning of its path, once its preview is a tab. */
export async function pageOf(path: string): Promise<string> {
    const name = path.split('/').at(-1) ?? '';
    const tab = () =>
        window.tabGroups.all.flatMap(group => group.tabs).find(({ label }) => label.includes(name));
    await until(
        window.tabGroups.onDidChangeTabs,
        () => tab() !== undefined,
        () => `no tab for ${path}`,
    );
    const document = workspace.textDocuments.find(
        ({ uri }) => uri.scheme === 'steady' && uri.path.startsWith(path),
    );
    return document?.getText() ?? '';
}

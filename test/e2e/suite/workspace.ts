import { assert } from 'chai';
import { commands, languages, type TabInputWebview, Uri, window, workspace } from 'vscode';
import { closeAll, findingsIn, open, ruleOf, until } from './editor.ts';

/** The rules that the Problems panel shows for a file, open or not. */
function problemsOf(name: string): string[] {
    const folder = workspace.workspaceFolders?.[0];
    if (folder === undefined) throw new Error('The suite needs a workspace folder.');
    return languages.getDiagnostics(Uri.joinPath(folder.uri, name)).map(ruleOf).sort();
}

describe('A check of the workspace', () => {
    afterEach(async () => {
        await closeAll();
        await commands.executeCommand('steady.clearWorkspace');
    });

    it('shows what is in files that are not open, and takes it back', async () => {
        assert.deepEqual(problemsOf('test_orders.py'), []);
        const result = await commands.executeCommand<{ summary: string; files: number }>(
            'steady.checkWorkspace',
        );
        assert.match(result.summary, /^Checked \d+ test files: /);
        await until(
            languages.onDidChangeDiagnostics,
            () => problemsOf('test_orders.py').includes('sleep-as-sync'),
            () => `waited for the findings of a file that is not open; ${result.summary}`,
        );
        assert.deepEqual(problemsOf('helpers.py'), []);
        await commands.executeCommand('steady.clearWorkspace');
        await until(
            languages.onDidChangeDiagnostics,
            () => problemsOf('test_orders.py').length === 0,
            () => `waited for the findings to go, there are [${problemsOf('test_orders.py').join(', ')}]`,
        );
    });

    it('leaves open files their live findings, each shown once', async () => {
        const { document } = await open('test_orders.py');
        await commands.executeCommand('steady.checkWorkspace');
        const once = () => findingsIn(document).filter(found => ruleOf(found) === 'sleep-as-sync').length;
        await until(
            languages.onDidChangeDiagnostics,
            () => once() === 1,
            () => `${once()} findings in place of 1`,
        );
    });

    it('can be read as a report', async () => {
        await commands.executeCommand('steady.reviewWorkspace');
        const tab = () =>
            window.tabGroups.all
                .flatMap(group => group.tabs)
                .find(({ input }) =>
                    (input as TabInputWebview | undefined)?.viewType?.includes('steady.review'),
                );
        await until(
            window.tabGroups.onDidChangeTabs,
            () => tab() !== undefined,
            () => 'no tab with the report',
        );
        assert.equal(tab()?.label, 'Steady: Workspace');
    });
});

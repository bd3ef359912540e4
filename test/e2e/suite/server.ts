import { assert } from 'chai';
import { ConfigurationTarget, commands, DiagnosticSeverity, extensions, workspace } from 'vscode';
import { closeAll, findingOf, findings, findingsIn, open, ruleOf } from './editor.ts';
import { pageOf } from './pages.ts';

describe('The server', () => {
    afterEach(async () => {
        const settings = workspace.getConfiguration('steady');
        await settings.update('ignore', undefined, ConfigurationTarget.Workspace);
        await settings.update('severity', undefined, ConfigurationTarget.Workspace);
        await closeAll();
    });

    it('runs where the extension runs: in Node, or in a web worker', async () => {
        const extension = extensions.getExtension('steady.steady');
        assert.ok(extension, 'the extension is not there');
        await extension.activate();
        // test/e2e/run.mjs names the folder after the place where the extension is to run.
        const inNode = typeof process === 'object' && process.versions?.node !== undefined;
        assert.equal(workspace.name, inNode ? 'node' : 'web');
    });

    it('restarts, and finds again what it found before', async () => {
        const { document } = await open('test_orders.py');
        await findingOf(document, 'sleep-as-sync');
        const gone = findings(document, 'the old server to be gone', rules => rules.length === 0);
        await commands.executeCommand('steady.restartServer');
        await gone;
        await findingOf(document, 'sleep-as-sync');
    });

    it('finds again after a restart what is in the visible one of several open files', async () => {
        for (const name of ['helpers.py', 'shop.py', 'test_report.py']) await open(name);
        const { document } = await open('test_orders.py');
        await findingOf(document, 'sleep-as-sync');
        const gone = findings(document, 'the old server to be gone', rules => rules.length === 0);
        await commands.executeCommand('steady.restartServer');
        await gone;
        await findingOf(document, 'sleep-as-sync');
    });

    it('leaves out a rule as soon as `steady.ignore` names it', async () => {
        const { document } = await open('test_orders.py');
        await findingOf(document, 'sleep-as-sync');
        await workspace
            .getConfiguration('steady')
            .update('ignore', ['sleep-as-sync'], ConfigurationTarget.Workspace);
        await findings(document, 'no sleep-as-sync', rules => !rules.includes('sleep-as-sync'));
    });

    it('speaks as loudly as `steady.severity` says', async () => {
        const { document } = await open('test_orders.py');
        await findingOf(document, 'sleep-as-sync');
        const severity = { 'sleep-as-sync': 'error' };
        await workspace
            .getConfiguration('steady')
            .update('severity', severity, ConfigurationTarget.Workspace);
        await findings(document, 'an error', () =>
            findingsIn(document).some(
                found => ruleOf(found) === 'sleep-as-sync' && found.severity === DiagnosticSeverity.Error,
            ),
        );
    });

    it('explains a rule on a page of its own', async () => {
        await open('test_orders.py');
        await commands.executeCommand('steady.explainRule', 'sleep-as-sync');
        const text = await pageOf('/rules/sleep-as-sync.md');
        assert.match(text, /sleep-as-sync/);
        assert.match(text, /```python/);
    });

    it('reviews the open file on a page of its own', async () => {
        const { document } = await open('test_orders.py');
        await findingOf(document, 'sleep-as-sync');
        await commands.executeCommand('steady.reviewFile');
        assert.match(await pageOf('/review/test_orders.py.md'), /time\.sleep/);
    });
});

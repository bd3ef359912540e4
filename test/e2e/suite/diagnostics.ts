import { assert } from 'chai';
import { DiagnosticSeverity } from 'vscode';
import { closeAll, findingOf, findings, findingsIn, lineOf, open, replace, rulesIn } from './editor.ts';

describe('Diagnostics', () => {
    afterEach(closeAll);

    it('show a sleep that waits for a thread as soon as the file opens', async () => {
        const { document } = await open('test_orders.py');
        const finding = await findingOf(document, 'sleep-as-sync');
        assert.equal(finding.range.start.line, lineOf(document, 'time.sleep(0.5)'));
        assert.equal(finding.severity, DiagnosticSeverity.Warning);
    });

    it('carry their evidence as related places in the same file', async () => {
        const { document } = await open('test_orders.py');
        const { relatedInformation = [] } = await findingOf(document, 'sleep-as-sync');
        assert.ok(relatedInformation.length > 0, 'no related places');
        for (const { location } of relatedInformation)
            assert.equal(location.uri.toString(), document.uri.toString());
    });

    it('go when the sleep is typed away and come back when it is typed again', async () => {
        const editor = await open('test_orders.py');
        await findingOf(editor.document, 'sleep-as-sync');
        await replace(editor, 'time.sleep(0.5)', 'thread.join(timeout=10)');
        await findings(editor.document, 'no sleep-as-sync', rules => !rules.includes('sleep-as-sync'));
        await replace(editor, 'thread.join(timeout=10)', 'time.sleep(0.5)');
        await findingOf(editor.document, 'sleep-as-sync');
    });

    it('stay on their line while lines are typed above', async () => {
        const editor = await open('test_orders.py');
        const before = (await findingOf(editor.document, 'sleep-as-sync')).range.start.line;
        await editor.edit(builder => builder.insert(editor.document.lineAt(0).range.start, '# one\n# two\n'));
        await findings(editor.document, `sleep-as-sync two lines below ${before}`, () =>
            findingsIn(editor.document).some(found => found.range.start.line === before + 2),
        );
        assert.equal((await findingOf(editor.document, 'sleep-as-sync')).range.start.line, before + 2);
    });

    it('tell a race on purpose, the delays that force it, and a privileged handle apart', async () => {
        const race = (await open('test_order_race.py')).document;
        await findings(race, 'the race and two delays', rules => rules.length >= 3);
        assert.deepEqual(rulesIn(race), ['injected-delay', 'injected-delay', 'intentional-race']);
        const privileged = (await open('test_server_list.py')).document;
        await findings(privileged, 'one admin-context', rules => rules.length > 0);
        assert.deepEqual(rulesIn(privileged), ['admin-context']);
    });

    it('leave a file alone that no test runner collects', async () => {
        const quiet = (await open('helpers.py')).document;
        // Findings of a file that opens later have come: those of this one would have come before them.
        await findingOf((await open('test_orders.py')).document, 'sleep-as-sync');
        assert.deepEqual(rulesIn(quiet), []);
    });
});

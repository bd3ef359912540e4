import { assert } from 'chai';
import {
    type CodeLens,
    ConfigurationTarget,
    commands,
    DiagnosticSeverity,
    DiagnosticTag,
    type InlayHint,
    languages,
    Range,
    Selection,
    Uri,
    window,
    workspace,
} from 'vscode';
import { closeAll, findingOf, findings, findingsIn, lineOf, open, ruleOf, until } from './editor.ts';
import { pageOf } from './pages.ts';

/** A file of the workspace's folder. */
function inFolder(name: string): Uri {
    const folder = workspace.workspaceFolders?.[0];
    if (folder === undefined) throw new Error('The suite needs a workspace folder.');
    return Uri.joinPath(folder.uri, name);
}

async function remove(name: string): Promise<void> {
    try {
        await workspace.fs.delete(inFolder(name));
    } catch {
        // The test did not get as far as to write it.
    }
}

async function set(setting: string, value: unknown): Promise<void> {
    await workspace.getConfiguration('steady').update(setting, value, ConfigurationTarget.Workspace);
}

describe('What sleeping costs', () => {
    afterEach(async () => {
        await closeAll();
        await set('codeLens.enable', undefined);
    });

    it('stands behind the first line of a test', async () => {
        const { document } = await open('test_orders.py');
        await findingOf(document, 'sleep-as-sync');
        const hints = await commands.executeCommand<InlayHint[]>(
            'vscode.executeInlayHintProvider',
            document.uri,
            new Range(0, 0, document.lineCount, 0),
        );
        assert.deepEqual(
            hints.map(({ label, position }) => [String(label), document.lineAt(position.line).text.trim()]),
            [['0.5 s asleep', document.lineAt(lineOf(document, 'def test')).text.trim()]],
        );
    });

    it('stands in a code lens that leads to the reason', async () => {
        const { document } = await open('test_orders.py');
        await findingOf(document, 'sleep-as-sync');
        await set('codeLens.enable', true);
        const lenses = () =>
            commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 5);
        let found = await lenses();
        // The setting has reached the server when the findings have been asked for again.
        for (let i = 0; i < 50 && found.length === 0; i++) found = await lenses();
        assert.equal(found[0]?.command?.title, '0.5 s asleep');
        const { command = '', arguments: args = [] } = found[0]?.command ?? {};
        await commands.executeCommand(command, ...args);
        assert.match(await pageOf('/why/test_orders.py line'), /## What Steady sees/);
    });
});

describe('Old code', () => {
    afterEach(async () => {
        await closeAll();
        await remove('steady-baseline.txt');
        await remove('pyproject.toml');
    });

    it('is faded once it is in the baseline, which is saved', async () => {
        const editor = await open('test_orders.py');
        const finding = await findingOf(editor.document, 'sleep-as-sync');
        editor.selection = new Selection(finding.range.start, finding.range.start);
        await commands.executeCommand('steady.addToBaseline');
        await findings(editor.document, 'a faded finding', () =>
            findingsIn(editor.document).some(
                found =>
                    ruleOf(found) === 'sleep-as-sync' &&
                    found.severity === DiagnosticSeverity.Hint &&
                    found.tags?.includes(DiagnosticTag.Unnecessary) === true,
            ),
        );
        const written = new TextDecoder().decode(
            await workspace.fs.readFile(inFolder('steady-baseline.txt')),
        );
        assert.match(written, /^test_orders\.py::\w+ sleep-as-sync [0-9a-f]+$/m);
    });

    it('is left out by the configuration, from the menu', async () => {
        const before = '[tool.steady.severity]\ntiming = "error"\n';
        await workspace.fs.writeFile(inFolder('pyproject.toml'), new TextEncoder().encode(before));
        const { document } = await open('test_orders.py');
        await findings(document, 'an error', () =>
            findingsIn(document).some(({ severity }) => severity === DiagnosticSeverity.Error),
        );
        const finding = await findingOf(document, 'sleep-as-sync');
        const kind = 'quickfix.steady.configuration';
        const chosen = await commands.executeCommand<
            { edit?: never; command?: { command: string; arguments?: unknown[] } }[]
        >('vscode.executeCodeActionProvider', document.uri, finding.range, kind, 5);
        const [action] = chosen;
        if (action?.edit === undefined || action.command === undefined) throw new Error('No such action.');
        await workspace.applyEdit(action.edit);
        await commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
        await findings(document, 'no sleep-as-sync', rules => !rules.includes('sleep-as-sync'));
        const written = new TextDecoder().decode(await workspace.fs.readFile(inFolder('pyproject.toml')));
        assert.equal(written, `${before}\n[tool.steady]\nignore = ["sleep-as-sync"]\n`);
    });
});

describe('Pages', () => {
    afterEach(closeAll);

    it('say why a line is reported', async () => {
        const editor = await open('test_orders.py');
        const finding = await findingOf(editor.document, 'sleep-as-sync');
        editor.selection = new Selection(finding.range.start, finding.range.start);
        await commands.executeCommand('steady.why');
        const page = await pageOf(`/why/test_orders.py line ${finding.range.start.line + 1}.md`);
        assert.match(page, /## Reported here\n\n- \*\*sleep-as-sync\*\*/);
    });

    it('say which configuration is in force', async () => {
        await open('test_orders.py');
        await commands.executeCommand('steady.showConfiguration');
        assert.match(await pageOf('/configuration/test_orders.py.md'), /\| `timeout` \| `10` \| default \|/);
    });
});

describe('The example', () => {
    afterEach(closeAll);

    it('opens with a finding that has a fix', async () => {
        await commands.executeCommand('steady.openExample');
        const document = window.activeTextEditor?.document;
        if (document === undefined) throw new Error('The example is not shown.');
        assert.equal(document.uri.scheme, 'untitled');
        const finding = await findingOf(document, 'sleep-as-sync');
        assert.equal(finding.range.start.line, lineOf(document, 'time.sleep'));
    });
});

describe('Fix All Safe', () => {
    afterEach(closeAll);

    it('leaves alone what is not safe', async () => {
        const { document } = await open('test_orders.py');
        await findingOf(document, 'sleep-as-sync');
        const before = document.getText();
        await commands.executeCommand('steady.fixAllSafe');
        assert.equal(document.getText(), before);
    });

    it('takes out a comment that silences nothing', async () => {
        const editor = await open('test_orders.py');
        await findingOf(editor.document, 'sleep-as-sync');
        const line = editor.document.lineAt(lineOf(editor.document, 'assert results'));
        await editor.edit(builder => builder.insert(line.range.end, '  # steady: ignore[ui-sleep]'));
        await findingOf(editor.document, 'unused-suppression');
        await commands.executeCommand('steady.fixAllSafe');
        await until(
            languages.onDidChangeDiagnostics,
            () => !editor.document.getText().includes('ui-sleep'),
            () => editor.document.getText(),
        );
    });
});

import { describe, expect, test } from 'vitest';
import {
    CancellationTokenSource,
    type ClientCapabilities,
    type CodeAction,
    type Diagnostic,
} from 'vscode-languageserver/node';
import type { Applicability, Finding } from '../../server/src/base/finding.ts';
import { safeEdits } from '../../server/src/lsp/fixAll.ts';
import { PUSH, type TestClient, useServer } from './client.ts';
import { at, SLEEP_LINE, SLEEPY } from './samples.ts';

const server = useServer();
const uri = at('test_a.py');
const HERE = { start: { line: SLEEP_LINE, character: 6 }, end: { line: SLEEP_LINE, character: 6 } };
const TOP = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

async function opened(
    capabilities: ClientCapabilities = PUSH,
    text = SLEEPY,
    options = {},
): Promise<TestClient> {
    const client = server.client();
    await client.initialize(capabilities, { initializationOptions: options });
    await client.open(uri, text);
    return client;
}

/** What an editor does when an action is chosen: the text afterwards. */
async function chosen(client: TestClient, action: CodeAction | undefined): Promise<string> {
    if (action === undefined) throw new Error('There is no such action.');
    const whole =
        action.edit === undefined ? await client.request<CodeAction>('codeAction/resolve', action) : action;
    return client.applied(uri, whole.edit);
}

const titled = (actions: CodeAction[], title: RegExp) => actions.find(action => title.test(action.title));

describe('the light bulb on a finding', () => {
    test('offers fixes first, then ways to silence', async () => {
        const client = await opened();
        const actions = await client.codeActions(uri, HERE);
        const titles = actions.map(({ title }) => title);
        expect(titles.slice(-3)).toEqual([
            'Disable sleep-as-sync for this line',
            'Disable sleep-as-sync for this file',
            'Explain rule sleep-as-sync',
        ]);
        expect(titles.length).toBeGreaterThan(3);
        expect(actions.every(({ kind }) => kind === 'quickfix')).toBe(true);
    });

    test('a fix that may change behaviour says so in its title and is not preferred', async () => {
        const client = await opened();
        const fix = (await client.codeActions(uri, HERE))[0];
        expect(fix?.title).toMatch(/\(unsafe\b.*\)/);
        expect(fix?.isPreferred).toBeUndefined();
    });

    test('a fix takes the sleep away and clears the finding', async () => {
        const client = await opened();
        const text = await chosen(client, (await client.codeActions(uri, HERE))[0]);
        expect(text).not.toContain('time.sleep(2)');
        await client.change(uri, { text });
        expect((await client.pushed(uri, 2)).diagnostics).toEqual([]);
    });

    test('an action names the diagnostic that it is for', async () => {
        const client = await opened();
        const { diagnostics } = await client.pushed(uri, 1);
        const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
            textDocument: { uri },
            range: HERE,
            context: { diagnostics },
        });
        expect(actions[0]?.diagnostics).toEqual<Diagnostic[]>(diagnostics);
    });

    test('edits are left to the resolution where the client can resolve', async () => {
        const client = await opened();
        const [action] = await client.codeActions(uri, HERE);
        expect(action?.edit).toBeUndefined();
        const resolved = await client.request<CodeAction>('codeAction/resolve', action);
        expect(resolved.edit?.documentChanges).toEqual([
            { textDocument: { uri, version: 1 }, edits: expect.arrayContaining([expect.anything()]) },
        ]);
    });

    test('edits come at once where the client cannot resolve, and without versions where it knows none', async () => {
        const { resolveSupport: _, ...codeAction } = PUSH.textDocument?.codeAction ?? {};
        const client = await opened({ textDocument: { ...PUSH.textDocument, codeAction }, workspace: {} });
        const [action] = await client.codeActions(uri, HERE);
        expect(Object.keys(action?.edit?.changes ?? {})).toEqual([uri]);
        expect(await chosen(client, action)).not.toContain('time.sleep(2)');
    });

    test('away from findings there is nothing', async () => {
        const client = await opened();
        expect(await client.codeActions(uri, TOP)).toEqual([]);
    });

    test('a client that knows only commands is offered nothing', async () => {
        const client = await opened({});
        expect(await client.codeActions(uri, HERE)).toEqual([]);
    });

    test('a client that asks for another kind is offered nothing', async () => {
        const client = await opened();
        expect(await client.codeActions(uri, HERE, ['refactor'])).toEqual([]);
        expect(await client.codeActions(uri, HERE, ['quick'])).toEqual([]);
    });
});

describe('silencing', () => {
    test.each(['this line', 'this file'])('"for %s" clears the finding', async where => {
        const client = await opened();
        const actions = await client.codeActions(uri, HERE);
        const text = await chosen(client, titled(actions, new RegExp(where)));
        expect(text).toContain('time.sleep(2)');
        await client.change(uri, { text });
        expect((await client.pushed(uri, 2)).diagnostics).toEqual([]);
    });

    test('works in a file with Windows line endings', async () => {
        const client = await opened(PUSH, SLEEPY.replaceAll('\n', '\r\n'));
        const text = await chosen(client, titled(await client.codeActions(uri, HERE), /this line/));
        expect(text).toContain('time.sleep(2)  # steady: ignore[sleep-as-sync]\r\n');
        await client.change(uri, { text });
        expect((await client.pushed(uri, 2)).diagnostics).toEqual([]);
    });
});

describe('explaining a rule', () => {
    test('is the command of the client where it has one', async () => {
        const client = await opened(PUSH, SLEEPY, { commands: ['steady.explainRule'] });
        const action = titled(await client.codeActions(uri, HERE), /^Explain rule sleep-as-sync$/);
        expect(action?.command).toMatchObject({
            command: 'steady.explainRule',
            arguments: ['sleep-as-sync'],
        });
    });

    test('is a message through the client otherwise: there is no page that everybody could open', async () => {
        const client = await opened();
        const said = new Promise<{ message: string }>(resolve => {
            client.connection.onNotification('window/showMessage', resolve);
            client.connection.onRequest('window/showMessageRequest', params => {
                resolve(params);
                return null;
            });
        });
        const action = titled(await client.codeActions(uri, HERE), /^Explain/);
        await client.request('workspace/executeCommand', action?.command);
        expect((await said).message).toMatch(/^sleep-as-sync: .*steady explain sleep-as-sync\)$/s);
    });

    test('the page is also there as Markdown', async () => {
        const client = await opened();
        const { markdown } = await client.request<{ markdown: string }>('steady/explainRule', {
            rule: 'sleep-as-sync',
        });
        expect(markdown).toMatch(/^# sleep-as-sync\n/);
        expect(markdown).toContain('## Example\n\n```python\n');
    });
});

test('a review of the file tells of its findings', async () => {
    const client = await opened();
    const { markdown } = await client.request<{ markdown: string }>('steady/review', { uri });
    expect(markdown).toMatch(/^# Review of `test_a\.py`/);
    expect(markdown).toContain('sleep-as-sync');
});

describe('a document that changes meanwhile', () => {
    test('code actions that a change has overtaken are dropped', async () => {
        const client = await opened();
        await client.pushed(uri, 1);
        let overtaken: Promise<unknown> = Promise.resolve();
        await client.together(() => {
            overtaken = client.codeActions(uri, HERE);
            overtaken.catch(() => undefined);
            return client.change(uri, { range: TOP, text: '\n' });
        });
        await expect(overtaken).rejects.toMatchObject({ code: -32801 });
    });

    test('an action of an older version is not resolved', async () => {
        const client = await opened();
        const [action] = await client.codeActions(uri, HERE);
        await client.change(uri, { range: TOP, text: '\n' });
        await expect(client.request('codeAction/resolve', action)).rejects.toMatchObject({ code: -32801 });
    });

    test('a request that the client cancels before its turn is answered as cancelled', async () => {
        const client = await opened();
        await client.pushed(uri, 1);
        const range = HERE;
        const context = { diagnostics: [] };
        const params = { textDocument: { uri }, range, context };
        const source = new CancellationTokenSource();
        let cancelled: Promise<unknown> = Promise.resolve();
        await client.together(async () => {
            cancelled = client.connection.sendRequest('textDocument/codeAction', params, source.token);
            cancelled.catch(() => undefined);
            source.cancel();
            await client.notify('$/setTrace', { value: 'off' });
        });
        await expect(cancelled).rejects.toMatchObject({ code: -32800 });
    });
});

describe('fix all', () => {
    test('is offered for no unsafe fix', async () => {
        const client = await opened();
        expect(await client.codeActions(uri, HERE, ['source.fixAll'])).toEqual([]);
    });

    const edit = (line: number, from: number, to: number, newText: string) => ({
        range: { start: { line, character: from }, end: { line, character: to } },
        newText,
    });
    const finding = (applicability: Applicability, ...edits: ReturnType<typeof edit>[]): Finding => ({
        rule: 'a-rule',
        severity: 'warning',
        confidence: 'high',
        message: 'm',
        range: TOP,
        context: '',
        related: [],
        explanation: { why: '', solution: '', evidence: '' },
        fixes: [{ kind: 'k', title: 't', applicability, edits }],
        fingerprint: 'f',
        tags: [],
    });

    test('takes the safe fixes, in the order of their places', () => {
        const later = edit(9, 0, 4, 'b');
        const earlier = edit(2, 0, 4, 'a');
        expect(
            safeEdits([
                finding('safe', later),
                finding('unsafe', edit(5, 0, 1, '')),
                finding('safe', earlier),
            ]),
        ).toEqual([earlier, later]);
    });

    test('leaves out a whole fix that overlaps an earlier one', () => {
        const first = edit(2, 0, 8, 'a');
        expect(
            safeEdits([finding('safe', first), finding('safe', edit(2, 4, 9, 'b'), edit(7, 0, 0, 'c'))]),
        ).toEqual([first]);
    });

    test('makes an import that two fixes share once', () => {
        const shared = edit(0, 0, 0, 'import threading\n');
        const [a, b] = [edit(4, 0, 1, 'x'), edit(6, 0, 1, 'y')];
        expect(safeEdits([finding('safe', shared, a), finding('safe', shared, b)])).toEqual([shared, a, b]);
    });
});

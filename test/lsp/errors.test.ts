import { describe, expect, test } from 'vitest';
import { type TestClient, useServer } from './client.ts';
import { at, SLEEP_LINE, SLEEPY } from './samples.ts';

const server = useServer();
const uri = at('test_a.py');
const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

async function started(): Promise<TestClient> {
    const client = server.client();
    await client.initialize();
    return client;
}

async function isAlive(client: TestClient): Promise<void> {
    await client.open(at('test_alive.py'), SLEEPY);
    const { diagnostics } = await client.pushed(at('test_alive.py'), 1);
    expect(diagnostics.map(found => found.range.start.line)).toEqual([SLEEP_LINE]);
}

describe('requests that cannot be answered', () => {
    const position = { line: 0, character: 0 };
    const context = { diagnostics: [] };
    const refused: readonly [name: string, method: string, params: object, code: number][] = [
        [
            'a hover in a document that is not open',
            'textDocument/hover',
            { textDocument: { uri }, position },
            -32602,
        ],
        ['a hover without a document', 'textDocument/hover', { position }, -32602],
        ['a hover without a position', 'textDocument/hover', { textDocument: { uri } }, -32602],
        ['code actions without a document', 'textDocument/codeAction', { range, context }, -32602],
        [
            'code actions in a document that is not open',
            'textDocument/codeAction',
            { textDocument: { uri }, range, context },
            -32602,
        ],
        [
            'diagnostics of a document that is not open',
            'textDocument/diagnostic',
            { textDocument: { uri } },
            -32602,
        ],
        [
            'the resolution of an action that is not ours',
            'codeAction/resolve',
            { title: 'x', data: { a: 1 } },
            -32602,
        ],
        ['a rule that does not exist', 'steady/explainRule', { rule: 'no-such-rule' }, -32602],
        ['a review of a document that is not open', 'steady/review', { uri }, -32602],
        ['a command that does not exist', 'workspace/executeCommand', { command: 'no.such' }, -32602],
        ['a method that does not exist', 'textDocument/noSuchMethod', {}, -32601],
    ];
    test.each(refused)('%s is refused, and the server lives on', async (_name, method, params, code) => {
        const client = await started();
        await expect(client.request(method, params)).rejects.toMatchObject({ code });
        await isAlive(client);
    });

    test('code actions without a range are refused', async () => {
        const client = await started();
        await client.open(uri, SLEEPY);
        const params = { textDocument: { uri }, context };
        await expect(client.request('textDocument/codeAction', params)).rejects.toMatchObject({
            code: -32602,
        });
    });
});

describe('notifications that make no sense', () => {
    const ignored: readonly [name: string, method: string, params: object][] = [
        [
            'a change of a document that is not open',
            'textDocument/didChange',
            { textDocument: { uri, version: 2 }, contentChanges: [{ text: '' }] },
        ],
        ['a close of a document that is not open', 'textDocument/didClose', { textDocument: { uri } }],
        ['an opening without a text', 'textDocument/didOpen', { textDocument: { uri } }],
        ['a cancellation of nothing', '$/cancelRequest', { id: 99 }],
        ['a cancellation without an id', '$/cancelRequest', {}],
        ['a notification that nobody knows', '$/noSuchNotification', {}],
    ];
    test.each(ignored)('%s is ignored', async (_name, method, params) => {
        const client = await started();
        await client.notify(method, params);
        await isAlive(client);
    });

    test('a malformed change leaves the text as it was', async () => {
        const client = await started();
        await client.open(uri, SLEEPY);
        await client.notify('textDocument/didChange', {
            textDocument: { uri, version: 2 },
            contentChanges: [{ range: 'everything', text: '' }],
        });
        const hover = await client.hover(uri, SLEEP_LINE, 6);
        expect(hover).not.toBeNull();
    });
});

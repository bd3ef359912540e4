/** What sleeping costs: inlay hints and code lenses. */
import { describe, expect, test } from 'vitest';
import type { CodeLens, ConfigurationParams, InlayHint } from 'vscode-languageserver/node';
import { PUSH, type TestClient, useServer } from './client.ts';
import { at, STEADY } from './samples.ts';

const server = useServer();
const uri = at('test_a.py');

const COSTS = `import time
import unittest

import pytest

DELAY = 2


def nap():
    time.sleep(0.25)


@pytest.mark.parametrize('name', ['a', 'b', 'c'])
def test_rounds(name):
    for _ in range(5):
        time.sleep(0.1)
    time.sleep(DELAY)
    nap()


def test_plain():
    time.sleep(1)


def test_maybe(flag):
    time.sleep(1.5)
    if flag:
        time.sleep(3)


def test_poll(thing):
    while not thing.done:
        time.sleep(0.1)


class TestCase(unittest.TestCase):
    def setUp(self):
        time.sleep(0.5)

    def test_quick(self):
        self.assertTrue(True)
`;

async function opened(settings: object, text = COSTS, commands: string[] = []): Promise<TestClient> {
    const client = server.client();
    await client.initialize(PUSH, { initializationOptions: { settings, commands } });
    await client.open(uri, text);
    return client;
}

const ALL = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };

/** The hints, each with the text of its line before and behind it. */
async function hints(client: TestClient, range = ALL): Promise<string[]> {
    const found = await client.request<InlayHint[]>('textDocument/inlayHint', {
        textDocument: { uri },
        range,
    });
    const lines = client.document(uri).getText().split('\n');
    return found.map(({ position: { line, character }, label }) => {
        const text = lines[line] ?? '';
        return `${text.slice(0, character)} [${label}]${text.slice(character)}`.trim();
    });
}

async function lenses(client: TestClient): Promise<CodeLens[]> {
    return client.request('textDocument/codeLens', { textDocument: { uri } });
}

describe('inlay hints', () => {
    test('stand behind the first line of each test that sleeps, loops, helpers and setUp included', async () => {
        const client = await opened({});
        expect(await hints(client)).toEqual([
            'def test_rounds(name): [2.75 s asleep, 3 times]',
            'def test_plain(): [1 s asleep]',
            'def test_maybe(flag): [≥ 1.5 s asleep]',
            'def test_quick(self): [0.5 s asleep]',
        ]);
    });

    test('stand behind each sleep that takes longer than its line says', async () => {
        const client = await opened({ inlayHints: 'sleep' });
        expect(await hints(client)).toEqual([
            'time.sleep(0.1) [5 × 0.1 s = 0.5 s]',
            'time.sleep(DELAY) [2 s]',
            'nap() [0.25 s]',
        ]);
    });

    test('are given for the lines that are asked about', async () => {
        const client = await opened({});
        const range = { start: { line: 20, character: 0 }, end: { line: 21, character: 0 } };
        expect(await hints(client, range)).toEqual(['def test_plain(): [1 s asleep]']);
    });

    test('follow the text', async () => {
        const client = await opened({}, STEADY);
        expect(await hints(client)).toEqual([]);
        await client.change(uri, { text: `import time\n\n\ndef test_a():\n    time.sleep(4)\n` });
        expect(await hints(client)).toEqual(['def test_a(): [4 s asleep]']);
    });

    test('can be switched off, and are asked for again when that changes', async () => {
        let inlayHints = 'off';
        const client = server.client();
        client.connection.onRequest('workspace/configuration', ({ items }: ConfigurationParams) =>
            items.map(() => ({ inlayHints })),
        );
        const refreshed = new Promise<void>(resolve => {
            client.connection.onRequest('workspace/inlayHint/refresh', () => {
                resolve();
                return null;
            });
        });
        await client.initialize({
            ...PUSH,
            workspace: { ...PUSH.workspace, configuration: true, inlayHint: { refreshSupport: true } },
        });
        await client.open(uri, COSTS);
        expect(await hints(client)).toEqual([]);
        inlayHints = 'test';
        await client.notify('workspace/didChangeConfiguration', { settings: null });
        await refreshed;
        expect(await hints(client)).toHaveLength(4);
    });

    test('are not given where Steady is off, nor in files that are no tests', async () => {
        const off = await opened({ enabled: false });
        expect(await hints(off)).toEqual([]);
        const client = server.client();
        await client.initialize(PUSH, { initializationOptions: { settings: {} } });
        const other = 'file:///project/src/worker.py';
        await client.open(other, 'import time\n\n\ndef test_a():\n    time.sleep(4)\n');
        expect(
            await client.request('textDocument/inlayHint', { textDocument: { uri: other }, range: ALL }),
        ).toEqual([]);
    });
});

describe('code lenses', () => {
    test('are off unless they are wanted', async () => {
        expect(await lenses(await opened({}))).toEqual([]);
    });

    test('stand above each test that sleeps, and lead to the reason', async () => {
        const client = await opened({ codeLens: { enable: true } }, COSTS, ['steady.why']);
        const found = await lenses(client);
        expect(found.map(({ range, command }) => [range.start.line, command?.title])).toEqual([
            [13, '2.75 s asleep, 3 times'],
            [20, '1 s asleep'],
            [24, '≥ 1.5 s asleep'],
            [39, '0.5 s asleep'],
        ]);
        expect(found[1]?.command).toMatchObject({
            command: 'steady.why',
            arguments: [uri, { line: 20, character: 0 }],
        });
    });

    test('say the seconds in clients that have no command to follow', async () => {
        const client = await opened({ codeLens: { enable: true } });
        expect((await lenses(client))[0]?.command).toMatchObject({
            title: '2.75 s asleep, 3 times',
            command: '',
        });
    });
});

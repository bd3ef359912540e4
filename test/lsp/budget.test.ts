/** A rule that takes longer than its budget runs when a file is opened or saved; until then its findings stay. */
import { describe, expect, test } from 'vitest';
import type { Status } from '../../server/src/lsp/protocol.ts';
import { ONE_RULE, PUSH, type TestClient, useServer } from './client.ts';
import { at, SLEEP_LINE, SLEEPY } from './samples.ts';

const server = useServer();
const uri = at('test_a.py');
const TOP = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
/** In the test itself: what is typed elsewhere costs its rules nothing. */
const ABOVE_SLEEP = { start: { line: SLEEP_LINE, character: 0 }, end: { line: SLEEP_LINE, character: 0 } };
const SECOND = `\n\n${SLEEPY.slice(SLEEPY.indexOf('def test')).replace('test_worker_delivers', 'test_again')}`;

async function opened(milliseconds: number): Promise<TestClient> {
    const client = server.client();
    const settings = { ...ONE_RULE, ruleBudget: { milliseconds } };
    await client.initialize(PUSH, { initializationOptions: { settings } });
    await client.open(uri, SLEEPY);
    await client.pushed(uri, 1);
    return client;
}

const lines = async (client: TestClient, version: number) =>
    (await client.pushed(uri, version)).diagnostics.map(({ range }) => range.start.line);

/** Puts a second test behind the first, and gives the lines of the findings. */
async function addTest(client: TestClient, version: number): Promise<number[]> {
    const end = client.document(uri).positionAt(client.document(uri).getText().length);
    await client.change(uri, { range: { start: end, end }, text: SECOND });
    return lines(client, version);
}

function statusOf(client: TestClient, fits: RegExp, from = 0): Promise<Status> {
    return client.heardOf<Status>(
        '$/steady/status',
        status => status.uri === uri && fits.test(status.message),
        from,
    );
}

describe('the status of a document', () => {
    test('says what was found and how long it took', async () => {
        const client = await opened(60_000);
        expect((await statusOf(client, /found|warning/)).message).toMatch(/^1 warning; \d+ ms\.$/);
        await client.change(uri, { text: 'def test_a():\n    pass\n' });
        expect((await statusOf(client, /Nothing/)).message).toMatch(/^Nothing found; \d+ ms\.$/);
    });
});

describe('a rule within its budget', () => {
    test('sees every change', async () => {
        const client = await opened(60_000);
        await client.change(uri, { range: TOP, text: '\n' });
        expect(await lines(client, 2)).toEqual([SLEEP_LINE + 1]);
        expect(await addTest(client, 3)).toHaveLength(2);
    });
});

describe('a rule over its budget', () => {
    test('is named; its findings stay and move; what is new comes when the file is saved', async () => {
        const client = await opened(0.000_1);
        await client.change(uri, { range: ABOVE_SLEEP, text: '\n' });
        expect(await lines(client, 2)).toEqual([SLEEP_LINE + 1]);
        const { message } = await statusOf(client, /took/);
        expect(message).toMatch(
            / sleep-as-sync took \d+ ms: the timing rules run here only when the file is saved\.$/,
        );

        await client.change(uri, { range: TOP, text: '\n' });
        expect(await lines(client, 3)).toEqual([SLEEP_LINE + 2]);
        expect(await addTest(client, 4)).toEqual([SLEEP_LINE + 2]);

        const from = client.heard.length;
        await client.notify('textDocument/didSave', { textDocument: { uri } });
        await client.heardOf<{ diagnostics: unknown[] }>(
            'textDocument/publishDiagnostics',
            ({ diagnostics }) => diagnostics.length === 2,
            from,
        );
    });

    test('runs always where there is no budget', async () => {
        const client = await opened(0);
        await client.change(uri, { range: TOP, text: '\n' });
        await client.pushed(uri, 2);
        expect(await addTest(client, 3)).toHaveLength(2);
    });

    test('still has its fixes: who asks gets an answer', async () => {
        const client = await opened(0.000_1);
        for (const version of [2, 3]) {
            await client.change(uri, { range: ABOVE_SLEEP, text: '\n' });
            await client.pushed(uri, version);
        }
        const place = { line: SLEEP_LINE + 2, character: 6 };
        const actions = await client.codeActions(uri, { start: place, end: place });
        expect(actions[0]?.title).toMatch(/\(unsafe/);
    });
});

import { describe, expect, test } from 'vitest';
import type { FullDocumentDiagnosticReport } from 'vscode-languageserver/node';
import { PULL, PUSH, type TestClient, useServer } from './client.ts';
import { at, RACE, SLEEP_LINE, SLEEPY, STEADY } from './samples.ts';

const server = useServer();
const uri = at('test_a.py');
const TOP = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

async function started(capabilities = PUSH): Promise<TestClient> {
    const client = server.client();
    await client.initialize(capabilities);
    return client;
}

function full(report: { kind: string }): FullDocumentDiagnosticReport {
    expect(report.kind).toBe('full');
    return report as FullDocumentDiagnosticReport;
}

describe('diagnostics that are pushed', () => {
    test('opening a test file shows its findings with everything that an editor can use', async () => {
        const client = await started();
        await client.open(uri, SLEEPY);
        const { diagnostics, version } = await client.pushed(uri, 1);
        expect(version).toBe(1);
        expect(diagnostics).toHaveLength(1);
        expect(diagnostics[0]).toMatchObject({
            code: 'sleep-as-sync',
            source: 'steady',
            severity: expect.any(Number),
            message: expect.stringMatching(/\S/),
            range: { start: { line: SLEEP_LINE, character: 4 }, end: { line: SLEEP_LINE } },
            data: { rule: 'sleep-as-sync', version: 1, fingerprint: expect.stringMatching(/\S/) },
        });
        expect(diagnostics[0]?.relatedInformation?.length).toBeGreaterThan(0);
        expect(diagnostics[0]?.relatedInformation?.[0]?.location.uri).toBe(uri);
    });

    test('a finding that covers a region is underlined on its first line, and names the region', async () => {
        const client = server.client();
        await client.initialize(PUSH, {
            initializationOptions: { settings: { select: ['intentional-race'] } },
        });
        await client.open(uri, RACE);
        const { diagnostics } = await client.pushed(uri, 1);
        const race = diagnostics.find(d => d.code === 'intentional-race');
        const lines = RACE.split('\n');
        const first = lines.findIndex(line => line.includes('# Inject some sleeps'));
        expect(race?.range).toEqual({
            start: { line: first, character: 4 },
            end: { line: first, character: lines[first]?.length },
        });
        const last = lines.findIndex(line => line.includes('assert stock.count()'));
        expect(race?.relatedInformation?.[0]?.location.range).toEqual({
            start: { line: first, character: 4 },
            end: { line: last, character: lines[last]?.length },
        });
        expect(JSON.stringify(await client.hover(uri, first, 6))).toContain('held for longer');
        expect(await client.hover(uri, last, 6)).toBeNull();
    });

    test('a client gets nothing that it did not declare', async () => {
        const client = await started({});
        await client.open(uri, SLEEPY);
        const [found] = (await client.pushed(uri, 1)).diagnostics;
        expect(Object.keys(found ?? {}).sort()).toEqual(['code', 'message', 'range', 'severity', 'source']);
    });

    test('every change is answered for its version', async () => {
        const client = await started();
        await client.open(uri, SLEEPY);
        await client.pushed(uri, 1);
        await client.change(uri, { range: TOP, text: '\n' });
        const [moved] = (await client.pushed(uri, 2)).diagnostics;
        expect(moved?.range.start.line).toBe(SLEEP_LINE + 1);
        await client.change(uri, { text: STEADY });
        expect((await client.pushed(uri, 3)).diagnostics).toEqual([]);
    });

    test('of a burst of changes the newest wins, and nothing older comes after it', async () => {
        const client = await started();
        await client.open(uri, SLEEPY);
        await client.pushed(uri, 1);
        await client.together(async () => {
            for (let i = 0; i < 50; i++) await client.change(uri, { range: TOP, text: '\n' });
        });
        const [found] = (await client.pushed(uri, 51)).diagnostics;
        expect(found?.range.start.line).toBe(SLEEP_LINE + 50);
        const versions = client.heard
            .filter(({ method }) => method === 'textDocument/publishDiagnostics')
            .map(({ params }) => (params as { version: number }).version);
        expect(versions).toEqual([1, 51]);
    });

    test('several changes of one notification apply one after the other', async () => {
        const client = await started();
        await client.open(uri, STEADY);
        const end = { line: 2, character: 0 };
        await client.change(
            uri,
            { range: { start: end, end }, text: SLEEPY },
            { range: TOP, text: '# 🧵 first\r\n' },
            { range: { start: { line: 0, character: 2 }, end: { line: 0, character: 4 } }, text: '' },
        );
        const [found] = (await client.pushed(uri, 2)).diagnostics;
        expect(found?.range.start.line).toBe(SLEEP_LINE + 3);
    });

    test('closing a document takes its findings away', async () => {
        const client = await started();
        await client.open(uri, SLEEPY);
        await client.pushed(uri, 1);
        await client.close(uri);
        await client.heardOf(
            'textDocument/publishDiagnostics',
            ({ diagnostics }: { diagnostics: unknown[] }) => diagnostics.length === 0,
        );
    });

    test('a file that is no test gets nothing', async () => {
        const client = await started();
        const other = 'file:///project/worker.py';
        await client.open(other, SLEEPY);
        expect((await client.pushed(other, 1)).diagnostics).toEqual([]);
    });

    test('with more documents open than syntax trees are kept, every one is still answered', async () => {
        const client = await started();
        const uris = Array.from({ length: 30 }, (_, i) => at(`test_${i}.py`));
        for (const one of uris) await client.open(one, SLEEPY);
        for (const one of uris) expect((await client.pushed(one, 1)).diagnostics).toHaveLength(1);
        for (const one of uris) await client.change(one, { range: TOP, text: '\n' });
        for (const one of uris) {
            const [found] = (await client.pushed(one, 2)).diagnostics;
            expect(found?.range.start.line).toBe(SLEEP_LINE + 1);
        }
    });

    test('half-typed code does not make the findings of its function flicker', async () => {
        const client = await started();
        await client.open(uri, SLEEPY);
        await client.pushed(uri, 1);
        const end = { line: SLEEP_LINE + 1, character: 27 };
        await client.change(uri, { range: { start: end, end }, text: '\n    assert len(' });
        const { diagnostics } = await client.pushed(uri, 2);
        expect(diagnostics.map(({ range }) => range.start.line)).toEqual([SLEEP_LINE]);
    });

    test('saving keeps the findings', async () => {
        const client = await started();
        await client.open(uri, SLEEPY);
        const before = await client.pushed(uri, 1);
        const from = client.heard.length;
        await client.notify('textDocument/didSave', { textDocument: { uri } });
        const after = await client.heardOf('textDocument/publishDiagnostics', () => true, from);
        expect(after).toEqual(before);
    });
});

describe('diagnostics on request', () => {
    test('the findings come with the answer and are not pushed as well', async () => {
        const client = await started(PULL);
        await client.open(uri, SLEEPY);
        expect(full(await client.pull(uri)).items.map(({ code }) => code)).toEqual(['sleep-as-sync']);
        expect(client.heard.filter(({ method }) => method === 'textDocument/publishDiagnostics')).toEqual([]);
    });

    test('what the client has already is answered with "unchanged"', async () => {
        const client = await started(PULL);
        await client.open(uri, SLEEPY);
        const { resultId } = full(await client.pull(uri));
        await client.change(uri, {
            range: { start: { line: 12, character: 0 }, end: { line: 12, character: 0 } },
            text: '# end\n',
        });
        expect(await client.pull(uri, resultId)).toEqual({ kind: 'unchanged', resultId });
    });

    test('a change that moves a finding gives a new result', async () => {
        const client = await started(PULL);
        await client.open(uri, SLEEPY);
        const { resultId } = full(await client.pull(uri));
        await client.change(uri, { range: TOP, text: '\n' });
        const report = full(await client.pull(uri, resultId));
        expect(report.resultId).not.toBe(resultId);
        expect(report.items[0]?.range.start.line).toBe(SLEEP_LINE + 1);
    });

    test('a result that the client never had is sent in full', async () => {
        const client = await started(PULL);
        await client.open(uri, SLEEPY);
        await client.pull(uri);
        expect(full(await client.pull(uri, 'from another life')).items).toHaveLength(1);
    });

    test('a request that a change has overtaken is cancelled by the server and may be repeated', async () => {
        const client = await started(PULL);
        await client.open(uri, SLEEPY);
        await client.pull(uri);
        let overtaken: Promise<unknown> = Promise.resolve();
        await client.together(() => {
            overtaken = client.pull(uri);
            overtaken.catch(() => undefined);
            return client.change(uri, { range: TOP, text: '\n' });
        });
        await expect(overtaken).rejects.toMatchObject({ code: -32802, data: { retriggerRequest: true } });
        expect(full(await client.pull(uri)).items[0]?.range.start.line).toBe(SLEEP_LINE + 1);
    });
});

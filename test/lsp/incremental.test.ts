import fc from 'fast-check';
import { expect, test } from 'vitest';
import type {
    FullDocumentDiagnosticReport,
    TextDocumentContentChangeEvent,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { PULL, type TestClient, useServer } from './client.ts';
import { at, SLEEPY } from './samples.ts';

const server = useServer();

/** What people and editors type, paste and tear apart. */
const PIECES = [
    '',
    '\n',
    '\r\n',
    '\r',
    ' ',
    '    ',
    '\t',
    '🧵',
    'é',
    '\uFEFF',
    '#',
    '"',
    '"""',
    "'",
    '(',
    ')',
    ':',
    '\\',
    'time.sleep(1)',
    '\n    time.sleep(3)\n    assert done\n',
    'import time\r\n',
    'def test_more():\n    pass\n',
    SLEEPY,
];

interface Stroke {
    readonly from: number;
    readonly length: number;
    readonly text: string;
}
const stroke: fc.Arbitrary<Stroke> = fc.record({
    from: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.oneof(
        { weight: 4, arbitrary: fc.integer({ min: 0, max: 6 }) },
        fc.integer({ min: 7, max: 200 }),
    ),
    text: fc.constantFrom(...PIECES),
});
const notification = fc.array(stroke, { minLength: 1, maxLength: 4 });

interface Edit {
    readonly change: TextDocumentContentChangeEvent;
    /** What takes the change back. */
    readonly undo: TextDocumentContentChangeEvent;
}

/** One notification's changes, each placed in the text that the one before leaves. */
function editsFor(document: TextDocument, strokes: readonly Stroke[]): Edit[] {
    const copy = TextDocument.create(document.uri, 'python', 0, document.getText());
    return strokes.map(({ from, length, text }) => {
        const at = Math.floor(from * copy.getText().length);
        const range = { start: copy.positionAt(at), end: copy.positionAt(at + length) };
        const start = copy.offsetAt(range.start);
        const before = copy.getText(range);
        TextDocument.update(copy, [{ range, text }], 0);
        const inserted = { start: copy.positionAt(start), end: copy.positionAt(start + text.length) };
        return { change: { range, text }, undo: { range: inserted, text: before } };
    });
}

async function findings(client: TestClient, uri: string) {
    const report = (await client.pull(uri)) as FullDocumentDiagnosticReport;
    return report.items.map(({ code, range, message }) => ({ code, range, message }));
}

test('a document torn apart and put together again step by step has the findings of the same text opened afresh', async () => {
    const client = server.client();
    await client.initialize(PULL);
    let run = 0;
    await fc.assert(
        fc.asyncProperty(
            fc.constantFrom(SLEEPY, SLEEPY.replaceAll('\n', '\r\n'), `# 🧵\r\n${SLEEPY}`),
            fc.array(notification, { minLength: 1, maxLength: 8 }),
            async (start, notifications) => {
                run++;
                const [edited, fresh] = [at(`test_edited_${run}.py`), at(`test_fresh_${run}.py`)];
                await client.open(edited, start);
                const undo: TextDocumentContentChangeEvent[] = [];
                for (const strokes of notifications) {
                    const edits = editsFor(client.document(edited), strokes);
                    undo.unshift(...edits.map(edit => edit.undo).reverse());
                    await client.change(edited, ...edits.map(({ change }) => change));
                    await client.pull(edited);
                }
                await client.change(edited, ...undo);
                // A line ending that was torn apart cannot always be taken back by positions.
                if (client.document(edited).getText() !== start) await client.change(edited, { text: start });
                await client.open(fresh, start);
                const expected = await findings(client, fresh);
                expect(expected).toHaveLength(1);
                expect(await findings(client, edited)).toEqual(expected);
                await client.close(edited);
                await client.close(fresh);
            },
        ),
        { numRuns: 60 },
    );
}, 120_000);

import { expect, test } from 'vitest';
import type { MarkupContent } from 'vscode-languageserver/node';
import { plainText } from '../../server/src/lsp/markdown.ts';
import { PUSH, useServer } from './client.ts';
import { at, SLEEP_LINE, SLEEPY } from './samples.ts';

const server = useServer();
const uri = at('test_a.py');

async function hoverText(format: ('markdown' | 'plaintext')[], commands: string[] = []) {
    const client = server.client();
    await client.initialize(
        {
            ...PUSH,
            textDocument: { ...PUSH.textDocument, hover: { contentFormat: format } },
        },
        { initializationOptions: { commands } },
    );
    await client.open(uri, SLEEPY);
    const [finding] = (await client.pushed(uri, 1)).diagnostics;
    const hover = await client.hover(uri, SLEEP_LINE, 6);
    return { hover, contents: hover?.contents as MarkupContent, message: String(finding?.message) };
}

test('a hover over a finding says why and what to do, and not what its marker says already', async () => {
    const { hover, contents, message } = await hoverText(['markdown', 'plaintext']);
    expect(contents.kind).toBe('markdown');
    expect(contents.value).not.toContain(message);
    expect(contents.value).toContain('**What to do:**');
    expect(contents.value).toMatch(/\n\nsleep-as-sync · confidence: \w+$/);
    expect(hover?.range?.start).toEqual({ line: SLEEP_LINE, character: 4 });
});

test("the rule's name leads to its page in clients that have a command for that", async () => {
    const { contents } = await hoverText(['markdown'], ['steady.explainRule']);
    expect(contents.value).toContain(
        '[sleep-as-sync](command:steady.explainRule?%5B%22sleep-as-sync%22%5D) · confidence: ',
    );
});

test('a client without Markdown gets plain text', async () => {
    const { contents } = await hoverText(['plaintext']);
    expect(contents.kind).toBe('plaintext');
    expect(contents.value).toContain('What to do:');
    expect(contents.value).not.toMatch(/\*\*|```/);
});

test('away from findings there is no hover', async () => {
    const client = server.client();
    await client.initialize();
    await client.open(uri, SLEEPY);
    expect(await client.hover(uri, 0, 0)).toBeNull();
});

test('a hover sees the newest text even when it comes right behind the change', async () => {
    const client = server.client();
    await client.initialize();
    await client.open(uri, SLEEPY);
    const top = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    void client.change(uri, { range: top, text: '\n\n' });
    const hover = await client.hover(uri, SLEEP_LINE + 2, 6);
    expect(hover?.range?.start.line).toBe(SLEEP_LINE + 2);
});

test('plain text keeps fixed-width blocks and names to the letter', () => {
    const markdown =
        '**`a_b_c`** and *this* in [a page](https://x.org/y)\n\n```text\n *test*   _worker_\n```\n\n## Next';
    expect(plainText(markdown)).toBe(
        'a_b_c and this in a page (https://x.org/y)\n\n *test*   _worker_\n\nNext',
    );
});

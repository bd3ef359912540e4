import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { afterEach, describe, expect, test } from 'vitest';
import { FrameReader } from '../../server/src/lsp/framing.ts';
import { spawnServer, useServer, within } from './client.ts';

const server = useServer();

interface Answer {
    readonly id: number | null;
    readonly error?: { readonly code: number; readonly message: string };
    readonly result?: unknown;
}

/** Bytes in, answers out: no library between the test and the server. */
class RawClient {
    readonly process: ChildProcessWithoutNullStreams;
    readonly #answers: Answer[] = [];
    #wake: () => void = () => undefined;

    constructor() {
        this.process = spawnServer(server.built);
        const reader = new FrameReader(
            listener => this.process.stdout.on('data', listener),
            reason => {
                throw new Error(`The server wrote what is no message: ${reason}`);
            },
        );
        reader.listen(message => {
            if (!('id' in message) || 'method' in message) return;
            this.#answers.push(message as unknown as Answer);
            this.#wake();
        });
    }

    send(bytes: string | Uint8Array): void {
        this.process.stdin.write(bytes);
    }

    async answer(): Promise<Answer> {
        const [next] = this.#answers.splice(0, 1);
        if (next !== undefined) return next;
        await within(
            new Promise<void>(resolve => {
                this.#wake = resolve;
            }),
            'an answer',
        );
        return this.answer();
    }
}

const frame = (body: string) => `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
const initialize = frame('{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}');

describe('bytes that are not messages', () => {
    let client: RawClient | undefined;
    afterEach(() => client?.process.kill());
    const start = () => {
        client = new RawClient();
        return client;
    };

    const broken: readonly [name: string, bytes: string | Uint8Array, code: number][] = [
        ['a body that is not JSON', frame('{"jsonrpc": "2.0", "id": 1, '), -32700],
        ['a body that is not UTF-8', Buffer.from('Content-Length: 2\r\n\r\n\xff\xfe', 'latin1'), -32700],
        ['a header without a length', 'Content-Type: application/json\r\n\r\n{"id":1}', -32700],
        ['a length that is not a number', 'Content-Length: many\r\n\r\n{"id":1}', -32700],
        ['a negative length', 'Content-Length: -5\r\n\r\n{"id":1}', -32700],
        ['a length beyond all measure', 'Content-Length: 99999999999999\r\n\r\n{"id":1}', -32700],
        ['text before the header', 'hello there\r\n\r\n', -32700],
        ['a length that is too short', 'Content-Length: 3\r\n\r\n{"id":1}', -32700],
        ['an array of messages', frame('[{"jsonrpc":"2.0","id":1,"method":"initialize"}]'), -32600],
        ['a number', frame('42'), -32600],
        ['an object without a method', frame('{"jsonrpc":"2.0","id":1}'), -32600],
        ['a request whose id is an object', frame('{"jsonrpc":"2.0","id":{},"method":"initialize"}'), -32600],
        [
            'parameters that are a string',
            frame('{"jsonrpc":"2.0","id":1,"method":"initialize","params":"x"}'),
            -32602,
        ],
    ];
    test.each(broken)('%s gets an error, and the next message is answered', async (_name, bytes, code) => {
        const { send, answer } = bound(start());
        send(bytes);
        send(initialize);
        expect((await answer()).error?.code).toBe(code);
        let next = await answer();
        // What is left of a body that was cut short is broken once more.
        while (next.id === null) next = await answer();
        expect(next.result).toHaveProperty('capabilities.hoverProvider', true);
    });

    test('a length that swallows the next header loses only its own message', async () => {
        const { send, answer } = bound(start());
        send('Content-Length: 40\r\n\r\n{"jsonrpc":"2.0"}');
        send(initialize);
        expect((await answer()).error?.code).toBe(-32700);
        expect((await answer()).id).toBe(1);
    });

    test('a message may come byte by byte', async () => {
        const { send, answer } = bound(start());
        for (const byte of Buffer.from(initialize)) send(Uint8Array.of(byte));
        expect((await answer()).id).toBe(1);
    });

    test('header names may be written in any case, with other headers around', async () => {
        const { send, answer } = bound(start());
        const [header = '', body = ''] = initialize.split('\r\n\r\n');
        send(
            `content-type: application/vscode-jsonrpc; charset=utf-8\r\n${header.toUpperCase()}\r\n\r\n${body}`,
        );
        expect((await answer()).id).toBe(1);
    });
});

function bound(client: RawClient) {
    return {
        send: (bytes: string | Uint8Array) => client.send(bytes),
        answer: () => client.answer(),
    };
}

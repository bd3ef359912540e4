/**
 * Reads messages from a stream of bytes and survives what is not a message. The library's own reader loses
 * its place for ever at the first bad header; this one reports what it could not read and goes on at the
 * next `Content-Length`.
 */
import { AbstractMessageReader, type DataCallback, Disposable } from 'vscode-languageserver';

/** More than any editor sends; a larger length is a broken header, not a reason to wait for ever. */
const MAX_BODY_BYTES = 256 * 1024 * 1024;
/** Bytes without the end of a header after which they cannot be one. */
const MAX_HEADER_BYTES = 8 * 1024;
const NAME = 'content-length:';

type Header =
    | { readonly kind: 'incomplete' }
    | { readonly kind: 'bad'; readonly reason: string; readonly resume: number }
    | { readonly kind: 'ok'; readonly bodyStart: number; readonly length: number };

/** Calls the listener with each stretch of bytes that arrives. */
export type ByteSource = (listener: (bytes: Uint8Array) => void) => void;

/** A message reader over bytes. `onMalformed` hears, in one sentence, about each stretch that was dropped. */
export class FrameReader extends AbstractMessageReader {
    readonly #source: ByteSource;
    readonly #onMalformed: (reason: string) => void;
    readonly #decoder = new TextDecoder('utf-8', { fatal: true });
    #chunks: Uint8Array[] = [];
    #size = 0;
    /** Nothing can be read before this many bytes are there. */
    #needed = 1;

    constructor(source: ByteSource, onMalformed: (reason: string) => void) {
        super();
        this.#source = source;
        this.#onMalformed = onMalformed;
    }

    listen(callback: DataCallback): Disposable {
        let listening = true;
        this.#source(chunk => {
            if (!listening) return;
            this.#chunks.push(chunk);
            this.#size += chunk.byteLength;
            if (this.#size >= this.#needed) this.#drain(callback);
        });
        return Disposable.create(() => {
            listening = false;
        });
    }

    #drain(callback: DataCallback): void {
        let bytes = join(this.#chunks, this.#size);
        this.#needed = 1;
        while (bytes.byteLength > 0) {
            const header = readHeader(bytes);
            if (header.kind === 'incomplete') break;
            if (header.kind === 'bad') {
                this.#onMalformed(header.reason);
                bytes = bytes.subarray(header.resume);
                continue;
            }
            const end = header.bodyStart + header.length;
            if (bytes.byteLength < end) {
                this.#needed = end;
                break;
            }
            const body = bytes.subarray(header.bodyStart, end);
            const message = this.#parse(body);
            if (message === undefined) {
                // The length was wrong or the JSON was: the next message may begin inside this body.
                const inner = findHeader(body, 0);
                bytes = bytes.subarray(inner === -1 ? end : header.bodyStart + inner);
                continue;
            }
            bytes = bytes.subarray(end);
            this.#deliver(callback, message);
        }
        this.#chunks = bytes.byteLength === 0 ? [] : [bytes];
        this.#size = bytes.byteLength;
    }

    #parse(body: Uint8Array): { readonly value: unknown } | undefined {
        try {
            return { value: JSON.parse(this.#decoder.decode(body)) };
        } catch (error) {
            this.#onMalformed(`The body is not JSON in UTF-8: ${messageOf(error)}`);
            return undefined;
        }
    }

    #deliver(callback: DataCallback, message: { readonly value: unknown }): void {
        try {
            callback(message.value as Parameters<DataCallback>[0]);
        } catch (error) {
            this.fireError(error);
        }
    }
}

function readHeader(bytes: Uint8Array): Header {
    const end = endOfHeader(bytes);
    if (end === -1) {
        if (bytes.byteLength <= MAX_HEADER_BYTES) return { kind: 'incomplete' };
        return bad(bytes, 1, `No header within ${MAX_HEADER_BYTES} bytes.`);
    }
    const lines = ascii(bytes.subarray(0, end)).split('\r\n').filter(Boolean);
    const length = lines
        .find(line => line.toLowerCase().startsWith(NAME))
        ?.slice(NAME.length)
        .trim();
    if (length === undefined) return bad(bytes, 1, 'The header has no Content-Length.', end);
    if (!/^\d+$/.test(length)) return bad(bytes, 1, `Content-Length is not a number: ${length}`, end);
    if (Number(length) > MAX_BODY_BYTES) return bad(bytes, 1, `Content-Length is too large: ${length}`, end);
    return { kind: 'ok', bodyStart: end, length: Number(length) };
}

/** Resumes at the next thing that looks like a header, or else behind what was read. */
function bad(bytes: Uint8Array, from: number, reason: string, end = bytes.byteLength): Header {
    const next = findHeader(bytes, from);
    return { kind: 'bad', reason, resume: next === -1 ? Math.max(end, from) : next };
}

/** The offset just behind the empty line that ends a header, or -1. */
function endOfHeader(bytes: Uint8Array): number {
    for (let i = bytes.indexOf(13); i !== -1 && i + 3 < bytes.byteLength; i = bytes.indexOf(13, i + 1)) {
        if (bytes[i + 1] === 10 && bytes[i + 2] === 13 && bytes[i + 3] === 10) return i + 4;
    }
    return -1;
}

/** The offset of the next `Content-Length:` in any case, or -1. */
function findHeader(bytes: Uint8Array, from: number): number {
    for (let start = from; start + NAME.length <= bytes.byteLength; start++) {
        let i = 0;
        while (i < NAME.length && ((bytes[start + i] ?? 0) | 0x20) === (NAME.charCodeAt(i) | 0x20)) i++;
        if (i === NAME.length) return start;
    }
    return -1;
}

function ascii(bytes: Uint8Array): string {
    return String.fromCharCode(...bytes.subarray(0, MAX_HEADER_BYTES));
}

function join(chunks: readonly Uint8Array[], size: number): Uint8Array {
    const [only] = chunks;
    if (chunks.length === 1 && only !== undefined) return only;
    const whole = new Uint8Array(size);
    let offset = 0;
    for (const chunk of chunks) {
        whole.set(chunk, offset);
        offset += chunk.byteLength;
    }
    return whole;
}

function messageOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}

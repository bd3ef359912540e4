/** Bytes of a Python file to text, as Python itself decides it (PEP 263). */
import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';

/** How the bytes of a file stand for its text. */
export interface Encoding {
    readonly name: string;
    /** Whether the file begins with the mark of UTF-8, which is no part of the text. */
    readonly mark: boolean;
}

export type Decoded = { readonly text: string; readonly encoding: Encoding } | { readonly error: string };

const COOKIE = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;
const BLANK_OR_COMMENT = /^[ \t\f]*(?:#.*)?$/;
/** Names that iconv-lite knows and that are no character sets of Python source. */
const NOT_FOR_SOURCE = /^(?:utf-?(?:7|16|32)|ucs-?[24]|base64|hex|binary)/i;

/** Decodes a source file; what cannot be decoded is said in one sentence without the file's name. */
export function decodeSource(bytes: Buffer): Decoded {
    const mark = byteOrderMark(bytes);
    if (mark === 'UTF-16' || mark === 'UTF-32') {
        return { error: `is encoded in ${mark}, which Python does not read: save it as UTF-8` };
    }
    const body = mark === 'UTF-8' ? bytes.subarray(3) : bytes;
    if (body.includes(0)) return { error: 'contains null bytes: it is not Python source' };
    const cookie = findCookie(body);
    const encoding = cookie === undefined ? 'utf-8' : normalise(cookie);
    if (mark === 'UTF-8' && encoding !== 'utf-8') {
        return {
            error: `begins with a UTF-8 mark but declares the encoding "${cookie}": remove one of them`,
        };
    }
    if (encoding === 'utf-8') {
        if (isUtf8(body))
            return { text: body.toString('utf8'), encoding: { name: 'utf-8', mark: mark === 'UTF-8' } };
        const advice =
            cookie === undefined
                ? 'declare its encoding in the first line, or save it as UTF-8'
                : 'save it as UTF-8';
        return { error: `is not valid UTF-8 (line ${lineOfInvalid(body)}): ${advice}` };
    }
    if (NOT_FOR_SOURCE.test(encoding) || !iconv.encodingExists(encoding)) {
        return { error: `declares the encoding "${cookie}", which is not known: correct its first lines` };
    }
    const text = iconv.decode(body, encoding);
    return text.includes('\ufffd')
        ? { error: `is not valid ${cookie}, the encoding that it declares` }
        : { text, encoding: { name: encoding, mark: false } };
}

/** The bytes of a text in the encoding that its file has; `undefined` if that has no sign for something in it. */
export function encodeSource(text: string, { name, mark }: Encoding): Buffer | undefined {
    const bytes = name === 'utf-8' ? Buffer.from(text) : iconv.encode(text, name);
    if (name !== 'utf-8' && iconv.decode(bytes, name) !== text) return undefined;
    return mark ? Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]) : bytes;
}

function byteOrderMark(bytes: Buffer): 'UTF-8' | 'UTF-16' | 'UTF-32' | undefined {
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'UTF-8';
    if (bytes[0] === 0xff && bytes[1] === 0xfe)
        return bytes.length > 3 && bytes[2] === 0 && bytes[3] === 0 ? 'UTF-32' : 'UTF-16';
    if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'UTF-16';
    return undefined;
}

/** The declared encoding: in the first line, or in the second one if the first holds no code. */
function findCookie(body: Buffer): string | undefined {
    const [first = '', second = ''] = body
        .subarray(0, 1000)
        .toString('latin1')
        .split(/\r\n|\r|\n/, 2);
    const found = COOKIE.exec(first)?.[1];
    if (found !== undefined || !BLANK_OR_COMMENT.test(first)) return found;
    return COOKIE.exec(second)?.[1];
}

/** Python's own short list of spellings; everything else is left to the table of encodings. */
function normalise(cookie: string): string {
    const name = cookie.toLowerCase().replaceAll('_', '-');
    if (/^utf-?8(?:-|$)/.test(name)) return 'utf-8';
    if (/^(?:latin-1|iso-8859-1|iso-latin-1)(?:-|$)/.test(name)) return 'iso-8859-1';
    return name;
}

function lineOfInvalid(body: Buffer): number {
    let line = 1;
    let start = 0;
    for (;;) {
        const end = body.indexOf(0x0a, start);
        if (!isUtf8(body.subarray(start, end === -1 ? body.length : end)) || end === -1) return line;
        line++;
        start = end + 1;
    }
}

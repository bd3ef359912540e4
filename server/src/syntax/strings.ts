/** Python string literals. */

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
    '\\': '\\',
    "'": "'",
    '"': '"',
    a: '\x07',
    b: '\b',
    f: '\f',
    n: '\n',
    r: '\r',
    t: '\t',
    v: '\v',
};

/**
 * The value of a literal's inside. Named characters (`\N{...}`) stay as they are written: no rule reads them.
 *
 * @param raw the text between the quotes
 * @param isRaw whether the literal has the prefix `r`
 */
export function decodeString(raw: string, isRaw: boolean): string {
    if (isRaw || !raw.includes('\\')) return raw;
    return raw.replace(
        /\\(\r\n|\n|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|[\s\S])/g,
        (whole: string, body: string) => {
            if (body === '\n' || body === '\r\n') return '';
            const simple = SIMPLE_ESCAPES[body];
            if (simple !== undefined) return simple;
            if (/^[xuU]./.test(body)) {
                const point = Number.parseInt(body.slice(1), 16);
                return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
            }
            if (/^[0-7]+$/.test(body)) return String.fromCharCode(Number.parseInt(body, 8));
            return whole;
        },
    );
}

/** Whether a literal is a key that a provider would accept. */
import { DOCUMENTED, PLACEHOLDER, SECRETS, type SecretRow } from '../libraries/privileges/secrets.ts';

export interface Secret {
    readonly row: SecretRow;
    /** The key, cut so that it can be shown: `AKIA…7Q2M`. */
    readonly shown: string;
}

/** @param name what the literal is assigned to or passed as; empty if it has no name */
export function secretIn(text: string, name: string): Secret | undefined {
    for (const row of SECRETS) {
        if (row.named && !row.named.test(name)) continue;
        const match = row.format.exec(text);
        if (!match) continue;
        const key = match[0];
        const random = (row.random === undefined ? key : (match[row.random] ?? '')).replace(/\s+/g, '');
        if (DOCUMENTED.some(known => key.includes(known) || known.includes(random))) continue;
        if (PLACEHOLDER.test(row.local ? random.slice(0, 40) : random)) continue;
        if (entropy(random) < row.entropy) continue;
        return { row, shown: shorten(key) };
    }
    return undefined;
}

/** Shannon's entropy of a text, in bits a character. */
function entropy(text: string): number {
    const counts = new Map<string, number>();
    for (const c of text) counts.set(c, (counts.get(c) ?? 0) + 1);
    let bits = 0;
    for (const n of counts.values()) bits -= (n / text.length) * Math.log2(n / text.length);
    return bits;
}

function shorten(key: string): string {
    const line = key.split(/\r?\n/)[0] ?? key;
    return line.startsWith('-----') ? line : `${line.slice(0, 6)}…${line.slice(-3)}`;
}

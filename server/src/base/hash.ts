/** A short, stable, non-cryptographic hash for fingerprints and cache keys. */

/** 64 bits of FNV-1a in two lanes over UTF-16 units, as 16 hexadecimal digits. */
export function hashText(text: string): string {
    let a = 0x811c9dc5;
    let b = 0xcbf29ce4;
    for (let i = 0; i < text.length; i++) {
        const unit = text.charCodeAt(i);
        a = Math.imul(a ^ unit, 0x01000193);
        b = Math.imul(b ^ ((unit << 5) | (unit >>> 11)), 0x01000197);
    }
    return (a >>> 0).toString(16).padStart(8, '0') + (b >>> 0).toString(16).padStart(8, '0');
}

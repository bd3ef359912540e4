/** Unpacks a VSIX, which is a zip whose folder `extension` is the extension. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import JSZip from 'jszip';

/**
 * @param {string} vsix path of the file
 * @param {string} into an existing folder
 * @returns {Promise<string>} the extension's own folder there
 */
export async function unpack(vsix, into) {
    const zip = await JSZip.loadAsync(readFileSync(vsix));
    for (const entry of Object.values(zip.files)) {
        if (entry.dir || !entry.name.startsWith('extension/')) continue;
        const path = join(into, entry.name);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, await entry.async('nodebuffer'));
    }
    return join(into, 'extension');
}

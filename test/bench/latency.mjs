/** How long after a keystroke the diagnostics are there, over the protocol. */

import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { singleCharacterEdits } from './edits.mjs';
import { startServer } from './language-server.mjs';
import { summarise } from './statistics.mjs';

/**
 * Opens a file in a fresh server and types into it.
 *
 * @param {string} script the server
 * @param {string} path the file
 * @param {{ edits: number, seconds?: number }} limits how much is typed, and after how long it is enough
 */
export async function measureLatency(script, path, { edits, seconds = Number.POSITIVE_INFINITY }) {
    // As an editor has it: newlines of one kind.
    const text = readFileSync(path, 'utf8');
    const server = await startServer(script, dirname(path));
    try {
        const opened = await server.open(path, text);
        const untilFirst = performance.now() - server.started;
        const began = performance.now();
        const times = [];
        let version = 1;
        for (const edit of singleCharacterEdits(text, edits)) {
            if (performance.now() - began > seconds * 1000) break;
            version++;
            times.push((await server.change(path, version, edit)).milliseconds);
        }
        return {
            edit: summarise(times),
            open: opened.milliseconds,
            findings: opened.count,
            untilFirst,
            peakMemory: server.peakMemory(),
        };
    } finally {
        await server.stop();
    }
}

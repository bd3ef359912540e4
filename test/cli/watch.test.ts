import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FLAKY, STEADY, useCli } from './harness.ts';

const cli = useCli();

/** A watching process, and a way to wait for what it says. */
function watching(folder: string) {
    const child = spawn(
        process.execPath,
        [cli.script, 'check', '--watch', '-f', 'concise', '--cache-dir', join(folder, 'cache')],
        { cwd: folder },
    );
    let said = '';
    let look: () => void = () => {};
    for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', chunk => {
            said += String(chunk);
            look();
        });
    }
    const closed = new Promise<number | null>(resolve => child.on('close', resolve));
    return {
        /** Everything up to and with the next `text`. */
        until: (text: string) =>
            new Promise<string>((resolve, reject) => {
                look = () => {
                    const at = said.indexOf(text);
                    if (at === -1) return;
                    look = () => {};
                    const seen = said.slice(0, at + text.length);
                    said = said.slice(at + text.length);
                    resolve(seen);
                };
                child.once('close', () => reject(new Error(`it ended, and said only: ${said}`)));
                look();
            }),
        stop() {
            child.kill('SIGINT');
            return closed;
        },
    };
}

describe('--watch', () => {
    it('checks again after a change, a new file and a corrected mistake, and ends with the last code', async () => {
        const folder = cli.project({ 'test_a.py': STEADY });
        const watch = watching(folder);
        const again = () => watch.until('watching for changes, Ctrl+C ends it\n');
        expect(await again()).toContain('No problems in 1 test file');
        writeFileSync(join(folder, 'test_a.py'), FLAKY);
        expect(await again()).toContain('test_a.py:14:5: warning[sleep-as-sync]');
        writeFileSync(join(folder, 'test_b.py'), FLAKY);
        expect(await again()).toContain('Found 2 problems');
        writeFileSync(join(folder, 'steady.toml'), 'selct = []\nselect = ["sleep-as-sync"]\n');
        expect(await again()).toContain('"selct" is not a setting');
        writeFileSync(join(folder, 'steady.toml'), 'select = ["sleep-as-sync"]\n');
        expect(await again()).toContain('Found 2 problems');
        expect(await watch.stop()).toBe(1);
    });

    it('takes neither --fix nor standard input', async () => {
        const { code, stderr } = await cli.run(cli.project({}), ['check', '--watch', '--fix']);
        expect({ code, stderr }).toEqual({
            code: 2,
            stderr: 'steady: --watch takes neither --fix nor standard input.\n',
        });
    });
});

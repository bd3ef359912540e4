/** A line of progress on the terminal of a person who has to wait; nothing anywhere else. */
const PATIENCE_MS = 400;
const INTERVAL_MS = 80;

export interface Progress {
    update(done: number): void;
    /** Takes the line away. */
    clear(): void;
}

/** Counts up to `total` on standard error, from the moment that the run lasts long. */
export function createProgress(total: number): Progress {
    const started = performance.now();
    let shownAt = 0;
    let shown = false;
    if (process.stderr.isTTY !== true || process.env.TERM === 'dumb') return { update() {}, clear() {} };
    return {
        update(done) {
            const now = performance.now();
            if (now - started < PATIENCE_MS || now - shownAt < INTERVAL_MS) return;
            shownAt = now;
            shown = true;
            const percent = Math.floor((100 * done) / Math.max(1, total));
            const files = `${done.toLocaleString('en-GB')} of ${total.toLocaleString('en-GB')} files`;
            process.stderr.write(`\r\x1b[2KChecking ${files} (${percent} %)`);
        },
        clear() {
            if (shown) process.stderr.write('\r\x1b[2K');
        },
    };
}

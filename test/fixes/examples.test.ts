/** The bundled example: what is found in it, what its fixes do, and what they prove under a real Python. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { places } from '../engine/support.ts';
import { runPython } from '../python.ts';
import { checkSound, findingsOf, fixed } from './support.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url));
const TEST = 'tests/test_sale_race.py';
const text = readFileSync(join(EXAMPLES, TEST), 'utf8');
const path = `examples/${TEST}`;
const RACE = 'TestSales.test_sale_races_with_refresh';

describe('In the example Steady finds', () => {
    it('the administrator context, the sleep, the race, its two delays, and nothing else', () => {
        const line = (code: string) => text.split('\n').findIndex(l => l.includes(code)) + 1;
        expect(places(findingsOf(text, { path }))).toEqual([
            `admin-context@${line('get_admin_context()')}`,
            `sleep-as-sync@${line('time.sleep(0.5)')}`,
            `intentional-race@${line('# Inject some sleeps')}`,
            `injected-delay@${line('time.sleep(1)')}`,
            `injected-delay@${line('time.sleep(2)')}`,
        ]);
    });

    it('nothing in its product', () => {
        for (const name of ['context', 'stock']) {
            const product = readFileSync(join(EXAMPLES, `warehouse/${name}.py`), 'utf8');
            expect(findingsOf(product, { path: `examples/warehouse/${name}.py` })).toEqual([]);
        }
    });

    it('fixes for each that are sound', () => {
        for (const finding of findingsOf(text, { path })) {
            expect(finding.fixes.length, finding.rule).toBeGreaterThan(0);
            for (const fix of finding.fixes) checkSound(text, finding, fix, { path });
        }
    });
});

describe('The example, run under a real Python,', { timeout: 120_000 }, () => {
    let folder = '';
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), 'steady-example-'));
        cpSync(EXAMPLES, folder, { recursive: true });
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    const write = (test: string) => writeFileSync(join(folder, TEST), test);
    const pytest = (...args: string[]) =>
        runPython(['-m', 'pytest', '-q', '-p', 'no:cacheprovider', ...args], { cwd: folder });
    const repeat = (times: number) => {
        const script = fileURLToPath(new URL('repeat_test.py', import.meta.url));
        const { stdout, output } = runPython([script, TEST, RACE, String(times)], {
            cwd: folder,
            seconds: 100,
        });
        expect(stdout, output).toMatch(/^\{/);
        return JSON.parse(stdout) as { passed: number; failures: Record<string, number>; seconds: number };
    };
    const correct = () => {
        const { status, stderr } = spawnSync('git', ['apply', 'corrected.patch'], {
            cwd: folder,
            encoding: 'utf8',
        });
        expect(stderr).toBe('');
        expect(status).toBe(0);
    };
    /** The place was freed although the parcel needs it: that is the race, and not a wait that timed out. */
    const LOST = 'AssertionError: 1 != 0';

    it('passes before the fixes, with the race as a known bug, and takes seconds', () => {
        const { status, output } = pytest();
        expect(status, output).toBe(0);
        expect(output).toMatch(/1 passed, 1 xfailed in [2-9]/);
    });

    it.each(['ordinary-context', 'event-wait', 'join', 'bounded-poll', 'handshake'])(
        'passes after the fix %s',
        kind => {
            write(fixed(text, { path, kind }));
            const { status, output } = pytest();
            expect(status, output).toBe(0);
            expect(output).toMatch(/1 passed, 1 xfailed/);
        },
    );

    it('after the handshake reproduces the race 1,000 times out of 1,000, in milliseconds each', () => {
        write(fixed(text, { path, kind: 'handshake' }));
        const { passed, failures, seconds } = repeat(1000);
        expect({ passed, failures }).toEqual({ passed: 0, failures: { [LOST]: 1000 } });
        expect(seconds / 1000).toBeLessThan(0.05);
    });

    it('after the handshake is green, 200 times out of 200, when the product is corrected', () => {
        write(fixed(text, { path, kind: 'handshake' }));
        correct();
        expect(repeat(200)).toMatchObject({ passed: 200, failures: {} });
        const { status, output } = pytest('--runxfail');
        expect(status, output).toBe(0);
        expect(output).toMatch(/2 passed/);
    });

    it('after all fixes has no sleep, no administrator and no finding left, and still shows the bug', () => {
        let test = text;
        for (const kind of ['ordinary-context', 'event-wait', 'handshake'])
            test = fixed(test, { path, kind });
        expect(test).not.toMatch(/sleep\(|get_admin_context|import time/);
        expect(findingsOf(test, { path })).toEqual([]);
        write(test);
        expect(pytest().output).toMatch(/1 passed, 1 xfailed in 0/);
        expect(pytest('--runxfail').output).toContain(LOST);
    });
});

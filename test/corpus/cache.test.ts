/** What the cache saves on real test suites. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { useCli } from '../cli/harness.ts';
import { ensureCorpus } from './packages.mjs';

const cli = useCli();
const folder = mkdtempSync(join(tmpdir(), 'steady-cost-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Processor time is what a busy machine does not change much; a process can only be asked from inside. */
const METER = `const { writeFileSync } = require('node:fs');
process.on('exit', () => writeFileSync(process.env.STEADY_METER, JSON.stringify(process.cpuUsage())));
`;

interface Run {
    readonly report: string;
    /** Processor seconds of all threads. */
    readonly seconds: number;
}

function check(paths: readonly string[]): Run {
    const meter = join(folder, 'meter.cjs');
    const usage = join(folder, 'usage.json');
    const report = join(folder, 'report.json');
    writeFileSync(meter, METER);
    const options = ['--cache-dir', join(folder, 'cache'), '-f', `concise=${report}`, '--fail-on', 'never'];
    execFileSync(process.execPath, ['--require', meter, cli.script, 'check', ...options, ...paths], {
        env: { ...process.env, STEADY_METER: usage },
        stdio: 'ignore',
    });
    const { user, system } = JSON.parse(readFileSync(usage, 'utf8'));
    return { report: readFileSync(report, 'utf8'), seconds: (user + system) / 1e6 };
}

test('a warm run costs at most a tenth of a cold one, and says the same', { timeout: 600_000 }, () => {
    const corpus = ensureCorpus(['python3-nova', 'python3-cinder']);
    const paths = [join(corpus, 'python3-nova'), join(corpus, 'python3-cinder')];
    const cold = check(paths);
    const warm = check(paths);
    expect(warm.report.replace(/checked in .*/, '')).toBe(cold.report.replace(/checked in .*/, ''));
    expect(warm.seconds).toBeLessThan(cold.seconds / 10);
});

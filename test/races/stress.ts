/** A test under bad luck: many runs, threads that switch often, racing lines that pause. */
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { apply, findingsOf } from '../fixes/support.ts';
import { runPython } from '../python.ts';

/** How often a fixed test must pass. */
const TIMES = 1000;

interface Result {
    readonly passed: number;
    readonly failed: number;
}

function stress(text: string, lines: readonly string[], untilFailure: boolean): Result {
    const script = fileURLToPath(new URL('stress.py', import.meta.url));
    const input = JSON.stringify({ text, lines, times: TIMES, until_failure: untilFailure });
    const { stdout, output } = runPython([script], { cwd: tmpdir(), input, seconds: 110 });
    const line = stdout.split('\n').find(l => l.startsWith('RESULT '));
    if (line === undefined) throw new Error(`the stress run did not finish:\n${output}`);
    return JSON.parse(line.slice('RESULT '.length)) as Result;
}

/** The original fails at least once, the fixed test never. */
export function checkStress(before: string, rule: string, kind: string, racing: readonly string[]): void {
    const finding = findingsOf(before, { rule })[0];
    const fix = finding?.fixes.find(f => f.kind === kind);
    if (!fix) throw new Error(`${rule} offers no ${kind}`);
    expect(stress(before, racing, true).failed).toBeGreaterThan(0);
    expect(stress(apply(before, fix), racing, false)).toEqual({ passed: TIMES, failed: 0 });
}

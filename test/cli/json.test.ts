import { describe, expect, it } from 'vitest';
import type { JsonReport } from '../../server/src/report/json.ts';
import { FLAKY, STEADY, useCli } from './harness.ts';

const cli = useCli();

async function reportOf(files: Readonly<Record<string, string | Buffer>>): Promise<JsonReport> {
    const { stdout } = await cli.run(cli.project(files), ['check', '--format', 'json']);
    const report: JsonReport = JSON.parse(stdout);
    return report;
}

describe('the JSON form', () => {
    it('has the documented fields and no others', async () => {
        const report = await reportOf({ 'tests/test_queue.py': FLAKY });
        expect(Object.keys(report)).toEqual(['version', 'findings', 'hidden', 'files', 'summary']);
        expect(report.version).toBe(1);
        const [finding] = report.findings;
        expect(Object.keys(finding ?? {})).toEqual([
            'rule',
            'severity',
            'confidence',
            'message',
            'path',
            'range',
            'context',
            'related',
            'explanation',
            'fixes',
            'fingerprint',
        ]);
        expect(finding).toMatchObject({
            rule: 'sleep-as-sync',
            severity: 'warning',
            path: 'tests/test_queue.py',
            range: { start: { line: 13, character: 4 }, end: { line: 13, character: 19 } },
            context: 'test_worker_appends',
            fingerprint: expect.stringMatching(/\S+/),
        });
        expect(finding?.related).toContainEqual({
            message: expect.any(String),
            range: { start: { line: 11, character: 4 }, end: { line: 11, character: 18 } },
        });
    });

    it('carries the fixes with their edits', async () => {
        const [finding] = (await reportOf({ 'test_queue.py': FLAKY })).findings;
        expect(finding?.fixes[0]).toMatchObject({
            kind: expect.any(String),
            title: expect.any(String),
            applicability: 'unsafe',
            edits: expect.arrayContaining([{ range: expect.any(Object), newText: expect.any(String) }]),
        });
    });

    it('counts characters in UTF-16 units', async () => {
        const text = FLAKY.replace('    time.sleep(0.5)', "    '\u{1f600}'; time.sleep(0.5)");
        const [finding] = (await reportOf({ 'test_queue.py': text })).findings;
        expect(finding?.range.start).toEqual({ line: 13, character: 10 });
    });

    it('sums up', async () => {
        const { summary } = await reportOf({ 'test_queue.py': FLAKY, 'test_sum.py': STEADY });
        expect(summary).toMatchObject({
            files: 2,
            findings: { error: 0, warning: 1, information: 0, hint: 0 },
            suppressed: 0,
            errors: [],
        });
    });

    it('is the same in every run', async () => {
        const folder = cli.project({ 'test_queue.py': FLAKY, 'test_b.py': FLAKY });
        const first = await cli.run(folder, ['check', '--format', 'json']);
        expect(await cli.run(folder, ['check', '--format', 'json'])).toEqual(first);
    });

    it('says what could not be checked, and stays valid', async () => {
        const { summary, findings } = await reportOf({
            'test_broken.py': Buffer.from([0x23, 0xff, 0x0a]),
            'test_queue.py': FLAKY,
        });
        expect(findings).toHaveLength(1);
        expect(summary.errors).toEqual([
            { path: 'test_broken.py', message: expect.stringContaining('is not valid UTF-8 (line 1)') },
        ]);
    });
});

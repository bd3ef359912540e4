import { describe, expect, it } from 'vitest';
import type { Analysis, Finding } from '../../server/src/base/finding.ts';
import { renderReview } from '../../server/src/report/review.ts';
import { FLAKY, STEADY, useCli } from './harness.ts';

const cli = useCli();

describe('steady review', () => {
    it('gives each defect a title, its lines, a description and a solution, and ends with a summary', async () => {
        const folder = cli.project({ 'tests/test_queue.py': FLAKY });
        const { stdout, stderr, code } = await cli.run(folder, ['review', 'tests/test_queue.py']);
        expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
        const order = [
            '# Review of `test_queue.py`',
            '`tests/test_queue.py`: 1 test, 16 lines, 1 defect found.',
            '## 1. Sleep as sync in `test_worker_appends`',
            '- **Line 14**',
            '```python\ntime.sleep(0.5)\n```',
            '**Description:** ',
            '**Solution:** ',
            '## Summary',
            'This file holds 1 test in 16 lines. I found 1 defect in 1 function',
            '- **timing**: ',
            'Begin with line 14: ',
        ].map(part => stdout.indexOf(part));
        expect(order).not.toContain(-1);
        expect(order).toEqual([...order].sort((a, b) => a - b));
    });

    it('says so where there is nothing to say', async () => {
        const folder = cli.project({ 'test_sum.py': STEADY });
        const { stdout, code } = await cli.run(folder, ['review', 'test_sum.py']);
        expect(code).toBe(0);
        expect(stdout).toContain('no defects found.');
        expect(stdout).toContain('## Summary\n\nThis file holds ');
    });

    it('reviews the files of a folder in which there is something to say', async () => {
        const folder = cli.project({ 'test_a.py': FLAKY, 'test_b.py': STEADY, 'test_c.py': FLAKY });
        const { stdout } = await cli.run(folder, ['review', '.']);
        const titles = stdout.split('\n').filter(line => line.startsWith('# '));
        expect(titles).toEqual(['# Review of `test_a.py`', '# Review of `test_c.py`']);
    });

    it('reviews standard input', async () => {
        const args = ['review', '-', '--stdin-filename', 'test_x.py'];
        const { stdout } = await cli.run(cli.project({}), args, { stdin: FLAKY });
        expect(stdout).toContain('# Review of `test_x.py`');
    });
});

describe('renderReview', () => {
    const finding: Finding = {
        rule: 'sleep-as-sync',
        severity: 'warning',
        confidence: 'medium',
        message: 'it waits',
        range: { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } },
        context: 'test_a',
        related: [],
        explanation: { why: 'Machines differ.', solution: 'Wait for it. Then assert.', evidence: '' },
        fixes: [],
        fingerprint: 'f',
        tags: [],
    };
    const analysis: Analysis = {
        findings: [finding],
        failures: [],
        isTestFile: true,
        testCount: 1,
        lineCount: 2,
        suppressed: 2,
    };

    it('keeps code apart from prose, whatever backticks it holds', () => {
        const text = 'x = "```"; y = `1`\n';
        const review = renderReview({ path: 'a/test_`x`.py', text }, analysis);
        expect(review).toContain(
            '# Review of `` test_`x`.py ``'.replace('` test', '`test').replace('py `', 'py`'),
        );
        expect(review).toContain('````python\nx = "```"; y = `1`\n````');
    });

    it('shortens a long region', () => {
        const text = 'x = 1\n'.repeat(40);
        const range = { start: { line: 0, character: 0 }, end: { line: 40, character: 0 } };
        const review = renderReview(
            { path: 'test_a.py', text },
            { ...analysis, findings: [{ ...finding, range }] },
        );
        expect(review).toContain('- **Lines 1–40**');
        expect(review).toContain('# ... 28 more lines');
    });

    it('mentions what comments suppress', () => {
        expect(renderReview({ path: 'test_a.py', text: 'x\n' }, analysis)).toContain(
            '2 more findings are suppressed by comments.',
        );
    });

    it('does not claim to have looked at what is no test', () => {
        const none = { ...analysis, findings: [], isTestFile: false };
        expect(renderReview({ path: 'app.py', text: 'x\n' }, none)).toContain('This is not a test file');
    });
});

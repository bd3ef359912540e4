import { describe, expect, it } from 'vitest';
import { FLAKY, useCli } from './harness.ts';

const cli = useCli();

const ADMIN = `from depot import context


class StockTest:
    def setUp(self):
        self.ctxt = context.get_admin_context()

    def test_count(self):
        assert stock.get_all(self.ctxt) == []
`;

describe('steady inspect', () => {
    it('says what a sleep is for, what was started before it and what is read after it', async () => {
        const folder = cli.project({ 'tests/test_a.py': FLAKY });
        const { stdout, stderr, code } = await cli.run(folder, ['inspect', 'tests/test_a.py']);
        expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
        expect(stdout).toContain('test_worker_appends (test, lines 5-15)');
        expect(stdout).toContain(
            'line 14 `time.sleep` (0.5 s): wait-for-effect, the outcome bets on it [main]',
        );
        expect(stdout).toMatch(/before: .*thread.* \(line 12\)/);
        expect(stdout).toContain('after: read or asserted in line 15');
    });

    it('gives the same as plain data, with zero-based ranges', async () => {
        const folder = cli.project({ 'tests/test_a.py': ADMIN });
        const { stdout, code } = await cli.run(folder, ['inspect', 'tests/test_a.py', '--format', 'json']);
        expect(code).toBe(0);
        const [setUp] = JSON.parse(stdout).contexts;
        expect(setUp).toMatchObject({ name: 'StockTest.setUp', role: 'setup', sleeps: [] });
        expect(setUp.handles).toMatchObject([
            {
                name: 'self.ctxt',
                range: { start: { line: 5 } },
                operations: [{ name: 'stock.get_all', kind: 'read', context: 'StockTest.test_count' }],
            },
        ]);
    });

    it('adds up what a test sleeps, as often as parametrisation runs it', async () => {
        const lines = [
            'import pytest, time',
            '',
            '',
            "@pytest.mark.parametrize('n', [1, 2])",
            'def test_a(n):',
            '    for _ in range(3):',
            '        time.sleep(0.5)',
            '',
        ];
        const folder = cli.project({ 'tests/test_a.py': lines.join('\n') });
        const { stdout } = await cli.run(folder, ['inspect', 'tests/test_a.py']);
        expect(stdout).toContain('  sleeps 1.5 s in all; run 2 times: 3 s\n');
    });

    it('looks into any file that is named, and says that nothing is reported there', async () => {
        const folder = cli.project({ 'shop.py': 'import time\n\n\ndef wait():\n    time.sleep(1)\n' });
        const { stdout, code } = await cli.run(folder, ['inspect', 'shop.py']);
        expect(code).toBe(0);
        expect(stdout).toContain('shop.py: neither a test nor test support; nothing is reported here');
    });

    it('says in one sentence that a file cannot be read', async () => {
        expect(await cli.run(cli.project({}), ['inspect', 'test_gone.py'])).toEqual({
            code: 2,
            stdout: '',
            stderr: 'steady: test_gone.py does not exist\n',
        });
    });
});

/** The editor and the command line say the same about the same text under the same configuration. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { FLAKY, useCli } from '../cli/harness.ts';
import { PULL, useServer } from './client.ts';
import { SLEEPY, STEADY } from './samples.ts';

const cli = useCli();
const server = useServer();

interface Reported {
    readonly path: string;
    readonly rule: string;
    readonly severity: string;
    readonly message: string;
    readonly range: object;
    readonly fingerprint: string;
}
const SEVERITIES = ['', 'error', 'warning', 'information', 'hint'];

const FILES: Readonly<Record<string, string>> = {
    'tests/test_plain.py': FLAKY,
    'tests/test_windows.py': SLEEPY.replaceAll('\n', '\r\n'),
    'tests/test_wide.py': SLEEPY.replace('def test', '# 🧵 naïve\ndef test'),
    'tests/test_broken.py': `${SLEEPY}\n\ndef test_half(:\n    time.sleep(1)\n`,
    'tests/test_silenced.py': SLEEPY.replace('sleep(2)', 'sleep(2)  # steady: ignore[sleep-as-sync]'),
    'tests/legacy/test_old.py': SLEEPY,
    'tests/test_steady.py': STEADY,
    'checks/check_worker.py': SLEEPY,
    'src/worker.py': SLEEPY,
};

async function compare(config: Readonly<Record<string, string>>): Promise<string[]> {
    const folder = cli.project({ ...FILES, ...config });
    const { stdout } = await cli.run(folder, ['check', '.', '--format', 'json']);
    const fromCli = (JSON.parse(stdout) as { findings: Reported[] }).findings.map(
        ({ path, rule, severity, message, range, fingerprint }) => ({
            path,
            rule,
            severity,
            message,
            range,
            fingerprint,
        }),
    );
    const client = server.client();
    await client.initialize(PULL, { initializationOptions: { settings: {} } });
    const fromServer: Reported[] = [];
    for (const path of Object.keys(FILES).sort()) {
        const uri = pathToFileURL(join(folder, path)).href;
        await client.open(uri, FILES[path] ?? '');
        const report = await client.pull(uri);
        for (const found of report.kind === 'full' ? report.items : []) {
            fromServer.push({
                path,
                rule: String(found.code),
                severity: SEVERITIES[found.severity ?? 0] ?? '',
                message: String(found.message),
                range: found.range,
                fingerprint: found.data.fingerprint,
            });
        }
    }
    expect(fromServer).toEqual(fromCli);
    return [...new Set(fromServer.map(({ path }) => path))];
}

test('without configuration', async () => {
    expect(await compare({})).toEqual(
        expect.arrayContaining([
            'tests/legacy/test_old.py',
            'tests/test_broken.py',
            'tests/test_plain.py',
            'tests/test_wide.py',
            'tests/test_windows.py',
        ]),
    );
});

test('with severities, ignored files and other names for tests', async () => {
    const found = await compare({
        'pyproject.toml': [
            '[tool.steady]',
            'test-files = ["test_*.py", "check_*.py"]',
            '[tool.steady.severity]',
            'timing = "error"',
            '[tool.steady.per-file-ignores]',
            '"tests/legacy/**" = ["all"]',
        ].join('\n'),
    });
    expect(found).toContain('checks/check_worker.py');
    expect(found).not.toContain('tests/legacy/test_old.py');
});

test("with pytest's own names for tests", async () => {
    const found = await compare({ 'pytest.ini': '[pytest]\npython_files = check_*.py test_*.py\n' });
    expect(found).toContain('checks/check_worker.py');
});

test('a folder above the project that is called like a test makes nothing in it a test', async () => {
    const folder = cli.project({
        'steady.toml': '',
        'tests/project/.git/HEAD': 'x',
        'tests/project/steady.toml': '',
        'tests/project/src/worker.py': SLEEPY,
    });
    const uri = pathToFileURL(join(folder, 'tests/project/src/worker.py')).href;
    const client = server.client();
    await client.initialize(PULL, { initializationOptions: { settings: {} } });
    await client.open(uri, SLEEPY);
    expect(await client.pull(uri)).toMatchObject({ kind: 'full', items: [] });
    const { stdout } = await cli.run(join(folder, 'tests/project'), ['check', '.', '--format', 'json']);
    expect(stdout === '' ? [] : JSON.parse(stdout).findings).toEqual([]);
});

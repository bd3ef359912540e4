import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { chromium } from 'playwright-core';
import type { Log } from 'sarif';
import { beforeAll, describe, expect, it } from 'vitest';
import { listRules } from '../../server/src/rules/registry.ts';
import { ALSO_FLAKY, FLAKY, STEADY, useCli } from './harness.ts';

const cli = useCli();

/** As much of a browser's parser as is asked here. */
interface XmlParser {
    parseFromString(text: string, type: string): XmlNode;
}
interface XmlNode {
    readonly textContent: string;
    getAttribute(name: string): string | null;
    querySelector(selector: string): XmlNode | null;
    querySelectorAll(selector: string): Iterable<XmlNode>;
}

/** A path with everything in it that some format must escape. */
const ODD = 'tests/test_50%, a&b.py';
const SLEEP = '    time.sleep(0.5)';
const HIDDEN = FLAKY.replace(SLEEP, `${SLEEP}  # steady: ignore[timing] -- the device is slow`);
const FILES = { [ODD]: FLAKY, 'tests/test_hidden.py': HIDDEN, 'tests/test_sum.py': STEADY };
const FORMATS = [
    'concise',
    'grouped',
    'json',
    'json-lines',
    'sarif',
    'github',
    'gitlab',
    'azure',
    'junit',
    'rdjson',
    'markdown',
    'html',
];

/** Every form of the report of one run, and the message of the one finding in it. */
let reports: Record<string, string>;
let message: string;
beforeAll(async () => {
    const folder = cli.project(FILES);
    const args = FORMATS.flatMap(format => ['--format', `${format}=out/${format}`]);
    const { code, stdout, stderr } = await cli.run(folder, ['check', 'tests', ...args]);
    expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: '' });
    reports = Object.fromEntries(
        FORMATS.map(format => [format, readFileSync(join(folder, 'out', format), 'utf8')]),
    );
    message = JSON.parse(reports.json ?? '').findings[0].message;
}, 60_000);

describe('a report', () => {
    it('as concise is one line a finding, and a summary', () => {
        expect(reports.concise?.split('\n')[0]).toBe(`${ODD}:14:5: warning[sleep-as-sync] ${message}`);
        expect(reports.concise).toContain('Found 1 problem (1 warning) in 1 of 3 test files');
    });

    it('as grouped stands below the name of each file', () => {
        expect(reports.grouped?.split('\n').slice(0, 2)).toEqual([
            ODD,
            `  14:5  warning      ${message}  sleep-as-sync`,
        ]);
    });

    it('as JSON lines is the finding of the JSON form', () => {
        const [finding] = JSON.parse(reports.json ?? '').findings;
        expect(reports['json-lines']?.split('\n')).toEqual([JSON.stringify(finding), '']);
    });

    it('for GitHub is a workflow command with everything escaped', () => {
        expect(reports.github).toBe(
            `::warning file=tests/test_50%25%2C a&b.py,line=14,endLine=14,col=5,endColumn=20,title=Steady%3A sleep-as-sync::${message}\n`,
        );
    });

    it('for Azure is a logging command', () => {
        expect(reports.azure).toBe(
            `##vso[task.logissue type=warning;sourcepath=tests/test_50%AZP25, a&b.py;linenumber=14;columnnumber=5;code=sleep-as-sync;]${message}\n`,
        );
    });

    it('for GitLab has what the code quality report asks for', () => {
        expect(JSON.parse(reports.gitlab ?? '')).toEqual([
            {
                type: 'issue',
                description: message,
                check_name: 'sleep-as-sync',
                fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
                severity: 'major',
                location: { path: ODD, lines: { begin: 14, end: 14 } },
            },
        ]);
    });

    it('as Markdown has a table for each file', () => {
        expect(reports.markdown).toContain('## Steady: 1 warning');
        expect(reports.markdown).toContain(
            '3 test files, 3 tests (1 suppressed); they sleep at least 1 s a run.',
        );
        expect(reports.markdown).toContain('<b>tests/test_50%, a&amp;b.py</b>: 1 finding');
        expect(reports.markdown).toContain(`| 14 | warning | \`sleep-as-sync\` | ${message} *(has a fix)* |`);
    });
});

describe('the SARIF form', () => {
    const read = (): Log => JSON.parse(reports.sarif ?? '');

    it('keeps to the published schema', () => {
        const require = createRequire(import.meta.url);
        const schema = JSON.parse(
            readFileSync(require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8'),
        );
        const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
        addFormats(ajv);
        const validate = ajv.compile(schema);
        validate(read());
        expect(validate.errors ?? []).toEqual([]);
    });

    it('describes every rule', () => {
        const rules = read().runs[0]?.tool.driver.rules ?? [];
        expect(rules.map(rule => rule.id)).toEqual(listRules().map(rule => rule.name));
        expect(rules[0]).toMatchObject({
            name: 'SleepAsSync',
            shortDescription: { text: expect.any(String) },
            help: { markdown: expect.stringContaining('## Why is this bad?') },
            defaultConfiguration: { level: 'warning' },
            properties: { tags: ['test', 'timing'] },
        });
    });

    it('gives place, evidence, fix and fingerprint of a finding', () => {
        const [result] = read().runs[0]?.results ?? [];
        expect(result).toMatchObject({
            ruleId: 'sleep-as-sync',
            level: 'warning',
            message: { text: message },
            locations: [
                {
                    physicalLocation: {
                        artifactLocation: { uri: 'tests/test_50%25%2C%20a%26b.py', uriBaseId: '%SRCROOT%' },
                        region: { startLine: 14, startColumn: 5, endLine: 14, endColumn: 20 },
                    },
                    logicalLocations: [{ fullyQualifiedName: 'test_worker_appends' }],
                },
            ],
            relatedLocations: expect.arrayContaining([
                expect.objectContaining({ message: { text: expect.any(String) } }),
            ]),
            partialFingerprints: { 'steady/v1': expect.any(String) },
        });
        expect(result?.fixes?.[0]?.artifactChanges[0]?.replacements.length).toBeGreaterThan(0);
        expect(result).not.toHaveProperty('suppressions');
    });

    it('carries what a comment hides, with its reason', () => {
        const [, hidden] = read().runs[0]?.results ?? [];
        expect(hidden?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe('tests/test_hidden.py');
        expect(hidden?.suppressions).toEqual([
            { kind: 'inSource', status: 'accepted', justification: 'the device is slow' },
        ]);
    });
});

describe('the forms that another program reads in a real one', () => {
    it('JUnit is XML that a browser parses, with a failed case for each finding', async () => {
        const browser = await chromium.launch({
            executablePath: '/usr/bin/chromium',
            args: ['--no-sandbox'],
        });
        try {
            const page = await browser.newPage();
            const seen = await page.evaluate(xml => {
                const { DOMParser } = globalThis as unknown as { DOMParser: new () => XmlParser };
                const parsed = new DOMParser().parseFromString(xml, 'application/xml');
                return {
                    error: parsed.querySelector('parsererror')?.textContent ?? '',
                    suites: [...parsed.querySelectorAll('testsuite')].map(suite => [
                        suite.getAttribute('name'),
                        suite.getAttribute('tests'),
                        suite.getAttribute('failures'),
                    ]),
                    failure: parsed.querySelector('failure')?.getAttribute('message'),
                };
            }, reports.junit ?? '');
            expect(seen).toEqual({
                error: '',
                suites: [
                    [ODD, '1', '1'],
                    ['tests/test_hidden.py', '1', '0'],
                    ['tests/test_sum.py', '1', '0'],
                ],
                failure: message,
            });
        } finally {
            await browser.close();
        }
    });

    it('HTML is a page that loads nothing, shows the code and its fix, and filters', async () => {
        const browser = await chromium.launch({
            executablePath: '/usr/bin/chromium',
            args: ['--no-sandbox'],
        });
        try {
            const page = await browser.newPage();
            const asked: string[] = [];
            const errors: string[] = [];
            page.on('request', request => asked.push(request.url()));
            page.on('pageerror', error => errors.push(error.message));
            await page.setContent(reports.html ?? '');
            expect(await page.title()).toBe('Steady: 1 warning');
            expect(await page.locator('article h3').textContent()).toContain('waits for what thread does');
            expect(await page.locator('tr.hit .mark').first().textContent()).toContain('time');
            expect(await page.locator('tr.hit').textContent()).toBe('14time.sleep(0.5)');
            expect(await page.locator('article details').first().isVisible()).toBe(true);
            expect((await page.locator('tr.removed').allTextContents()).join()).toContain('time.sleep(0.5)');
            expect(await page.locator('.bars').last().textContent()).toContain('test_worker_appends');
            await page.fill('#search', 'no such words');
            expect(await page.locator('#shown').textContent()).toBe('0 of 1 shown');
            expect(await page.locator('details.file').isVisible()).toBe(false);
            await page.fill('#search', 'SLEEP-as-sync thread');
            expect(await page.locator('details.file').isVisible()).toBe(true);
            expect({ asked, errors }).toEqual({ asked: [], errors: [] });
        } finally {
            await browser.close();
        }
    });

    it('HTML keeps hints back where there is something graver, shows one rule, and can be linked to', async () => {
        const folder = cli.project({
            'test_a.py': FLAKY,
            'test_b.py': ALSO_FLAKY,
            'steady.toml':
                'select = ["sleep-as-sync", "leaked-thread"]\n[severity]\nleaked-thread = "hint"\n',
        });
        const file = join(folder, 'steady.html');
        await cli.run(folder, ['check', '-f', `html=${file}`]);
        const browser = await chromium.launch({
            executablePath: '/usr/bin/chromium',
            args: ['--no-sandbox'],
        });
        try {
            const page = await browser.newPage();
            await page.goto(`file://${file}`);
            const rules = () =>
                page.locator('article:visible .meta b').evaluateAll(all => all.map(one => one.textContent));
            expect(await rules()).toEqual(['sleep-as-sync', 'sleep-as-sync']);
            await page.getByRole('button', { name: 'leaked-thread' }).click();
            expect(await rules()).toEqual(['leaked-thread', 'leaked-thread']);
            await page.getByRole('button', { name: 'leaked-thread' }).click();
            expect(await rules()).toEqual(['sleep-as-sync', 'sleep-as-sync']);
            await page.getByRole('button', { name: 'Close all' }).click();
            expect(await rules()).toEqual([]);
            expect(await page.locator('#toggle').textContent()).toBe('Open all');
            const link = await page
                .locator('article[data-rule=leaked-thread] .meta a')
                .first()
                .getAttribute('href');
            await page.goto(`file://${file}${link}`);
            expect(await rules()).toEqual(['leaked-thread', 'sleep-as-sync']);
        } finally {
            await browser.close();
        }
    });

    it('rdjson counts columns in bytes and offers each fix as one replacement', async () => {
        const text = FLAKY.replace(SLEEP, "    '\u{1f600}'; time.sleep(0.5)");
        const { stdout } = await cli.run(cli.project({ 'test_a.py': text }), ['check', '-f', 'rdjson']);
        const [diagnostic] = JSON.parse(stdout).diagnostics;
        expect(diagnostic.location).toEqual({
            path: 'test_a.py',
            range: { start: { line: 14, column: 13 }, end: { line: 14, column: 28 } },
        });
        expect(diagnostic.suggestions).toHaveLength(1);
        const { range, text: replacement } = diagnostic.suggestions[0];
        // One replacement for edits in several places: it begins with an import and holds what lies between.
        expect(range.start.line).toBeLessThan(5);
        expect(replacement).toContain('def test_worker_appends():\n    results = []\n');
        expect(replacement).toMatch(/'\u{1f600}'; assert \w+\.wait\(timeout=10\)$/u);
    });
});

describe('--format and --output', () => {
    it('print one form and write the others', async () => {
        const folder = cli.project({ 'test_a.py': FLAKY });
        const args = ['check', '-f', 'concise', '-f', 'json=reports/steady.json'];
        const { stdout } = await cli.run(folder, args);
        expect(stdout).toContain('test_a.py:14:5: warning[sleep-as-sync]');
        const written = JSON.parse(readFileSync(join(folder, 'reports/steady.json'), 'utf8'));
        expect(written.findings).toHaveLength(1);
    });

    it('write the only form into a file', async () => {
        const folder = cli.project({ 'test_a.py': FLAKY });
        const { stdout } = await cli.run(folder, ['check', '-f', 'json', '-o', 'steady.json']);
        expect(stdout).toBe('');
        expect(JSON.parse(readFileSync(join(folder, 'steady.json'), 'utf8')).findings).toHaveLength(1);
    });

    it.each([
        [['-f', 'sariv'], 'There is no format "sariv". Did you mean "sarif"?'],
        [['-f', 'json', '-f', 'text'], 'Two formats cannot both go to standard output: give one a file,'],
        [['-f', 'json='], '--format json=: a file\'s name is missing behind the "=".'],
        [['-f', 'json=a', '-o', 'b'], '--output b: every format has a file of its own already.'],
    ])('answer a mistake before anything is checked: %j', async (args, answer) => {
        const { code, stdout, stderr } = await cli.run(cli.project({ 'test_a.py': FLAKY }), [
            'check',
            ...args,
        ]);
        expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
        expect(stderr).toContain(`steady: ${answer}`);
    });

    it('say that a file cannot be written, and write the others', async () => {
        const folder = cli.project({ 'test_a.py': FLAKY });
        const args = ['check', '-f', 'json=test_a.py/x', '-f', 'sarif=good'];
        const { code, stderr } = await cli.run(folder, args);
        expect({ code, stderr }).toEqual({
            code: 2,
            stderr: 'steady: test_a.py/x cannot be written: a part of its path is a file, not a folder\n',
        });
        expect(JSON.parse(readFileSync(join(folder, 'good'), 'utf8')).version).toBe('2.1.0');
    });
});

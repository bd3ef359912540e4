/** Checks of fixes: applied to annotated Python, analysed again, and run under a real pytest. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { Finding, Fix } from '../../server/src/base/finding.ts';
import { LineIndex } from '../../server/src/base/text.ts';
import type { Config } from '../../server/src/config/schema.ts';
import { applyEdits } from '../../server/src/fixes/edits.ts';
import { analyse, configOf, loadEngine, loadParser } from '../engine/support.ts';
import { runPython } from '../python.ts';

const engine = await loadEngine();
const parser = await loadParser();

/** Says something of its own about the same threads; the fixes here are about waiting for them. */
const BESIDE = ['leaked-thread'];

export interface FixOptions {
    /** Which fix of the finding; the first one unless told. */
    readonly kind?: string;
    /** Of which rule; any unless told. */
    readonly rule?: string;
    readonly config?: Partial<Config>;
    readonly path?: string;
}

/** The findings of a text, with fixes. */
export function findingsOf(text: string, options: FixOptions = {}): readonly Finding[] {
    const { findings } = analyse(
        engine,
        text,
        options.path,
        configOf({ ignore: options.kind === 'cleanup' ? [] : BESIDE, ...options.config }),
    );
    return findings.filter(f => options.rule === undefined || f.rule === options.rule);
}

/** The kinds of all fixes that are offered, in the order of the menu. */
export function kindsOf(text: string, options: FixOptions = {}): string[] {
    return findingsOf(text, options).flatMap(f => f.fixes.map(fix => fix.kind));
}

/** Applies the first fix that matches; the text must have one. */
export function fixed(text: string, options: FixOptions = {}): string {
    return apply(text, chosen(text, options).fix);
}

export function apply(text: string, fix: Fix): string {
    const lines = new LineIndex(text);
    return applyEdits(
        text,
        fix.edits.map(e => ({ ...lines.spanOf(e.range), newText: e.newText })),
    );
}

function chosen(text: string, options: FixOptions): { finding: Finding; fix: Fix } {
    const findings = findingsOf(text, options);
    for (const finding of findings) {
        const fix = finding.fixes.find(f => options.kind === undefined || f.kind === options.kind);
        if (fix) return { finding, fix };
    }
    const offered = findings.map(f => `${f.rule}: ${f.fixes.map(x => x.kind).join(', ') || 'no fix'}`);
    throw new Error(`no fix ${options.kind ?? ''} was offered (${offered.join('; ') || 'no finding'})`);
}

/**
 * Applies a fix and checks everything that holds for every fix: it gives `after`; that parses; its finding is
 * gone and no other came; there is nothing left to fix for it; and a fix that is not safe says why.
 */
export function checkFix(before: string, after: string, options: FixOptions = {}): void {
    const { finding, fix } = chosen(before, options);
    const result = apply(before, fix);
    expect(result).toBe(after);
    checkSound(before, finding, fix, options);
}

/** What holds for every fix, whatever it writes. */
export function checkSound(before: string, finding: Finding, fix: Fix, options: FixOptions = {}): void {
    const result = apply(before, fix);
    // What a half-typed file around it is taken for changes with every edit.
    if (parses(before)) expect(parses(result), `does not parse:\n${result}`).toBe(true);
    const counts = (findings: readonly Finding[]) => {
        const byRule: Record<string, number> = {};
        for (const { rule } of findings) byRule[rule] = (byRule[rule] ?? 0) + 1;
        return byRule;
    };
    const { rule: _, ...everything } = options;
    const had = counts(findingsOf(before, everything));
    const has = counts(findingsOf(result, everything));
    expect(has[finding.rule] ?? 0, `${finding.rule} is still there:\n${result}`).toBeLessThan(
        had[finding.rule] ?? 0,
    );
    for (const [rule, count] of Object.entries(has)) {
        expect(count, `${rule} is new:\n${result}`).toBeLessThanOrEqual(had[rule] ?? 0);
    }
    if (fix.applicability === 'unsafe') expect(fix.title).toMatch(/\(unsafe: .+\)$/);
}

export function parses(text: string): boolean {
    const tree = parser.parse(text);
    try {
        return tree?.rootNode.hasError === false;
    } finally {
        tree?.delete();
    }
}

/** With the line endings of Windows. */
export function crlf(text: string): string {
    return text.replaceAll('\n', '\r\n');
}

/** With tabs where it had four spaces. */
export function tabs(text: string): string {
    return text.replace(/^( {4})+/gm, spaces => '\t'.repeat(spaces.length / 4));
}

export interface Run {
    /** Files by their path below a folder of their own. */
    readonly files: Readonly<Record<string, string>>;
    /** Which of them pytest runs. */
    readonly file: string;
    readonly times?: number;
    /** More arguments for pytest. */
    readonly args?: readonly string[];
}

export interface RunResult {
    readonly passed: number;
    readonly failed: number;
    readonly output: string;
    readonly seconds: number;
}

/** Runs test files under a real pytest; each run has a folder of its own. */
function runTests(runs: readonly Run[]): RunResult[] {
    const root = mkdtempSync(join(tmpdir(), 'steady-fix-'));
    try {
        const cases = runs.map(({ files, file, times, args }, index) => {
            const folder = join(root, String(index));
            for (const [name, text] of Object.entries(files)) {
                mkdirSync(dirname(join(folder, name)), { recursive: true });
                writeFileSync(join(folder, name), text);
            }
            return { folder, file, times: times ?? 1, args: args ?? [] };
        });
        const script = fileURLToPath(new URL('run_tests.py', import.meta.url));
        const { stdout, output } = runPython([script], { cwd: root, input: JSON.stringify(cases) });
        const line = stdout.split('\n').find(l => l.startsWith('RESULTS '));
        if (line === undefined) throw new Error(`pytest did not finish:\n${output}`);
        return JSON.parse(line.slice('RESULTS '.length)) as RunResult[];
    } finally {
        rmSync(root, { recursive: true, force: true });
    }
}

/** How often the fixed test must pass. */
const TIMES = 20;

export interface Executed extends FixOptions {
    /** What breaks the product or the worker, as text to be found and what takes its place. */
    readonly mutation: readonly [find: string, replace: string];
    /** Modules that the test imports, by path; the mutation applies to them too. */
    readonly files?: Readonly<Record<string, string>>;
    /** More arguments for pytest. */
    readonly args?: readonly string[];
    /** The test fails before the fix, too: it is what the finding says will happen. */
    readonly fails?: true;
}

/** A test to be fixed and run, with a name for messages. */
export interface ExecutedCase extends Executed {
    readonly name: string;
    readonly before: string;
}

/** Seconds that waits of fixes last: enough for a loaded machine, and little where nothing comes. */
const PATIENT = 5;
const IMPATIENT = 0.3;
/** A fixed test whose worker never comes must not take longer to fail, in seconds. */
const MOST_SECONDS = 5;

/**
 * Runs each test before the fix, after it many times, and after it with a broken product: it must pass, pass
 * every time, and fail soon. All in one process.
 */
export function checkExecutions(cases: readonly ExecutedCase[]): void {
    const results = runTests(cases.flatMap(runsOf));
    for (const [index, { name, fails }] of cases.entries()) {
        const [first, many, mutant] = results.slice(3 * index);
        const expected = fails ? { failed: 1 } : { passed: 1, failed: 0 };
        expect(first, `${name}, before: ${first?.output}`).toMatchObject(expected);
        expect(many, `${name}, after: ${many?.output}`).toMatchObject({ passed: TIMES, failed: 0 });
        expect(mutant, `${name}: the fixed test passes although the product is broken`).toMatchObject({
            failed: 1,
        });
        // It must fail as a test, not because the file cannot be read.
        expect(mutant?.output, name).toMatch(/1 failed/);
        expect(mutant?.seconds, `${name}: it hangs instead of failing`).toBeLessThan(MOST_SECONDS);
    }
}

/** The three runs of one test. */
function runsOf({
    before,
    mutation: [find, replace],
    files = {},
    args = [],
    ...options
}: ExecutedCase): Run[] {
    const broken = (text: string) => text.replace(find, replace);
    const after = fixedSoundly(before, PATIENT, options);
    expect(
        [after, ...Object.values(files)].some(text => text.includes(find)),
        `${find} is nowhere`,
    ).toBe(true);
    const mutants = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, broken(text)]));
    const mutant = broken(fixedSoundly(before, IMPATIENT, options));
    return [
        { files: { ...files, 'test_it.py': before }, file: 'test_it.py', args },
        { files: { ...files, 'test_it.py': after }, file: 'test_it.py', times: TIMES, args },
        { files: { ...mutants, 'test_it.py': mutant }, file: 'test_it.py', args },
    ];
}

/** The text after its fix, which was checked for everything that holds for every fix. */
function fixedSoundly(before: string, timeout: number, options: FixOptions): string {
    const patient = { ...options, config: { timeout, ...options.config } };
    const { finding, fix } = chosen(before, patient);
    checkSound(before, finding, fix, patient);
    return apply(before, fix);
}

/** The same for one test. */
export function checkExecution(before: string, options: Executed): void {
    checkExecutions([{ name: 'the test', before, ...options }]);
}

/** Runs all tests after their fixes together, distributed by pytest-xdist; their modules have names of their own. */
export function checkDistributed(cases: readonly ExecutedCase[]): void {
    const files = cases.map(({ before, name, files: beside, ...options }) => ({
        ...beside,
        [`test_${name.replace(/\W+/g, '_')}.py`]: fixedSoundly(before, PATIENT, options),
    }));
    const args = new Set(cases.flatMap(c => c.args ?? []));
    const [result] = runTests([
        {
            files: Object.fromEntries(files.flatMap(f => Object.entries(f))),
            file: '',
            args: ['-p', 'xdist.plugin', '-n', '2', ...args],
        },
    ]);
    expect(result, result?.output).toMatchObject({ passed: cases.length, failed: 0 });
}

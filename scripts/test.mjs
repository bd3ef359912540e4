/**
 * Everything that must hold, in stages. All stages run, so that one look shows all that is wrong; the exit code
 * is 1 if any of them failed. The last line is `N passed, N failed`: the tests, and each other stage as one.
 *
 *     node scripts/test.mjs                 everything
 *     node scripts/test.mjs unit lint       only the named stages
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const results = mkdtempSync(join(tmpdir(), 'steady-test-'));
const unitResults = join(results, 'vitest.json');

const node = (...args) => [process.execPath, ...args];
/** The script behind a package's command, so that no shell and no npx stands between. */
const tool = (path, ...args) => node(join(ROOT, 'node_modules', path), ...args);

/** @type {readonly { name: string, title: string, command: string[] }[]} */
const STAGES = [
    {
        name: 'kinds',
        title: 'generated node kinds',
        command: node('scripts/generate-node-kinds.mjs', '--check'),
    },
    {
        name: 'generated',
        title: 'generated settings and docs',
        command: node('scripts/generate.mjs', '--check'),
    },
    {
        name: 'lint',
        title: 'formatter, linter and layering',
        command: tool('@biomejs/biome/bin/biome', 'ci', '.'),
    },
    { name: 'types', title: 'types', command: tool('typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json') },
    {
        name: 'engine-types',
        title: 'types of the engine, without Node',
        command: tool('typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.engine.json'),
    },
    { name: 'unused', title: 'unused code and dependencies', command: tool('knip/bin/knip.js') },
    { name: 'build', title: 'build', command: node('scripts/build.mjs') },
    {
        name: 'unit',
        title: 'tests',
        command: tool(
            'vitest/vitest.mjs',
            'run',
            '--reporter=default',
            '--reporter=json',
            `--outputFile.json=${unitResults}`,
        ),
    },
];

/** How many tests ran and how many of them failed; a run that left no result counts as one failure. */
function countTests(succeeded) {
    try {
        const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(unitResults, 'utf8'));
        // A file that does not load fails without a failed test.
        return { passed: numPassedTests, failed: succeeded ? 0 : Math.max(1, numFailedTests) };
    } catch {
        return { passed: 0, failed: 1 };
    }
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter(name => !STAGES.some(stage => stage.name === name));
if (unknown.length > 0) {
    console.error(`There is no stage ${unknown.join(', ')}. There is ${STAGES.map(s => s.name).join(', ')}.`);
    process.exit(2);
}

let passed = 0;
let failed = 0;
const failures = [];
for (const { name, title, command } of STAGES) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.log(`\n=== ${title} (${name})`);
    const [program = '', ...args] = command;
    const started = performance.now();
    const { status } = spawnSync(program, args, { cwd: ROOT, stdio: 'inherit' });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const ok = status === 0;
    console.log(`--- ${title}: ${ok ? 'passed' : 'FAILED'} in ${seconds} s`);
    if (!ok) failures.push(name);
    const counted = name === 'unit' ? countTests(ok) : { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
    passed += counted.passed;
    failed += counted.failed;
}
rmSync(results, { recursive: true, force: true });
if (failures.length > 0) {
    console.log(`\nFailed: ${failures.join(', ')}. One stage alone: node scripts/test.mjs ${failures[0]}`);
    process.exitCode = 1;
}
console.log(`\n${passed} passed, ${failed} failed`);

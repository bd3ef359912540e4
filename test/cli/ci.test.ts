/** What CI services and pre-commit read: each as far as it runs without them. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
    chmodSync,
    copyFileSync,
    cpSync,
    existsSync,
    mkdirSync,
    readdirSync,
    readFileSync,
    writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { FLAKY, STEADY, useCli } from './harness.ts';

const cli = useCli();
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (name: string) => readFileSync(join(ROOT, name), 'utf8');

/** The folder of the bundle, as `dist` of a checkout. */
function withDist(folder: string): void {
    cpSync(dirname(cli.script), join(folder, 'dist'), { recursive: true });
}

describe('the hooks for pre-commit', () => {
    interface Hook {
        readonly id: string;
        readonly entry: string;
        readonly language: string;
        readonly types: readonly string[];
    }
    const hooks: readonly Hook[] = parse(read('.pre-commit-hooks.yaml'));

    it('run from the package that npm packs, on staged files', () => {
        // As pre-commit does it: pack the checkout, install the package, call the entry with the file names.
        const checkout = cli.project({ 'steady.toml': '' });
        for (const name of ['package.json', '.npmignore', 'README.md', 'LICENSE'])
            copyFileSync(join(ROOT, name), join(checkout, name));
        withDist(checkout);
        chmodSync(join(checkout, 'dist/cli.js'), 0o755);
        const npm = (args: readonly string[]) =>
            execFileSync('npm', [...args, '--ignore-scripts', '--offline', '--loglevel=error'], {
                cwd: checkout,
            });
        npm(['pack']);
        const tarball = readdirSync(checkout).find(name => name.endsWith('.tgz')) ?? '';
        npm(['install', '-g', '--prefix', join(checkout, 'env'), join(checkout, tarball)]);

        const work = cli.project({ 'test_old.py': FLAKY, 'test_new.py': STEADY });
        const git = (...args: string[]) =>
            execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@x', ...args], { cwd: work });
        git('init', '-q');
        git('add', '.');
        git('commit', '-q', '-m', 'first');
        writeFileSync(join(work, 'test_new.py'), FLAKY);
        git('add', '.');
        const codes = hooks.map(({ entry }) => {
            const [, ...args] = entry.split(' ');
            const { status } = spawnSync(join(checkout, 'env/bin/steady'), [...args, 'test_old.py'], {
                cwd: work,
                env: { PATH: process.env.PATH, XDG_CACHE_HOME: join(checkout, 'cache') },
            });
            return status;
        });
        expect(hooks.map(hook => [hook.id, hook.language, ...hook.types])).toEqual([
            ['steady', 'node', 'python'],
            ['steady-all', 'node', 'python'],
        ]);
        // Nothing of the old file is staged; the other hook looks at the whole of it.
        expect(codes).toEqual([0, 1]);
    }, 60_000);
});

describe('the GitHub Action', () => {
    interface Step {
        readonly name?: string;
        readonly run?: string;
        readonly env?: Readonly<Record<string, string>>;
    }
    const action: {
        readonly inputs: Readonly<Record<string, unknown>>;
        readonly runs: { readonly using: string; readonly steps: readonly Step[] };
    } = parse(read('action.yml'));

    it('uses only inputs that it declares, and none inside a script', () => {
        const used = [...read('action.yml').matchAll(/\binputs\.(\w+)/g)].map(match => match[1]);
        expect(new Set(used)).toEqual(new Set(Object.keys(action.inputs)));
        expect(action.runs.steps.filter(step => step.run?.includes('${'.concat('{')))).toEqual([]);
    });

    it('annotates, sums up, writes SARIF, and fails with the code of the check', () => {
        const folder = cli.project({ 'tests/test_a.py': FLAKY, 'other/test b.py': FLAKY });
        const summary = join(folder, 'summary.md');
        const { run = '' } = action.runs.steps.at(-1) ?? {};
        const { status, stdout } = spawnSync('bash', ['-eo', 'pipefail', '-c', run], {
            cwd: folder,
            env: {
                PATH: process.env.PATH,
                STEADY: cli.script,
                STEADY_PATHS: 'tests\nother/test b.py\n',
                STEADY_ARGS: '--no-cache\n',
                STEADY_SARIF: 'out/steady.sarif',
                GITHUB_STEP_SUMMARY: summary,
            },
        });
        expect(status).toBe(1);
        expect(String(stdout).match(/^::warning file=/gm)).toHaveLength(2);
        expect(readFileSync(summary, 'utf8')).toContain('## Steady: 2 warnings');
        expect(JSON.parse(readFileSync(join(folder, 'out/steady.sarif'), 'utf8')).version).toBe('2.1.0');
    });
});

// `npm run test:install` carries out its instructions.
describe('the Dockerfile', () => {
    const lines = read('Dockerfile')
        .split('\n')
        .filter(line => line !== '' && !line.startsWith('#'));

    it('copies only what is there', () => {
        const sources = lines
            .filter(line => line.startsWith('COPY ') && !line.includes('--from='))
            .flatMap(line => line.split(' ').slice(1, -1));
        expect(sources.filter(source => !existsSync(join(ROOT, source)))).toEqual([]);
        expect(sources).toContain('scripts');
    });

    it('copies every file that the command line needs to run', () => {
        const folder = cli.project({ 'work/test_a.py': FLAKY });
        withDist(folder);
        mkdirSync(join(folder, 'image/server'), { recursive: true });
        const copied = lines
            .filter(line => line.includes('--from=build'))
            .flatMap(line => line.split(' ').slice(2, -1))
            .map(source => source.replace('/build/dist/', ''));
        for (const name of copied)
            cpSync(join(folder, 'dist', name), join(folder, 'image', name), { recursive: true });
        const { status } = spawnSync(process.execPath, [
            join(folder, 'image/cli.js'),
            'check',
            '--no-cache',
            'work',
        ]);
        expect(status).toBe(2);
        const inside = spawnSync(process.execPath, [join(folder, 'image/cli.js'), 'check', '--no-cache'], {
            cwd: join(folder, 'work'),
        });
        expect(inside.status).toBe(1);
    });
});

describe('the page about CI', () => {
    const blocks = [...read('docs/ci.md').matchAll(/```yaml\n([\s\S]*?)```/g)].map(match => match[1] ?? '');

    it('holds YAML that parses', () => {
        expect(blocks.map(block => typeof parse(block))).toEqual(blocks.map(() => 'object'));
        expect(blocks.length).toBeGreaterThan(3);
    });

    it('uses the action from where it has checked it out', () => {
        const [job] = blocks
            .map(block => parse(block).jobs?.steady)
            .filter((found): found is { steps: { uses?: string; with?: { path?: string } }[] } => !!found);
        const uses = job?.steps.map(step => step.uses ?? '') ?? [];
        const folders = job?.steps.flatMap(step => (step.with?.path ? [`./${step.with.path}`] : [])) ?? [];
        expect(folders).toEqual(['./.steady']);
        expect(uses.filter(name => !/^(?:actions|github)\//.test(name))).toEqual(folders);
    });

    it('holds commands that run', () => {
        const folder = cli.project({ 'test_a.py': FLAKY });
        const bin = join(folder, 'bin');
        mkdirSync(bin);
        writeFileSync(join(bin, 'steady'), `#!/bin/sh\nexec "${process.execPath}" "${cli.script}" "$@"\n`, {
            mode: 0o755,
        });
        const run = (command: string, index = '1') =>
            spawnSync('sh', ['-c', command], {
                cwd: folder,
                env: {
                    PATH: `${bin}:${process.env.PATH}`,
                    XDG_CACHE_HOME: join(folder, 'cache'),
                    CI_NODE_INDEX: index,
                    CI_NODE_TOTAL: '3',
                },
            }).status;
        const commands = blocks.flatMap(block =>
            [...block.matchAll(/- (steady .*)/g)].map(match => match[1] ?? ''),
        );
        const [check = '', shard = '', merge = ''] = commands;
        expect(run(check)).toBe(1);
        expect(readdirSync(folder)).toEqual(
            expect.arrayContaining(['gl-code-quality-report.json', 'steady.xml']),
        );
        expect(['1', '2', '3'].map(index => run(shard, index))).toEqual([0, 0, 0]);
        expect(run(merge)).toBe(1);
    });
});

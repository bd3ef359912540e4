/**
 * Installs Steady as a team does, from a repository that holds what is in this folder: the configuration that
 * docs/ci.md shows for pre-commit and GitLab, the steps of action.yml, the instructions of the Dockerfile. Each of them
 * then checks a project with one finding.
 *
 *     node test/install/run.mjs [pre-commit] [action] [gitlab] [dockerfile]
 *
 * The last line is `N passed, N failed`. pre-commit is a real one, and its absence a failure; the other three are carried
 * out here without the service that usually does.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
    cpSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    realpathSync,
    rmSync,
    statSync,
    writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A project with one finding that every installation has to report, and nothing else. */
const RULE = 'sleep-as-sync';
const PROJECT = {
    'steady.toml': `select = ["${RULE}"]\n`,
    'tests/test_worker.py': `import threading
import time


def test_worker_appends():
    results = []
    thread = threading.Thread(target=lambda: results.append(1))
    thread.start()
    time.sleep(0.5)
    assert results == [1]
`,
};

/** Fails with one sentence that says what was expected and what there is. */
function must(holds, what, output = '') {
    if (!holds) throw new Error(output === '' ? what : `${what}:\n${output}`);
}

/** @returns {{ code: number | null, output: string }} */
function run(command, cwd, env = {}) {
    const { status, stdout, stderr, error } = spawnSync('bash', ['-eo', 'pipefail', '-c', command], {
        cwd,
        env: { ...process.env, ...env },
        encoding: 'utf8',
        maxBuffer: 1 << 26,
    });
    if (error) throw error;
    return { code: status, output: `${stdout}${stderr}` };
}

const git = (cwd, ...args) =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], {
        cwd,
        encoding: 'utf8',
    });

function write(folder, files) {
    for (const [name, content] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), content);
    }
    return folder;
}

/** A repository of its own, with what git knows or would add here. */
function repositoryIn(folder) {
    const listed = git(ROOT, 'ls-files', '-z', '--cached', '--others', '--exclude-standard');
    for (const path of listed.split('\0').filter(name => name !== '' && existsSync(join(ROOT, name)))) {
        cpSync(join(ROOT, path), join(folder, path));
    }
    git(folder, 'init', '-q');
    git(folder, 'add', '.');
    git(folder, 'commit', '-q', '-m', 'everything');
    return folder;
}

/** The blocks of YAML in docs/ci.md below a heading. */
function documented(heading) {
    const page = readFileSync(join(ROOT, 'docs', 'ci.md'), 'utf8');
    const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
    const block = /```yaml\n(.*?)```/s.exec(section)?.[1];
    must(block !== undefined, `docs/ci.md has no YAML below "${heading}"`);
    return parse(block);
}

function preCommit({ repository, scratch }) {
    must(
        spawnSync('pre-commit', ['--version']).status === 0,
        'pre-commit is not installed: apt-get install pre-commit, or run .ci/run, which does',
    );
    const config = documented('pre-commit');
    config.repos[0].repo = `file://${repository}`;
    config.repos[0].rev = git(repository, 'rev-parse', 'HEAD').trim();
    const project = write(join(scratch, 'project'), {
        ...PROJECT,
        '.pre-commit-config.yaml': stringify(config),
    });
    git(project, 'init', '-q');
    git(project, 'add', '.');
    const env = { PRE_COMMIT_HOME: join(scratch, 'home'), XDG_CACHE_HOME: join(scratch, 'cache') };
    const { code, output } = run('pre-commit run', project, env);
    must(
        code === 1 && output.includes(RULE),
        `pre-commit ended with ${code} and should have found ${RULE}`,
        output,
    );
    git(project, 'commit', '-q', '--no-verify', '-m', 'first');
    write(project, { 'tests/test_other.py': 'def test_sum():\n    assert 1 + 1 == 2\n' });
    git(project, 'add', '.');
    const again = run('pre-commit run', project, env);
    must(again.code === 0, 'pre-commit should be content with what is staged now', again.output);
}

function action({ repository, scratch }) {
    const { runs, inputs } = parse(readFileSync(join(repository, 'action.yml'), 'utf8'));
    const project = write(join(scratch, 'project'), PROJECT);
    git(scratch, 'clone', '-q', repository, join(project, '.steady'));
    const summary = join(scratch, 'summary.md');
    const value = text =>
        text
            .replace(/\$\{\{ github\.action_path \}\}/g, join(project, '.steady'))
            .replace(/\$\{\{ inputs\.(\w+) \}\}/g, (_, name) => inputs[name]?.default ?? '');
    let last = { code: 0, output: '' };
    for (const step of runs.steps.filter(step => step.run !== undefined)) {
        must(last.code === 0, 'a step before the check failed', last.output);
        const env = Object.fromEntries(
            Object.entries(step.env ?? {}).map(([name, text]) => [name, value(text)]),
        );
        const cwd = step['working-directory'] === undefined ? project : value(step['working-directory']);
        last = run(step.run, cwd, {
            ...env,
            GITHUB_STEP_SUMMARY: summary,
            XDG_CACHE_HOME: join(scratch, 'cache'),
        });
    }
    must(last.code === 1, `the check ended with ${last.code}, not with 1`, last.output);
    must(/^::warning file=tests\/test_worker\.py,/m.test(last.output), 'there is no annotation', last.output);
    must(readFileSync(summary, 'utf8').includes('1 warning'), 'the summary lacks the finding');
    must(existsSync(join(project, inputs.sarif.default)), 'there is no SARIF file');
}

function gitlab({ repository, scratch }) {
    const jobs = documented('GitLab');
    const project = write(join(scratch, 'project'), PROJECT);
    const commands = [...jobs[jobs.steady.extends].before_script, ...jobs.steady.script];
    const prefix = join(scratch, 'prefix');
    const { code, output } = run(commands.join('\n'), project, {
        STEADY_REPOSITORY: `file://${repository}`,
        npm_config_prefix: prefix,
        PATH: `${join(prefix, 'bin')}${delimiter}${process.env.PATH}`,
    });
    must(
        code === 1 && output.includes(RULE),
        `the job ended with ${code} and should have found ${RULE}`,
        output,
    );
    const { codequality, junit } = jobs.steady.artifacts.reports;
    const reported = JSON.parse(readFileSync(join(project, codequality), 'utf8'));
    must(reported.length === 1, `the code quality report has ${reported.length} entries, not 1`);
    must(readFileSync(join(project, junit), 'utf8').includes('<testsuite'), 'there is no JUnit report');
}

/**
 * Carries out a Dockerfile in a folder for each of its stages. The base image is this machine; absolute paths are taken
 * to lie in the stage's folder, in instructions as in commands; what Alpine's package manager would install is here.
 */
function dockerfile({ repository, scratch }) {
    const lines = readFileSync(join(repository, 'Dockerfile'), 'utf8')
        .split('\n')
        .filter(line => line !== '' && !line.startsWith('#'));
    const stages = new Map();
    let stage = { root: '', workdir: '/', entrypoint: [], command: [] };
    const inside = path => join(stage.root, path.startsWith('/') ? path : join(stage.workdir, path));
    const bin = join(scratch, 'bin');
    write(bin, { apk: '#!/bin/sh\nexit 0\n' });
    execFileSync('chmod', ['+x', join(bin, 'apk')]);
    const env = () => ({
        PATH: [bin, join(stage.root, 'usr/local/bin'), process.env.PATH].join(delimiter),
        GIT_CONFIG_SYSTEM: join(scratch, 'gitconfig'),
        XDG_CACHE_HOME: join(scratch, 'cache'),
    });
    const instructions = {
        FROM: rest => {
            const [, name = 'final'] = / AS (\S+)$/i.exec(rest) ?? [];
            stage = { root: join(scratch, 'stages', name), workdir: '/', entrypoint: [], command: [] };
            for (const folder of ['usr/local/bin', 'opt'])
                mkdirSync(join(stage.root, folder), { recursive: true });
            stages.set(name, stage);
        },
        WORKDIR: rest => {
            stage.workdir = rest;
            mkdirSync(inside(rest), { recursive: true });
        },
        COPY: rest => {
            const [, from, paths = rest] = /^--from=(\S+) (.*)$/.exec(rest) ?? [];
            const parts = paths.split(' ');
            const target = parts.pop() ?? '';
            for (const part of parts) {
                const source =
                    from === undefined ? join(repository, part) : join(stages.get(from).root, part);
                const into =
                    target.endsWith('/') || target === '.' || (parts.length > 1 && !target.endsWith('/'));
                const isFile = statSync(source).isFile();
                cpSync(source, isFile && into ? join(inside(target), basename(part)) : inside(target), {
                    recursive: true,
                });
            }
        },
        RUN: rest => {
            const command = rest.replace(
                /(?<=^|[\s'"=])\/(?=(?:opt|usr\/local|build|src)\b)/g,
                `${stage.root}/`,
            );
            const { code, output } = run(command, inside('.'), env());
            must(code === 0, `RUN ${rest} ended with ${code}`, output);
        },
        USER: () => {},
        ENTRYPOINT: rest => {
            stage.entrypoint = JSON.parse(rest);
        },
        CMD: rest => {
            stage.command = JSON.parse(rest);
        },
    };
    for (const line of lines) {
        const [, name = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
        must(name in instructions, `the Dockerfile's instruction ${line} is not known here`);
        instructions[name](rest);
    }
    write(inside('.'), PROJECT);
    const { code, output } = run([...stage.entrypoint, ...stage.command].join(' '), inside('.'), env());
    must(
        code === 1 && output.includes(RULE),
        `the image ended with ${code} and should have found ${RULE}`,
        output,
    );
    must(
        readFileSync(join(scratch, 'gitconfig'), 'utf8').includes('directory = *'),
        'git does not trust the mounted folder',
    );
}

const PARTS = { 'pre-commit': preCommit, action, gitlab, dockerfile };
const asked = process.argv.slice(2);
const unknown = asked.filter(name => !(name in PARTS));
if (unknown.length > 0) {
    console.error(`There is no part ${unknown.join(', ')}; there is ${Object.keys(PARTS).join(', ')}.`);
    process.exit(2);
}
const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'steady-install-')));
let passed = 0;
let failed = 0;
try {
    const repository = repositoryIn(join(scratch, 'repository'));
    for (const [name, part] of Object.entries(PARTS)) {
        if (asked.length > 0 && !asked.includes(name)) continue;
        const folder = join(scratch, name);
        mkdirSync(folder);
        const started = performance.now();
        try {
            part({ repository, scratch: folder });
            console.log(`ok ${name} (${((performance.now() - started) / 1000).toFixed(0)} s)`);
            passed += 1;
        } catch (error) {
            console.log(`not ok ${name}: ${error instanceof Error ? error.message : error}`);
            failed += 1;
        } finally {
            rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
        }
    }
} finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

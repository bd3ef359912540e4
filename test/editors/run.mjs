/**
 * Runs the language server in real editors, without a screen: Debian's Neovim, and Emacs with Eglot and with
 * lsp-mode. Their configuration is the code of docs/editors, so that the guides stay true; a driver in the editor's own
 * language attaches, reads findings and hover, and applies a fix.
 *
 *     node test/editors/run.mjs [neovim] [neovim-0.11] [eglot] [lsp-mode]
 *
 * The last line is `N passed, N failed`. An editor that is not installed is a failure.
 */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildAll } from '../../scripts/build.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CLI = join(ROOT, 'dist', 'cli.js');

/** Seconds for all steps in one editor; reached only when one of them fails. */
const PATIENCE = 60;
const STEPS = [
    'attaches and shows the findings',
    'the hover shows the evidence',
    'a code action is applied',
    'the finding is gone',
    'nothing is complained about',
];

/** What is done in the editor: the sleep of the bundled example is looked at, and replaced. */
const FILE = 'tests/test_sale_race.py';
const SLEEP = 'time.sleep(0.5)';
const RULE = 'sleep-as-sync';

/**
 * @typedef {{
 *     name: string,
 *     packages: string[],
 *     guide: { page: string, sections: string[] },
 *     configuration: string,
 *     isThere: () => boolean,
 *     command: (configuration: string) => string[],
 * }} Editor
 */

const runs = (program, ...args) => spawnSync(program, args, { stdio: 'ignore' }).status === 0;

/** @returns {Editor} */
const neovim = (name, section, ...before) => ({
    name,
    packages: ['neovim'],
    guide: { page: 'neovim.md', sections: [section, 'Using it'] },
    configuration: 'init.lua',
    isThere: () => runs('nvim', '--version'),
    command: init => [
        ...['nvim', '--headless', '-n', '-i', 'NONE', ...before, '-u', init],
        ...['-S', join(HERE, 'neovim.lua')],
    ],
});

/** @returns {Editor} */
const emacs = (name, section, ...packages) => ({
    name,
    packages: ['emacs-nox', ...packages],
    guide: { page: 'emacs.md', sections: [section] },
    configuration: 'init.el',
    isThere: () => runs('emacs', '--batch', '-f', 'package-activate-all', '--eval', `(require '${name})`),
    command: init => [
        ...['emacs', '--batch', '--no-init-file', '-f', 'package-activate-all'],
        ...['-l', init, '-l', join(HERE, 'emacs.el')],
    ],
});

/** @type {readonly Editor[]} */
const EDITORS = [
    neovim('neovim', 'Neovim 0.7 to 0.10'),
    neovim('neovim-0.11', 'Neovim 0.11 and newer', '--cmd', `luafile ${join(HERE, 'neovim-0.11.lua')}`),
    emacs('eglot', 'Eglot', 'elpa-eglot'),
    emacs('lsp-mode', 'lsp-mode', 'elpa-lsp-mode'),
];

/** The code in a section of a guide. */
function codeIn(page, section) {
    const guide = readFileSync(join(ROOT, 'docs', 'editors', page), 'utf8');
    const [, text = ''] = guide.split(new RegExp(`^## ${section}$`, 'm'));
    const code = /^```\w+\n(.*?)^```$/ms.exec(text.split(/^## /m)[0] ?? '')?.[1];
    if (code === undefined) throw new Error(`docs/editors/${page} has no code below "${section}".`);
    return code;
}

/** What `steady check` says about the example, as lines and rules in the order of text. */
function findings(folder) {
    const { stdout } = spawnSync(process.execPath, [CLI, 'check', '--no-cache', '-f', 'json', FILE], {
        cwd: folder,
    });
    return JSON.parse(String(stdout)).findings.map(({ rule, range }) => ({
        rule,
        line: range.start.line + 1,
    }));
}

/** A home with a `steady` on the path, the example in a folder, and what the driver is to do. */
function prepare(scratch, editor) {
    const bin = join(scratch, 'bin');
    const folder = join(scratch, 'example');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'steady'), `#!/bin/sh\nexec "${process.execPath}" "${CLI}" "$@"\n`, {
        mode: 0o755,
    });
    cpSync(join(ROOT, 'examples'), folder, { recursive: true });
    // A repository, as projects are: Emacs knows a project by it.
    spawnSync('git', ['init', '-q', folder]);
    const file = join(folder, FILE);
    const before = readFileSync(file, 'utf8');
    const found = findings(folder);
    // What the command line makes of the file is what the editor shall make of it.
    spawnSync(process.execPath, [CLI, 'check', '--no-cache', '--fix', '--unsafe', '--select', RULE, FILE], {
        cwd: folder,
    });
    const fixed = readFileSync(file, 'utf8');
    const left = findings(folder);
    writeFileSync(file, before);
    if (fixed === before || fixed.includes(SLEEP))
        throw new Error(`${FILE} is not fixed; say here what to show.`);

    const at = before.slice(0, before.indexOf(SLEEP)).split('\n');
    const list = all =>
        all
            .map(({ line, rule }) => `${line} ${rule}`)
            .sort()
            .join(', ');
    const task = join(scratch, 'task.json');
    writeFileSync(
        task,
        JSON.stringify({
            file,
            line: at.length,
            character: at.at(-1)?.length ?? 0,
            findings: list(found),
            fix: 'Wait on an Event',
            evidence: ['is a bet on how long', 'refresher', 'wait-for-effect', 'What to do'],
            fixed,
            left: list(left),
            patience: PATIENCE,
        }),
    );
    const { page, sections } = editor.guide;
    const init = join(scratch, editor.configuration);
    writeFileSync(init, sections.map(section => codeIn(page, section)).join('\n'));
    return { bin, folder, task, init };
}

/** @returns {Promise<{ passed: number, failed: number }>} */
async function runIn(editor) {
    console.log(`\n${editor.name}:`);
    if (!editor.isThere()) {
        console.log(
            `not ok ${editor.name} is not installed: apt-get install ${editor.packages.join(' ')}, or run .ci/run, which does.`,
        );
        return { passed: 0, failed: STEPS.length };
    }
    const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'steady-editor-')));
    try {
        const { bin, folder, task, init } = prepare(scratch, editor);
        const [program = '', ...args] = editor.command(init);
        const child = spawn(program, args, {
            cwd: folder,
            stdio: ['ignore', 'pipe', 'pipe'],
            env: {
                ...process.env,
                HOME: scratch,
                XDG_CONFIG_HOME: join(scratch, 'config'),
                XDG_DATA_HOME: join(scratch, 'data'),
                XDG_STATE_HOME: join(scratch, 'state'),
                XDG_CACHE_HOME: join(scratch, 'cache'),
                PATH: `${bin}${delimiter}${process.env.PATH}`,
                STEADY_EDITOR_TASK: task,
            },
        });
        let output = '';
        for (const stream of [child.stdout, child.stderr]) stream.on('data', data => (output += data));
        // The driver gives up by itself; this is for an editor that does not even run it.
        const deadline = setTimeout(() => child.kill('SIGKILL'), (PATIENCE + 30) * 1000);
        const code = await new Promise(resolve => child.on('close', resolve));
        clearTimeout(deadline);
        // Messages of the server that the client does not know; Emacs says so to the person.
        const complaint = output
            .split('\n')
            .find(line => /unknown (?:notification|request|method)/i.test(line));
        if (code === 0)
            output += complaint ? `not ok ${STEPS.at(-1)}: ${complaint}\n` : `ok ${STEPS.at(-1)}\n`;
        const lines = output.split('\n').filter(line => /^(?:not )?ok /.test(line));
        for (const line of lines) console.log(line);
        const missing = STEPS.filter(step => !lines.includes(`ok ${step}`));
        if (missing.length > 0)
            console.log(`${editor.name} ended with ${code}; not reached: ${missing.join('; ')}\n${output}`);
        return { passed: STEPS.length - missing.length, failed: missing.length };
    } finally {
        rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
    }
}

const asked = process.argv.slice(2);
const unknown = asked.filter(name => !EDITORS.some(editor => editor.name === name));
if (unknown.length > 0) {
    console.error(
        `There is no test in ${unknown.join(', ')}; there is ${EDITORS.map(({ name }) => name).join(', ')}.`,
    );
    process.exit(2);
}
await buildAll(['cli', 'server/']);
let passed = 0;
let failed = 0;
for (const editor of EDITORS) {
    if (asked.length > 0 && !asked.includes(editor.name)) continue;
    const counted = await runIn(editor);
    passed += counted.passed;
    failed += counted.failed;
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

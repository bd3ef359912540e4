/** A VS Code workbench to drive: VS Code's own server on a free port, and a Chromium page that shows it. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import { ensureHost } from './install.mjs';

const BROWSER_ARGS = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
];

/** Settings under which nothing but the extension under test draws attention to itself. */
const QUIET_SETTINGS = {
    'security.workspace.trust.enabled': false,
    'workbench.startupEditor': 'none',
    'workbench.tips.enabled': false,
    'telemetry.telemetryLevel': 'off',
    'extensions.autoCheckUpdates': false,
    'extensions.ignoreRecommendations': true,
    'git.enabled': false,
    'files.autoSave': 'off',
    'chat.disableAIFeatures': true,
};

/**
 * @typedef {object} WorkbenchOptions
 * @property {string} workspace absolute path of the folder (or `.code-workspace` file) to open
 * @property {string} extension absolute path of the unpacked extension
 * @property {string} [tests] absolute path of the module that exports `run()`
 * @property {boolean} [web] run the extension in the web worker extension host
 * @property {Record<string, unknown>} [settings] user settings on top of the quiet ones
 * @property {{ width: number, height: number, scale?: number }} [window]
 * @property {(line: string) => void} [log] what the workbench's console says
 */

/**
 * Starts a workbench. `exited` resolves with the suite's exit code when there are tests; `close` ends the
 * browser and the server and removes their folders.
 *
 * @param {WorkbenchOptions} options
 */
export async function openWorkbench(options) {
    const data = mkdtempSync(join(tmpdir(), 'steady-vscode-'));
    const server = await startServer(data, options.settings ?? {});
    /** @type {import('playwright-core').Browser | undefined} */
    let browser;
    const close = async () => {
        await browser?.close().catch(() => undefined);
        await server.stop();
        rmSync(data, { recursive: true, force: true, maxRetries: 5 });
    };
    try {
        browser = await chromium.launch({
            executablePath: browserPath(),
            args: BROWSER_ARGS,
            headless: true,
        });
        const { width, height, scale } = options.window ?? { width: 1280, height: 800 };
        const context = await browser.newContext({
            viewport: { width, height },
            deviceScaleFactor: scale ?? 1,
            permissions: ['clipboard-read', 'clipboard-write'],
        });
        const page = await context.newPage();
        /** @type {(code: number) => void} */
        let exit = () => undefined;
        /** @type {Promise<number>} */
        const exited = new Promise(resolve => {
            exit = resolve;
        });
        await page.exposeFunction(
            'codeAutomationLog',
            (/** @type {string} */ type, /** @type {unknown[]} */ args) => {
                options.log?.(args.map(String).join(' '));
                void type;
            },
        );
        await page.exposeFunction('codeAutomationExit', (/** @type {number} */ code) => exit(code));
        page.on('crash', () => exit(70));
        browser.on('disconnected', () => exit(70));
        server.exited.then(() => exit(71));
        await page.goto(address(server.port, options));
        return { page, exited, close, logs: join(data, 'data', 'logs') };
    } catch (error) {
        await close();
        throw error;
    }
}

/** @param {number} port @param {WorkbenchOptions} options */
function address(port, options) {
    const remote = path => `vscode-remote://127.0.0.1:${port}${path}`;
    const payload = [
        ['extensionDevelopmentPath', remote(options.extension)],
        ['skipWelcome', 'true'],
        ['skipReleaseNotes', 'true'],
    ];
    if (options.tests !== undefined) payload.push(['extensionTestsPath', remote(options.tests)]);
    if (options.web) payload.push(['extensionDevelopmentKind', 'web']);
    const url = new URL(`http://127.0.0.1:${port}/`);
    const kind = options.workspace.endsWith('.code-workspace') ? 'workspace' : 'folder';
    url.searchParams.set(kind, options.workspace);
    url.searchParams.set('payload', JSON.stringify(payload));
    return url.href;
}

/** @param {string} data @param {Record<string, unknown>} settings */
async function startServer(data, settings) {
    const { node, vscode } = await ensureHost();
    mkdirSync(join(data, 'data', 'User'), { recursive: true });
    mkdirSync(join(data, 'data', 'Machine'), { recursive: true });
    const text = JSON.stringify({ ...QUIET_SETTINGS, ...settings }, undefined, 2);
    for (const scope of ['User', 'Machine']) writeFileSync(join(data, 'data', scope, 'settings.json'), text);
    const child = spawn(
        node,
        [
            join(vscode, 'out', 'server-main.js'),
            ...[
                '--host',
                '127.0.0.1',
                '--port',
                '0',
                '--without-connection-token',
                '--enable-smoke-test-driver',
            ],
            ...['--accept-server-license-terms', '--server-data-dir', data, '--telemetry-level', 'off'],
        ],
        { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    /** @type {Promise<void>} */
    const exited = new Promise(resolve => {
        child.on('close', () => resolve());
    });
    const stop = async () => {
        child.kill('SIGTERM');
        const kill = setTimeout(() => child.kill('SIGKILL'), 5000);
        await exited;
        clearTimeout(kill);
    };
    /** @type {number} */
    const port = await new Promise((resolve, reject) => {
        let said = '';
        const listen = chunk => {
            said += chunk;
            const bound = /(?:listening on|Server bound to [\d.]+:) ?(\d+)/.exec(said);
            if (bound) resolve(Number(bound[1]));
        };
        child.stdout.on('data', listen);
        child.stderr.on('data', listen);
        child.on('error', reject);
        child.on('close', code =>
            reject(new Error(`VS Code's server ended (${code}) before it listened:\n${said}`)),
        );
    });
    return { port, stop, exited };
}

/** The Chromium to use: `$STEADY_CHROMIUM`, else the first that is on the PATH under a usual name. */
function browserPath() {
    if (process.env.STEADY_CHROMIUM) return process.env.STEADY_CHROMIUM;
    const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
        for (const name of names) {
            const path = join(folder, name);
            if (existsSync(path)) return path;
        }
    }
    throw new Error(
        'No Chromium found: install the package `chromium`, or set STEADY_CHROMIUM to an executable.',
    );
}

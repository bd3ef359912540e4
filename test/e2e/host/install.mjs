/**
 * Installs what the host needs into a cache outside the checkout: a Node 24 and code-server, whose package holds
 * a complete VS Code server. Each lands under a temporary name first and is renamed when complete, so that an
 * interrupted installation never looks like a finished one.
 */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

const NODE_VERSION = '24.9.0';
const CODE_SERVER_VERSION = '4.139.1';

/** The folder that keeps downloads between runs: `$STEADY_CACHE`, else `~/.cache/steady`. */
function cacheFolder() {
    return process.env.STEADY_CACHE || join(homedir(), '.cache', 'steady');
}

/**
 * Returns the two paths that start a VS Code server, installing what is missing (about 600 MB, 4 minutes).
 *
 * @returns {Promise<{ node: string, vscode: string }>} the Node executable and code-server's `lib/vscode` folder
 * @throws when npm fails; the message says which package and where npm's own words are
 */
export async function ensureHost() {
    const cache = cacheFolder();
    mkdirSync(cache, { recursive: true });
    const nodePackage = `node-${process.platform}-${process.arch}`;
    const nodeHome = join(cache, nodePackage.replace('node-', 'node24-'));
    const node = join(nodeHome, 'bin', 'node');
    if (!existsSync(node)) {
        await installInto(cache, `${nodePackage}@${NODE_VERSION}`, process.env, folder => {
            const copy = join(folder, 'copy');
            cpSync(join(folder, 'node_modules', nodePackage), copy, { recursive: true });
            replace(copy, nodeHome);
        });
    }
    const codeServer = join(cache, 'cs');
    const vscode = join(codeServer, 'node_modules', 'code-server', 'lib', 'vscode');
    if (!existsSync(join(vscode, 'node_modules')) || !existsSync(join(vscode, 'out', 'server-main.js'))) {
        const env = {
            ...process.env,
            npm_config_nodedir: nodeHome,
            PATH: `${join(nodeHome, 'bin')}${delimiter}${process.env.PATH}`,
        };
        await installInto(cache, `code-server@${CODE_SERVER_VERSION}`, env, folder => {
            if (!existsSync(join(folder, 'node_modules', 'code-server', 'lib', 'vscode', 'node_modules'))) {
                throw new Error(
                    `code-server@${CODE_SERVER_VERSION} was installed without its dependencies: its install ` +
                        `script did not run. Allow npm to run install scripts, then try again.`,
                );
            }
            replace(folder, codeServer);
        });
    }
    return { node, vscode };
}

/**
 * Installs one package into a temporary folder beside its destination and hands the folder to `complete`.
 *
 * @param {string} cache
 * @param {string} spec
 * @param {NodeJS.ProcessEnv} env
 * @param {(folder: string) => void} complete
 */
async function installInto(cache, spec, env, complete) {
    console.log(`Installing ${spec} into ${cache} (once; this can take some minutes).`);
    const folder = mkdtempSync(join(cache, 'installing-'));
    try {
        writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
        const log = await npm(['install', '--no-audit', '--no-fund', spec], folder, env);
        if (log.code !== 0) {
            throw new Error(`npm could not install ${spec} (exit ${log.code}). Its last words:\n${log.tail}`);
        }
        complete(folder);
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

/** @param {string} from @param {string} to */
function replace(from, to) {
    rmSync(to, { recursive: true, force: true });
    renameSync(from, to);
}

/**
 * @param {readonly string[]} args
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ code: number | null, tail: string }>}
 */
function npm(args, cwd, env) {
    return new Promise((resolve, reject) => {
        // Without what `npm run` puts into the environment, which would point npm at this project.
        const clean = Object.fromEntries(
            Object.entries(env).filter(
                ([name]) =>
                    !/^npm_(?!config_(nodedir|registry|proxy|https_proxy|userconfig|cafile))/.test(name),
            ),
        );
        const child = spawn('npm', args, { cwd, env: clean, stdio: ['ignore', 'pipe', 'pipe'] });
        let tail = '';
        const keep = chunk => {
            tail = (tail + chunk).slice(-3000);
        };
        child.stdout.on('data', keep);
        child.stderr.on('data', keep);
        child.on('error', reject);
        child.on('close', code => resolve({ code, tail }));
    });
}

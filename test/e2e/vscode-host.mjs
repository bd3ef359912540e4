#!/usr/bin/env node
/**
 * Takes the arguments of a desktop VS Code and runs the extension's tests in the same VS Code as served to a
 * browser, so that it can be the `vscodeExecutablePath` of `runTests`. Its exit code is the suite's.
 */
import { cpSync, createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openWorkbench } from './host/workbench.mjs';

const OUTPUT = fileURLToPath(new URL('../../.vscode-test/', import.meta.url));
/** What the workbench says of features that have nothing to do with the extension. */
const WORKBENCH_CHATTER = /^\[?(AgentHost|ChatModelSelection|AccountPolicyGate|Creating a socket|Resolv)/;
/** The suite marks its own lines so that they can be told from what the workbench says about itself. */
const SUITE_LINE = /^\[suite\] ?/;

const { values, positionals } = parseArgs({
    strict: false,
    allowPositionals: true,
    options: {
        extensionDevelopmentPath: { type: 'string' },
        extensionTestsPath: { type: 'string' },
        extensionDevelopmentKind: { type: 'string' },
        'host-timeout': { type: 'string', default: '300' },
    },
});

const workspace = positionals[0];
const extension = values.extensionDevelopmentPath;
if (workspace === undefined || typeof extension !== 'string') {
    console.error('vscode-host needs a folder to open and --extensionDevelopmentPath=<folder>.');
    process.exit(2);
}

const kind =
    typeof values.extensionDevelopmentKind === 'string' ? values.extensionDevelopmentKind : 'workspace';
const manifest = JSON.parse(readFileSync(`${extension}/package.json`, 'utf8'));
mkdirSync(OUTPUT, { recursive: true });
const everything = createWriteStream(`${OUTPUT}workbench-${kind}.log`);
/** @type {string[]} */
const recent = [];

const workbench = await openOrExplain({
    workspace,
    extension,
    ...(typeof values.extensionTestsPath === 'string' ? { tests: values.extensionTestsPath } : {}),
    // The served workbench ignores the development kind (1.139 reads it under another name than it writes it);
    // what the user sets for an extension counts in every version.
    settings: { 'remote.extensionKind': { [`${manifest.publisher}.${manifest.name}`]: [kind] } },
    log: line => {
        everything.write(`${line}\n`);
        if (SUITE_LINE.test(line)) console.log(line.replace(SUITE_LINE, ''));
        else if (!WORKBENCH_CHATTER.test(line)) recent.push(line);
        if (recent.length > 40) recent.shift();
    },
});
const interrupted = async () => {
    await workbench.close();
    process.exit(130);
};
process.on('SIGINT', interrupted);
process.on('SIGTERM', interrupted);

const seconds = Number(values['host-timeout']);
/** @type {NodeJS.Timeout | undefined} */
let timer;
/** @type {Promise<undefined>} */
const late = new Promise(resolve => {
    timer = setTimeout(() => resolve(undefined), seconds * 1000);
});
const code = await Promise.race([workbench.exited, late]);
clearTimeout(timer);
if (code !== 0) {
    const picture = `${OUTPUT}workbench-${kind}.png`;
    await workbench.page.screenshot({ path: picture }).catch(() => undefined);
    cpSync(workbench.logs, `${OUTPUT}logs-${kind}`, { recursive: true });
    console.error(`The last lines of the workbench:\n${recent.join('\n')}`);
    if (code === undefined) console.error(`The suite did not end within ${seconds} seconds; see ${picture}.`);
}
await workbench.close();
process.exit(code ?? 124);

/** @param {import('./host/workbench.mjs').WorkbenchOptions} options */
async function openOrExplain(options) {
    try {
        return await openWorkbench(options);
    } catch (error) {
        console.error(error instanceof Error ? error.message : String(error));
        process.exit(1);
    }
}

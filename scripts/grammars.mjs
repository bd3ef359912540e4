/** Takes the two WebAssembly files from their packages, after checking that they are what the manifest says. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const ROOT = new URL('../', import.meta.url);

/**
 * @typedef {{ package: string, version: string, file: string, sha256: string, abi?: number }} Entry
 * @typedef {{ runtime: Entry, grammar: Entry }} Manifest
 */

/**
 * Reads and verifies both files.
 *
 * @param {Manifest} [manifest] what to expect; grammars/manifest.json unless given
 * @returns {Promise<{ name: string, bytes: Buffer }[]>}
 * @throws one sentence that says what differs and where
 */
export async function verifiedGrammars(manifest = readJson('grammars/manifest.json')) {
    const files = [manifest.runtime, manifest.grammar].map(entry => ({
        name: entry.file,
        bytes: readChecked(entry),
    }));
    const abi = await abiOf(files[0].bytes, files[1].bytes);
    if (abi !== manifest.grammar.abi) throw mismatch(manifest.grammar, 'ABI', abi, manifest.grammar.abi);
    return files;
}

/** @param {Entry} entry */
function readChecked(entry) {
    const { version } = readJson(`node_modules/${entry.package}/package.json`);
    if (version !== entry.version) throw mismatch(entry, 'version', version, entry.version);
    const bytes = readFileSync(new URL(`node_modules/${entry.package}/${entry.file}`, ROOT));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (sha256 !== entry.sha256) throw mismatch(entry, 'sha256', sha256, entry.sha256);
    return bytes;
}

/** @param {Buffer} runtime @param {Buffer} grammar */
async function abiOf(runtime, grammar) {
    const { Language, Parser } = createRequire(import.meta.url)('web-tree-sitter');
    await Parser.init({ wasmBinary: runtime });
    return (await Language.load(grammar)).abiVersion;
}

/** @param {Entry} entry @param {string} what @param {unknown} found @param {unknown} expected */
function mismatch(entry, what, found, expected) {
    return new Error(
        `The ${what} of ${entry.package}'s ${entry.file} is ${found}, but grammars/manifest.json expects ${expected}: ` +
            'run `npm ci`, or update the manifest if the change is meant.',
    );
}

/** @param {string} path relative to the root */
function readJson(path) {
    return JSON.parse(readFileSync(new URL(path, ROOT), 'utf8'));
}

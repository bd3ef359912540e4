/** The editor's server and the command line find the same in every test file of the corpus. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { decodeSource } from '../../server/src/cli/decode.ts';
import { fileRole } from '../../server/src/model/discovery.ts';
import { useCli } from '../cli/harness.ts';
import { PULL, useServer } from '../lsp/client.ts';
import { ensureCorpus, PACKAGES } from './packages.mjs';
import { pythonFiles } from './python-files.ts';

const PATIENCE_MS = 1_800_000;

const cli = useCli();
const server = useServer();

/** A finding as both doors say it. */
type Said = readonly [rule: string, severity: string, fingerprint: string, message: string, range: string];

/** An editor underlines only the first line of a long region. */
function placeOf(rule: string, range: { readonly start: object; readonly end: object }): string {
    return JSON.stringify(rule === 'intentional-race' ? range.start : range);
}

const SEVERITIES = ['', 'error', 'warning', 'information', 'hint'];

test('the whole corpus: the server says what the command line says, finding for finding', {
    timeout: PATIENCE_MS,
}, async () => {
    const corpus = ensureCorpus();
    const folders = PACKAGES.map(name => join(corpus, name));
    const { stdout } = await cli.run(cli.project({}), ['check', '--no-cache', '-f', 'json', ...folders]);
    const fromCli = new Map<string, Said[]>();
    for (const found of JSON.parse(stdout).findings) {
        const { path, rule, severity, fingerprint, message, range } = found;
        const said: Said = [rule, severity, fingerprint, message, placeOf(rule, range)];
        fromCli.set(path, [...(fromCli.get(path) ?? []), said]);
    }
    const client = server.client();
    await client.initialize(PULL, { initializationOptions: { settings: {} } });
    let files = 0;
    for (const path of folders.flatMap(pythonFiles)) {
        const source = decodeSource(readFileSync(path));
        // What an editor cannot open as text it does not send.
        if ('error' in source || fileRole(path, source.text) === 'other') continue;
        const uri = pathToFileURL(path).href;
        await client.open(uri, source.text);
        const report = await client.pull(uri);
        await client.close(uri);
        const items = report.kind === 'full' ? report.items : [];
        const fromServer = items.map(
            ({ code, severity, data, message, range }): Said => [
                String(code),
                SEVERITIES[severity ?? 0] ?? '',
                data.fingerprint,
                String(message),
                placeOf(String(code), range),
            ],
        );
        expect(fromServer, path).toEqual(fromCli.get(path) ?? []);
        fromCli.delete(path);
        files++;
    }
    expect([...fromCli.keys()]).toEqual([]);
    expect(files).toBeGreaterThan(3000);
});

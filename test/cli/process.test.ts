import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { version } from '../../package.json';
import { FLAKY, STEADY, useCli } from './harness.ts';

const cli = useCli();

describe('the command itself', () => {
    it('prints its version', async () => {
        expect(await cli.run(cli.project({}), ['--version'])).toEqual({
            code: 0,
            stdout: `steady ${version}\n`,
            stderr: '',
        });
    });

    it('prints help that fits a screen of 80 by 24', async () => {
        const { stdout, code } = await cli.run(cli.project({}), ['--help']);
        expect(code).toBe(0);
        const lines = stdout.trimEnd().split('\n');
        expect(lines.length).toBeLessThanOrEqual(24);
        expect(lines.filter(line => line.length > 80)).toEqual([]);
        for (const command of ['check', 'review', 'rules', 'explain', 'lsp'])
            expect(stdout).toContain(`  ${command} `);
    });

    it('prints help where nothing was asked, and says so with its exit code', async () => {
        const { stdout, stderr, code } = await cli.run(cli.project({}), []);
        expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
        expect(stderr).toContain('Usage: steady <command>');
    });

    it.each([
        [['chek'], 'steady: There is no command "chek". Did you mean "check"?\n'],
        [['tests'], 'steady: There is no command "tests". To check that path: steady check tests\n'],
        [['check', '--formt', 'json'], "steady: unknown option '--formt'\n(Did you mean --format?)\n"],
        [
            ['check', '--threads', 'many'],
            "steady: option '--threads <number>' argument 'many' is invalid. It must be a number from 1 to 999.\n",
        ],
        [['explain'], "steady: missing required argument 'rule'\n"],
    ])('answers a mistake in one sentence and exits with 2: %j', async (args, stderr) => {
        const folder = cli.project({ 'tests/test_a.py': STEADY });
        expect(await cli.run(folder, args)).toEqual({ code: 2, stdout: '', stderr });
    });

    it('names the formats that there are', async () => {
        const { stderr, code } = await cli.run(cli.project({}), ['check', '--format', 'postscript']);
        expect(code).toBe(2);
        expect(stderr).toContain('There is text, concise, grouped, json,');
    });

    it('ends quietly when its reader goes away', async () => {
        const many = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`test_${i}.py`, FLAKY]));
        const folder = cli.project(many);
        const child = spawn(process.execPath, [cli.script, 'check', '--format', 'json'], { cwd: folder });
        child.stdin.end();
        child.stdout.once('data', () => child.stdout.destroy());
        const closed = new Promise<number | null>(resolve => child.on('close', resolve));
        expect(await text(child.stderr)).toBe('');
        expect(await closed).toBe(1);
    });

    it('says which of its own files is missing', async () => {
        const folder = cli.project({ 'test_a.py': FLAKY });
        const script = join(folder, 'cli.js');
        copyFileSync(cli.script, script);
        const child = spawn(process.execPath, [script, 'check'], { cwd: folder });
        const closed = new Promise<number | null>(resolve => child.on('close', resolve));
        expect(await text(child.stderr)).toBe(
            `steady: web-tree-sitter.wasm is missing from ${folder}: install Steady again, or run \`npm run build\`.\n`,
        );
        expect(await closed).toBe(2);
    });

    it('says that its folder is gone', async () => {
        const folder = mkdtempSync(join(tmpdir(), 'steady-gone-'));
        const script = 'rmdir "$1" && exec "$2" "$3" check .';
        const child = spawn('sh', ['-c', script, 'sh', folder, process.execPath, cli.script], {
            cwd: folder,
        });
        const closed = new Promise<number | null>(resolve => child.on('close', resolve));
        expect(await text(child.stderr)).toBe(
            'steady: The current folder does not exist any more: change to one that does.\n',
        );
        expect(await closed).toBe(2);
    });
});

describe('threads', () => {
    it('change nothing in the result', async () => {
        // Enough text that threads are worth it, without anything in it to analyse.
        const padding = `PADDING = '${'-'.repeat(24_000)}'\n`;
        const files = Object.fromEntries(
            Array.from({ length: 80 }, (_, i) => [`test_${i}.py`, FLAKY + padding]),
        );
        const folder = cli.project(files);
        const inThreads = (count: number) =>
            cli.run(folder, ['check', '--format', 'json', '--threads', String(count)]);
        const single = await inThreads(1);
        expect(single.code).toBe(1);
        expect(await inThreads(3)).toEqual(single);
    });
});

describe('steady lsp', () => {
    it('serves the protocol over standard input and output', async () => {
        const child = spawn(process.execPath, [cli.script, 'lsp', '--stdio'], { cwd: cli.project({}) });
        const closed = new Promise<number | null>(resolve => child.on('close', resolve));
        const send = (message: object) => {
            const body = JSON.stringify({ jsonrpc: '2.0', ...message });
            child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
        };
        const answered = new Promise<string>(resolve => {
            let received = '';
            child.stdout.on('data', chunk => {
                received += String(chunk);
                if (received.includes('"serverInfo"')) resolve(received);
            });
            child.on('close', () => resolve(received));
        });
        send({ id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } });
        expect(await answered).toContain('"serverInfo"');
        send({ id: 2, method: 'shutdown' });
        send({ method: 'exit' });
        expect(await closed).toBe(0);
    });
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { listFiles, PackageManager } from '@vscode/vsce';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8'));
const clientSource = readdirSync(new URL('client/src/', ROOT))
    .map(name => readFileSync(new URL(`client/src/${name}`, ROOT), 'utf8'))
    .join('\n');

describe('The extension manifest', () => {
    it('offers exactly the commands that the client registers', () => {
        const offered = manifest.contributes.commands.map(({ command }: { command: string }) => command);
        const registered = [...clientSource.matchAll(/registerCommand\('([\w.]+)'/g)]
            .map(([, name]) => name)
            // Those are called by the server's actions, not by people.
            .filter(name => !name?.startsWith('_'));
        expect(registered.sort()).toEqual(offered.sort());
    });

    it('has a setting for every one that the client reads', () => {
        const read = [...clientSource.matchAll(/affectsConfiguration\('([\w.]+)'/g)].map(([, name]) => name);
        expect(read.length).toBeGreaterThan(0);
        for (const name of read)
            expect(manifest.contributes.configuration.properties).toHaveProperty([String(name)]);
    });

    it('names an icon that is there', () => {
        expect(existsSync(new URL(manifest.icon, ROOT))).toBe(true);
    });

    it('has a walkthrough whose pages are there and whose buttons do something', () => {
        const offered = new Set(
            manifest.contributes.commands.map((each: { command: string }) => each.command),
        );
        const [{ steps }] = manifest.contributes.walkthroughs;
        for (const { media, description } of steps) {
            expect(existsSync(new URL(media.markdown, ROOT))).toBe(true);
            for (const [, command = ''] of description.matchAll(/\(command:([\w.]+)/g)) {
                if (command.startsWith('steady.')) expect(offered).toContain(command);
            }
        }
    });

    it('works in workspaces that are not trusted and in those that are virtual', () => {
        expect(manifest.capabilities.untrustedWorkspaces.supported).toBe(true);
        expect(manifest.capabilities.virtualWorkspaces).toBe(true);
    });
});

describe('The packed extension', () => {
    it('holds what runs and what people read, no sources, maps, tests or node_modules', async () => {
        const files = await listFiles({ cwd: fileURLToPath(ROOT), packageManager: PackageManager.None });
        const read = files.filter(file => !file.startsWith('dist/')).sort();
        expect(read).toEqual([
            'CHANGELOG.md',
            'LICENSE',
            'README.md',
            'media/icon.png',
            'media/walkthrough/fix.md',
            'media/walkthrough/look.md',
            'media/walkthrough/open.md',
            'media/walkthrough/review.md',
            'media/walkthrough/test_example.py',
            'package.json',
        ]);
        expect(files.filter(file => file.startsWith('dist/')).sort()).toEqual([
            'dist/client/browser.js',
            'dist/client/node.js',
            'dist/server/browser.js',
            'dist/server/node.js',
            'dist/tree-sitter-python.wasm',
            'dist/web-tree-sitter.wasm',
        ]);
    });
});

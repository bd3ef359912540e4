import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type GrammarManifest, verifiedGrammars } from '../../scripts/grammars.mjs';

const written = readFileSync(new URL('../../grammars/manifest.json', import.meta.url), 'utf8');

/** The manifest of the checkout with one thing changed. */
function manifestWith(change: (manifest: GrammarManifest) => void): GrammarManifest {
    const manifest: GrammarManifest = JSON.parse(written);
    change(manifest);
    return manifest;
}

describe('The WebAssembly files', () => {
    it('are those of the manifest', async () => {
        const files = await verifiedGrammars();
        expect(files.map(({ name }) => name)).toEqual(['web-tree-sitter.wasm', 'tree-sitter-python.wasm']);
    });

    it('are refused in another version, in one sentence', async () => {
        const manifest = manifestWith(({ runtime }) => {
            runtime.version = '0.1.0';
        });
        await expect(verifiedGrammars(manifest)).rejects.toThrow(
            /^The version of web-tree-sitter's web-tree-sitter\.wasm is [\d.]+, but grammars\/manifest\.json expects 0\.1\.0: run `npm ci`/,
        );
    });

    it('are refused when a byte differs', async () => {
        const manifest = manifestWith(({ grammar }) => {
            grammar.sha256 = grammar.sha256.replace(/^./, 'g');
        });
        await expect(verifiedGrammars(manifest)).rejects.toThrow(/^The sha256 of tree-sitter-python's/);
    });

    it('are refused with another ABI', async () => {
        const manifest = manifestWith(({ grammar }) => {
            grammar.abi = 13;
        });
        await expect(verifiedGrammars(manifest)).rejects.toThrow(
            /^The ABI of tree-sitter-python's .* is 15, but .* expects 13/,
        );
    });
});

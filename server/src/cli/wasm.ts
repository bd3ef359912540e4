/** Where the two WebAssembly files lie: beside the bundle, or in their packages while developing. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { WasmFiles } from '../engine.ts';

const RUNTIME = 'web-tree-sitter.wasm';
const GRAMMAR = 'tree-sitter-python.wasm';

/**
 * Reads both files.
 *
 * @param folder where the built files lie; the folder of the running script unless told
 * @throws an `Error` of one sentence where they are found in neither place
 */
export function readWasm(folder: string = __dirname): WasmFiles {
    return {
        runtime: readFirst(folder, RUNTIME, 'web-tree-sitter'),
        grammar: readFirst(folder, GRAMMAR, 'tree-sitter-python'),
    };
}

function readFirst(folder: string, name: string, packageName: string): Uint8Array {
    const built = tryRead(join(folder, name));
    if (built !== undefined) return built;
    try {
        const require = createRequire(join(folder, 'here.js'));
        return readFileSync(require.resolve(`${packageName}/${name}`));
    } catch {
        throw new Error(`${name} is missing from ${folder}: install Steady again, or run \`npm run build\`.`);
    }
}

function tryRead(path: string): Uint8Array | undefined {
    try {
        return readFileSync(path);
    } catch {
        return undefined;
    }
}

/** The parser's lifetime: bytes in, trees out. Nothing here knows a path. */
import { Language, Parser, type Tree } from 'web-tree-sitter';
import { TreeWalker } from './cursor.ts';
import { type KindTable, kindTable } from './plain.ts';

/** What `Parser.init` was given: it puts the functions of the runtime there. Once a process. */
let runtimeReady: Promise<object> | undefined;

/** Parses Python. Every tree that it returns belongs to the caller, who must `delete()` it. */
export class PythonParser {
    readonly #parser: Parser;
    readonly kinds: KindTable;

    private constructor(parser: Parser, kinds: KindTable) {
        this.#parser = parser;
        this.kinds = kinds;
    }

    /**
     * @param runtime the bytes of web-tree-sitter's own wasm; loaded once a process
     * @param grammar the bytes of tree-sitter-python's wasm
     */
    static async create(runtime: Uint8Array, grammar: Uint8Array): Promise<PythonParser> {
        runtimeReady ??= loadRuntime(runtime);
        const module = await runtimeReady;
        const language = await Language.load(grammar);
        const parser = new Parser();
        parser.setLanguage(language);
        return new PythonParser(parser, kindTable(language, new TreeWalker(module, language)));
    }

    /**
     * @param cancelled asked now and then; true stops the parse
     * @returns `undefined` only if cancelled
     */
    parse(text: string, cancelled?: () => boolean): Tree | undefined {
        const tree = this.#parser.parse(text, null, cancelled ? { progressCallback: cancelled } : undefined);
        if (!tree) this.#parser.reset();
        return tree ?? undefined;
    }

    dispose(): void {
        this.#parser.delete();
    }
}

async function loadRuntime(wasmBinary: Uint8Array): Promise<object> {
    const module = { wasmBinary };
    await Parser.init(module);
    return module;
}

/** The parser's lifetime: bytes in, trees out. Nothing here knows a path. */
import { Edit, Language, Parser, type Tree } from 'web-tree-sitter';
import { LineIndex } from '../base/text.ts';
import { type KindTable, kindTable } from './plain.ts';

let runtimeReady: Promise<void> | undefined;

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
        runtimeReady ??= Parser.init({ wasmBinary: runtime });
        await runtimeReady;
        const language = await Language.load(grammar);
        const parser = new Parser();
        parser.setLanguage(language);
        return new PythonParser(parser, kindTable(language));
    }

    /**
     * @param old the edited previous tree, from which unchanged parts are reused; it stays the caller's
     * @param cancelled asked now and then; true stops the parse
     * @returns `undefined` only if cancelled
     */
    parse(text: string, old: Tree | undefined, cancelled: (() => boolean) | undefined): Tree | undefined {
        const tree = this.#parser.parse(text, old, cancelled ? { progressCallback: cancelled } : undefined);
        if (!tree) this.#parser.reset();
        return tree ?? undefined;
    }

    dispose(): void {
        this.#parser.delete();
    }
}

/** The syntax tree of a text that changes. Owns its tree. */
export class SyntaxDocument {
    readonly #parser: PythonParser;
    #text: string;
    #lines: LineIndex | undefined;
    #tree: Tree | undefined;
    /** The tree lags behind the text and must be parsed again. */
    #stale = true;

    constructor(parser: PythonParser, text: string) {
        this.#parser = parser;
        this.#text = text;
    }

    get text(): string {
        return this.#text;
    }

    get lines(): LineIndex {
        this.#lines ??= new LineIndex(this.#text);
        return this.#lines;
    }

    /** Replaces `[start, end)` (UTF-16 offsets in the present text) by `inserted`. */
    edit(start: number, end: number, inserted: string): void {
        const before = this.lines;
        this.#text = this.#text.slice(0, start) + inserted + this.#text.slice(end);
        this.#lines = undefined;
        this.#stale = true;
        if (!this.#tree) return;
        const after = this.lines;
        if (before.hasLoneCarriageReturn || after.hasLoneCarriageReturn) {
            // Rows would be counted differently by us and by the parser: start afresh.
            this.#drop();
            return;
        }
        const point = (lines: LineIndex, offset: number) => {
            const { line, character } = lines.positionAt(offset);
            return { row: line, column: character };
        };
        this.#tree.edit(
            new Edit({
                startIndex: start,
                oldEndIndex: end,
                newEndIndex: start + inserted.length,
                startPosition: point(before, start),
                oldEndPosition: point(before, end),
                newEndPosition: point(after, start + inserted.length),
            }),
        );
    }

    replace(text: string): void {
        this.#text = text;
        this.#lines = undefined;
        this.#drop();
    }

    /** The tree of the present text; it stays this document's and dies with the next edit. `undefined` if cancelled. */
    tree(cancelled?: () => boolean): Tree | undefined {
        if (this.#tree && !this.#stale) return this.#tree;
        const fresh = this.#parser.parse(this.#text, this.#tree, cancelled);
        if (!fresh) return undefined;
        this.#tree?.delete();
        this.#tree = fresh;
        this.#stale = false;
        return fresh;
    }

    /** Forgets the tree, so that the next one is parsed afresh. */
    #drop(): void {
        this.#tree?.delete();
        this.#tree = undefined;
        this.#stale = true;
    }

    dispose(): void {
        this.#drop();
    }
}

/**
 * The tree cursor's functions in WebAssembly, called directly.
 *
 * web-tree-sitter's own cursor carries its state to and fro with each call, which costs more than the call. The
 * state may as well stay where these functions leave it, as long as nothing else of web-tree-sitter is called
 * from `start` to `stop`. This is the one place that relies on its inside; the version is pinned.
 */
import type { Language, Node, TreeCursor } from 'web-tree-sitter';

/** What web-tree-sitter's module exports, as far as it is used here. Each works on the cursor last started. */
interface CursorExports {
    /** Returns the address of the buffer in which state is handed over. */
    _ts_init(): number;
    getValue(address: number, type: 'i32'): number;
    _ts_tree_cursor_goto_first_child_wasm(tree: number): number;
    _ts_tree_cursor_goto_next_sibling_wasm(tree: number): number;
    _ts_tree_cursor_goto_parent_wasm(tree: number): number;
    _ts_tree_cursor_current_node_type_id_wasm(tree: number): number;
    _ts_tree_cursor_current_field_id_wasm(tree: number): number;
    _ts_tree_cursor_start_index_wasm(tree: number): number;
    _ts_tree_cursor_end_index_wasm(tree: number): number;
}

/** The inside of a cursor: its state, and the tree with its address. */
interface CursorState {
    0: number;
    1: number;
    2: number;
    3: number;
    readonly tree: { readonly 0: number };
}

/** One walk through a tree at a time. Offsets are UTF-16 units from the start of the text. */
export class TreeWalker {
    readonly #module: CursorExports;
    readonly #buffer: number;
    readonly #fields: readonly (string | null)[];
    #cursor: (TreeCursor & CursorState) | undefined;
    #tree = 0;

    /**
     * @param module the object that was given to `Parser.init`, which has put its exports there
     * @throws if the exports are not there
     */
    constructor(module: object, language: Language) {
        if (!isCursorExports(module)) {
            throw new Error(
                'This version of web-tree-sitter keeps its tree cursor where nobody expected it.',
            );
        }
        this.#module = module;
        this.#buffer = module._ts_init();
        this.#fields = language.fields;
    }

    /** Begins at a node. `stop` must follow, and nothing else of web-tree-sitter may be called before it. */
    start(node: Node): void {
        this.#cursor = node.walk() as TreeCursor & CursorState;
        this.#tree = this.#cursor.tree[0];
    }

    /** Gives the state back to the cursor and frees it. */
    stop(): void {
        const cursor = this.#cursor;
        if (!cursor) return;
        const read = (i: number) => this.#module.getValue(this.#buffer + 4 * i, 'i32');
        cursor[0] = read(0);
        cursor[1] = read(1);
        cursor[2] = read(2);
        cursor[3] = read(3);
        cursor.delete();
        this.#cursor = undefined;
    }

    toFirstChild(): boolean {
        return this.#module._ts_tree_cursor_goto_first_child_wasm(this.#tree) === 1;
    }

    toNextSibling(): boolean {
        return this.#module._ts_tree_cursor_goto_next_sibling_wasm(this.#tree) === 1;
    }

    toParent(): boolean {
        return this.#module._ts_tree_cursor_goto_parent_wasm(this.#tree) === 1;
    }

    /** The id of the node's type; 0xffff for an error. */
    typeId(): number {
        return this.#module._ts_tree_cursor_current_node_type_id_wasm(this.#tree);
    }

    field(): string | undefined {
        const id = this.#module._ts_tree_cursor_current_field_id_wasm(this.#tree);
        return id === 0 ? undefined : (this.#fields[id] ?? undefined);
    }

    startIndex(): number {
        return this.#module._ts_tree_cursor_start_index_wasm(this.#tree);
    }

    endIndex(): number {
        return this.#module._ts_tree_cursor_end_index_wasm(this.#tree);
    }
}

function isCursorExports(module: object): module is CursorExports {
    return '_ts_tree_cursor_goto_first_child_wasm' in module && 'getValue' in module && '_ts_init' in module;
}

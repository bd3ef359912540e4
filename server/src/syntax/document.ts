/**
 * The text of a file that changes, and its outline.
 *
 * The file is not parsed as a whole. Its functions are found by scanning; what is left without them, the
 * skeleton, is parsed, and so is each function about which somebody asks. Both are kept by their text, so an
 * edit costs the function that it touches. The outline depends on the present text alone, whatever was edited
 * before.
 */
import type { Tree } from 'web-tree-sitter';
import { LineIndex } from '../base/text.ts';
import { assemble } from './assemble.ts';
import type { Lowered } from './ast.ts';
import { lowerUnit } from './lower.ts';
import { type LoweredCache, type Outline, type OutlineUnit, outline, ownFacts } from './outline.ts';
import type { PythonParser } from './parser.ts';
import { toPlain } from './plain.ts';
import { type Scan, type ScannedFunction, scanFunctions } from './scan.ts';
import { cutFunctions } from './skeleton.ts';

/** So many functions of former texts are kept, for an undo; then those that no longer occur are forgotten. */
const SPARE_FUNCTIONS = 200;
const MAX_CACHED_STATEMENTS = 4000;

/** A tree with the outline made of it: the outline looks into the tree when it is asked for more. */
interface Parsed {
    readonly text: string;
    readonly tree: Tree;
    readonly outline: Outline;
}

/** Owns a syntax tree: call `dispose` at the end. */
export class SyntaxDocument {
    readonly #parser: PythonParser;
    #text: string;
    #isFresh = true;
    #lines: LineIndex | undefined;
    #outline: Outline | undefined;
    #parsed: Parsed | undefined;
    /** Functions parsed by themselves. */
    readonly #functions = new Map<string, FunctionContent>();
    /** Statements and headers, by their text too. */
    readonly #statements: LoweredCache = new Map();

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

    /** Whether the text was never edited. */
    get isFresh(): boolean {
        return this.#isFresh;
    }

    /** Replaces `[start, end)` (UTF-16 offsets in the present text) by `inserted`. */
    edit(start: number, end: number, inserted: string): void {
        this.replace(this.#text.slice(0, start) + inserted + this.#text.slice(end));
    }

    replace(text: string): void {
        this.#text = text;
        this.#isFresh = false;
        this.#lines = undefined;
        this.#outline = undefined;
    }

    /** The outline of the present text, valid until the next edit. `undefined` if cancelled. */
    outline(cancelled?: () => boolean): Outline | undefined {
        this.#outline ??= this.#scanned(cancelled);
        if (!this.#outline && !cancelled?.()) this.#outline = this.#parse(this.#text, cancelled)?.outline;
        return this.#outline;
    }

    /** By way of the skeleton; `undefined` if that is not possible for this text, or if cancelled. */
    #scanned(cancelled: (() => boolean) | undefined): Outline | undefined {
        const text = this.#text;
        const scan = scanFunctions(text);
        if (!scan) return undefined;
        if (this.#functions.size > scan.functions.length + SPARE_FUNCTIONS) this.#forgetAllBut(scan);
        const skeleton = cutFunctions(text, scan);
        const parsed = this.#parse(skeleton.text, cancelled);
        return (
            parsed &&
            assemble(parsed.outline, skeleton, scan.irregular, (fn, besideError) =>
                this.#unitOf(fn, text.slice(fn.start, fn.end), besideError),
            )
        );
    }

    #forgetAllBut({ functions }: Scan): void {
        const present = new Set(functions.map(({ start, end }) => this.#text.slice(start, end)));
        for (const text of this.#functions.keys()) if (!present.has(text)) this.#functions.delete(text);
    }

    #unitOf({ name, start, end }: ScannedFunction, slice: string, besideError: boolean): OutlineUnit {
        let content = this.#functions.get(slice);
        if (!content) {
            content = new FunctionContent(this.#parser, slice);
            this.#functions.set(content.text, content);
        }
        const { text, lower, own } = content;
        return {
            kind: 'function',
            name,
            start,
            end,
            text,
            get broken() {
                return besideError || lower().hasError;
            },
            besideError,
            lower,
            own,
        };
    }

    #parse(text: string, cancelled: (() => boolean) | undefined): Parsed | undefined {
        if (this.#parsed?.text === text) return this.#parsed;
        const tree = this.#parser.parse(text, cancelled);
        if (!tree) return undefined;
        this.#parsed?.tree.delete();
        if (this.#statements.size > MAX_CACHED_STATEMENTS) this.#statements.clear();
        this.#parsed = { text, tree, outline: outline(tree, text, this.#parser.kinds, this.#statements) };
        return this.#parsed;
    }

    dispose(): void {
        this.#parsed?.tree.delete();
        this.#parsed = undefined;
        this.#outline = undefined;
        this.#functions.clear();
        this.#statements.clear();
    }
}

/** A function's text with what is known of it, wherever it stands. */
class FunctionContent {
    readonly text: string;
    readonly lower: () => Lowered;
    readonly own = ownFacts();

    constructor(parser: PythonParser, slice: string) {
        // A slice would keep the whole text of its version alive: this makes a copy of its own.
        const text = ` ${slice}`.slice(1);
        let lowered: Lowered | undefined;
        this.text = text;
        this.lower = () => {
            lowered ??= lowerFunction(parser, text);
            return lowered;
        };
    }
}

/** Parses a function by itself: its first line may stand further left than it does in the file. */
function lowerFunction(parser: PythonParser, text: string): Lowered {
    const tree = parser.parse(text);
    try {
        const root = tree?.rootNode;
        const node = root?.firstNamedChild;
        const isFunction = node?.type === 'function_definition' || node?.type === 'decorated_definition';
        if (!root || !node || !isFunction || root.namedChildCount > 1) {
            return {
                text,
                stmt: { kind: 'error', start: 0, end: text.length },
                comments: [],
                hasError: true,
            };
        }
        return lowerUnit(toPlain(node, 0, parser.kinds), text, root.hasError);
    } finally {
        tree?.delete();
    }
}

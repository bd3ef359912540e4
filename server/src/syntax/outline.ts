/**
 * The skeleton of a file: its classes and functions, and the statements between them.
 *
 * Only module level and class level are walked, so that an edit in a long file costs little; the inside of
 * a function is lowered when somebody asks, and what was lowered before is found again by its text.
 */
import type { Node, Tree } from 'web-tree-sitter';
import type { Comment, Lowered } from './ast.ts';
import { lowerUnit } from './lower.ts';
import { type KindTable, toPlain } from './plain.ts';

/** A function, a method or a statement at module or class level. Offsets are absolute. */
export interface OutlineUnit {
    readonly kind: 'function' | 'statement';
    /** The function's name; empty for statements. */
    readonly name: string;
    readonly start: number;
    readonly end: number;
    readonly text: string;
    /** Contains a syntax error, or stands beside one. */
    readonly broken: boolean;
    /** What stands beside it does not parse. */
    readonly besideError: boolean;
    /** Valid while the tree lives, and afterwards if it was called before. */
    readonly lower: () => Lowered;
    readonly own: OwnFacts;
}

/**
 * Something that follows from the unit's text alone. It is made once, and kept as long as the text occurs in the
 * document, over edits elsewhere.
 *
 * @param key what it is, by identity
 */
export type OwnFacts = <T>(key: object, make: () => T) => T;

export function ownFacts(): OwnFacts {
    let facts: Map<object, unknown> | undefined;
    return <T>(key: object, make: () => T): T => {
        facts ??= new Map();
        if (facts.has(key)) return facts.get(key) as T;
        const fact = make();
        facts.set(key, fact);
        return fact;
    };
}

export interface OutlineClass {
    readonly kind: 'class';
    readonly name: string;
    readonly start: number;
    readonly end: number;
    /** The class statement without its body. */
    readonly header: () => Lowered;
    readonly headerText: string;
    /** Where the word `class` stands, behind the decorators. */
    readonly keyword: number;
    readonly items: readonly OutlineItem[];
    /** Where something in the body does not parse, between the items. */
    readonly errors: readonly number[];
}

export type OutlineItem = OutlineUnit | OutlineClass;

export interface Outline {
    readonly items: readonly OutlineItem[];
    /** Comments at module and class level, with absolute offsets. */
    readonly comments: readonly Comment[];
    readonly hasError: boolean;
    /** Functions were parsed by themselves: what one is like does not depend on the others. */
    readonly isTakenApart: boolean;
    /** Where something at module level does not parse, between the items. */
    readonly errors: readonly number[];
}

/** Lowered units by their text: a unit that only moved is found again. */
export type LoweredCache = Map<string, Lowered>;

/** Module-level statements longer than this (tables of data) are not looked into. */
const MAX_STATEMENT_LENGTH = 20_000;
/** Compound statements whose blocks may hold definitions. */
const COMPOUND = new Set([
    'if_statement',
    'elif_clause',
    'else_clause',
    'try_statement',
    'except_clause',
    'finally_clause',
    'with_statement',
    'for_statement',
    'while_statement',
    'block',
    'ERROR',
    'match_statement',
    'case_clause',
]);
const MAX_NESTING = 40;

export function outline(tree: Tree, text: string, kinds: KindTable, cache: LoweredCache): Outline {
    const comments: Comment[] = [];
    const root = tree.rootNode;
    const hasError = root.hasError;

    function lowerer(
        node: Node,
        start: number,
        end: number,
        unitText: string,
        broken: boolean,
    ): () => Lowered {
        let lowered: Lowered | undefined;
        return () => {
            lowered ??= cache.get(unitText);
            if (!lowered) {
                if (end - start > MAX_STATEMENT_LENGTH && node.type === 'expression_statement') {
                    lowered = {
                        text: unitText,
                        stmt: { kind: 'pass', start: 0, end: end - start },
                        comments: [],
                        hasError: false,
                    };
                } else {
                    lowered = lowerUnit(toPlain(node, start, kinds), unitText, broken);
                }
                cache.set(unitText, lowered);
            }
            return lowered;
        };
    }

    function visit(nodes: readonly Node[], into: OutlineItem[], errors: number[], nesting: number): void {
        let brokenBefore = false;
        for (let i = 0; i < nodes.length; i++) {
            const node = nodes[i];
            if (!node) continue;
            const type = node.type;
            if (type === 'comment') {
                addComment(node);
                continue;
            }
            if (COMPOUND.has(type) || type === 'ERROR') {
                brokenBefore = type === 'ERROR';
                if (brokenBefore) errors.push(node.startIndex);
                if (nesting < MAX_NESTING)
                    visit(node.namedChildren.filter(isNode), into, errors, nesting + 1);
                continue;
            }
            const besideError = brokenBefore || nodes[i + 1]?.type === 'ERROR';
            brokenBefore = false;
            const definition = type === 'decorated_definition' ? node.childForFieldName('definition') : node;
            const kind = definition?.type;
            if (definition && kind === 'class_definition') {
                addClass(node, definition, into, nesting);
            } else if (isStatementKind(type)) {
                const start = node.startIndex;
                const end = node.endIndex;
                const unitText = text.slice(start, end);
                const broken = hasError && (besideError || node.hasError);
                const isFunction = kind === 'function_definition';
                into.push({
                    kind: isFunction ? 'function' : 'statement',
                    name: isFunction ? (definition?.childForFieldName('name')?.text ?? '') : '',
                    start,
                    end,
                    text: unitText,
                    broken,
                    besideError,
                    lower: lowerer(node, start, end, unitText, broken),
                    own: ownFacts(),
                });
            }
        }
    }

    function addClass(node: Node, definition: Node, into: OutlineItem[], nesting: number): void {
        const body = definition.childForFieldName('body');
        const start = node.startIndex;
        const headerEnd = body ? body.startIndex : node.endIndex;
        const headerText = text.slice(start, headerEnd);
        const items: OutlineItem[] = [];
        const errors: number[] = [];
        // Comments between the header and the first statement are children of the definition.
        for (const c of definition.namedChildren) if (c?.type === 'comment') addComment(c);
        if (body && nesting < MAX_NESTING) {
            visit(body.namedChildren.filter(isNode), items, errors, nesting + 1);
        }
        let header: Lowered | undefined;
        into.push({
            kind: 'class',
            name: definition.childForFieldName('name')?.text ?? '',
            start,
            end: node.endIndex,
            keyword: definition.startIndex,
            headerText,
            header: () => {
                header ??= cache.get(headerText);
                if (!header) {
                    header = lowerUnit(headerOnly(toPlainHeader(node, definition, start)), headerText, false);
                    cache.set(headerText, header);
                }
                return header;
            },
            items,
            errors,
        });
    }

    function toPlainHeader(node: Node, definition: Node, origin: number) {
        // The header is small: copy its parts one by one and leave the body out.
        const plain = {
            kind: 'class_definition' as const,
            field: undefined,
            start: 0,
            end: definition.endIndex - origin,
            children: [] as ReturnType<typeof toPlain>['root'][],
            token: '',
        };
        for (const field of ['name', 'superclasses'] as const) {
            const part = definition.childForFieldName(field);
            if (part) plain.children.push({ ...toPlain(part, origin, kinds).root, field });
        }
        const decorators =
            node === definition ? [] : node.namedChildren.filter(isNode).filter(c => c.type === 'decorator');
        return { plain, decorators: decorators.map(d => toPlain(d, origin, kinds).root) };
    }

    function headerOnly(parts: ReturnType<typeof toPlainHeader>) {
        if (parts.decorators.length === 0) return { root: parts.plain, comments: [] };
        const definition = { ...parts.plain, field: 'definition' as const };
        return {
            root: {
                ...parts.plain,
                kind: 'decorated_definition' as const,
                children: [...parts.decorators, definition],
            },
            comments: [],
        };
    }

    function addComment(node: Node): void {
        const start = node.startIndex;
        let end = node.endIndex;
        if (text.charCodeAt(end - 1) === 13) end--;
        comments.push({ start, end, text: text.slice(start, end) });
    }

    const items: OutlineItem[] = [];
    const errors: number[] = [];
    visit(root.namedChildren.filter(isNode), items, errors, 0);
    comments.sort((a, b) => a.start - b.start);
    return { items, comments, hasError, errors, isTakenApart: false };
}

function isNode(node: Node | null): node is Node {
    return node !== null;
}

function isStatementKind(type: string): boolean {
    return type.endsWith('_statement') || type.endsWith('_definition');
}

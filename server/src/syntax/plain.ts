/**
 * One pass over a subtree that copies it out of WebAssembly memory.
 *
 * Every call into the parser costs about a third of a microsecond, so a subtree is visited once, with a
 * cursor, without recursion, and never again: what comes out is plain data that outlives the tree.
 */
import type { Language, Node } from 'web-tree-sitter';
import type { TreeWalker } from './cursor.ts';
import type { FieldName, NodeKind } from './node-kinds.generated.ts';

/** A syntax node as data. Offsets are relative to the subtree's origin. */
export interface Plain {
    /** A named kind of the grammar, `ERROR`, or `token` for an operator or keyword that matters. */
    readonly kind: NodeKind | 'ERROR' | 'token';
    readonly field: FieldName | undefined;
    readonly start: number;
    readonly end: number;
    readonly children: Plain[];
    /** The text of a `token`, else empty. */
    readonly token: string;
}

export interface PlainTree {
    readonly root: Plain;
    /** Comments anywhere below, in order; they are not among the children. */
    readonly comments: readonly Plain[];
}

/** How the walk treats a node type. */
enum Treatment {
    Skip,
    Comment,
    Leaf,
    Inner,
    /** An anonymous token that matters wherever it stands. */
    Token,
    /** An anonymous token that matters only if it fills a field (an operator). */
    FieldToken,
}

const LEAF_KINDS = new Set([
    'identifier',
    'integer',
    'float',
    'true',
    'false',
    'none',
    'ellipsis',
    'dotted_name',
    'relative_import',
    'string_start',
    'string_content',
    'string_end',
    'type_conversion',
    'line_continuation',
    'wildcard_import',
    'pass_statement',
    'break_statement',
    'continue_statement',
    'keyword_separator',
    'positional_separator',
]);
const TOKENS = new Set(['async', 'from']);
const PUNCTUATION = new Set(['(', ')', '[', ']', '{', '}', ',', ':', '.', ';', '\\', '->', ':=', '_']);

/** Looks up what to do with a node by its type id, so that no text crosses over from WebAssembly. */
export interface KindTable {
    readonly treatment: Uint8Array;
    readonly names: readonly string[];
    readonly walker: TreeWalker;
}

export function kindTable(language: Language, walker: TreeWalker): KindTable {
    const names: string[] = [];
    const treatment = new Uint8Array(language.nodeTypeCount);
    for (let id = 0; id < language.nodeTypeCount; id++) {
        const name = language.nodeTypeForId(id) ?? '';
        names.push(name);
        if (language.nodeTypeIsNamed(id)) {
            treatment[id] =
                name === 'comment'
                    ? Treatment.Comment
                    : LEAF_KINDS.has(name)
                      ? Treatment.Leaf
                      : Treatment.Inner;
        } else if (PUNCTUATION.has(name)) {
            treatment[id] = Treatment.Skip;
        } else {
            treatment[id] = TOKENS.has(name) ? Treatment.Token : Treatment.FieldToken;
        }
    }
    return { treatment, names, walker };
}

/**
 * Copies `node` and everything below it.
 *
 * @param node the root of the subtree; not kept
 * @param origin the absolute offset that relative offsets are counted from
 */
export function toPlain(node: Node, origin: number, kinds: KindTable): PlainTree {
    const comments: Plain[] = [];
    const root: Plain = {
        kind: node.type as Plain['kind'],
        field: undefined,
        start: node.startIndex - origin,
        end: node.endIndex - origin,
        children: [],
        token: '',
    };
    const { walker, treatment: treatments, names } = kinds;
    walker.start(node);
    try {
        const ancestors: Plain[] = [root];
        let parent = root;
        let more = walker.toFirstChild();
        while (more) {
            const id = walker.typeId();
            // ERROR has the id 0xffff, outside the table.
            const treatment = id < treatments.length ? treatments[id] : Treatment.Inner;
            if (treatment !== Treatment.Skip) {
                const name = names[id] ?? 'ERROR';
                const field = treatment === Treatment.Comment ? undefined : walker.field();
                if (treatment !== Treatment.FieldToken || field !== undefined) {
                    const isToken = treatment === Treatment.Token || treatment === Treatment.FieldToken;
                    const isInner = treatment === Treatment.Inner;
                    const copy: Plain = {
                        kind: isToken ? 'token' : (name as NodeKind),
                        field: field as FieldName | undefined,
                        start: walker.startIndex() - origin,
                        end: walker.endIndex() - origin,
                        children: isInner ? [] : NO_CHILDREN,
                        token: isToken ? name : '',
                    };
                    if (treatment === Treatment.Comment) comments.push(copy);
                    else parent.children.push(copy);
                    if (isInner && walker.toFirstChild()) {
                        ancestors.push(copy);
                        parent = copy;
                        continue;
                    }
                }
            }
            while (!walker.toNextSibling()) {
                ancestors.pop();
                if (ancestors.length === 0 || !walker.toParent()) {
                    more = false;
                    break;
                }
                parent = ancestors[ancestors.length - 1] ?? root;
            }
            if (ancestors.length === 0) more = false;
        }
        return { root, comments };
    } finally {
        walker.stop();
    }
}

/** Shared by all leaves; nothing is ever put into it. */
const NO_CHILDREN: Plain[] = [];

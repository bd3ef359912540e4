/** From syntax nodes to the expressions of `ast.ts`. */
import type { Expr, KeywordArgument, LambdaExpr, Param, StringExpr } from './ast.ts';
import type { FieldName } from './node-kinds.generated.ts';
import type { Plain } from './plain.ts';
import { decodeString } from './strings.ts';

export interface LowerContext {
    readonly text: string;
    /** How deep the recursion is; guarded, since generated code nests without limit. */
    depth: number;
}

/** Expressions nested deeper than this become opaque. */
const MAX_DEPTH = 200;

export function child(node: Plain, field: FieldName): Plain | undefined {
    for (const c of node.children) if (c.field === field) return c;
    return undefined;
}

export function childrenOf(node: Plain, field: FieldName): Plain[] {
    return node.children.filter(c => c.field === field);
}

export function lowerExpr(node: Plain, context: LowerContext): Expr {
    if (context.depth >= MAX_DEPTH) return { kind: 'opaque', start: node.start, end: node.end, children: [] };
    context.depth++;
    try {
        return lowerByKind(node, context);
    } finally {
        context.depth--;
    }
}

function lowerByKind(node: Plain, context: LowerContext): Expr {
    const { start, end } = node;
    const lower = (n: Plain) => lowerExpr(n, context);
    const field = (name: FieldName): Expr => {
        const found = child(node, name);
        return found ? lower(found) : { kind: 'opaque', start, end: start, children: [] };
    };
    const all = () => node.children.filter(c => c.kind !== 'token').map(lower);
    const text = (n: Plain) => context.text.slice(n.start, n.end);
    const first = node.children.find(c => c.kind !== 'token');
    switch (node.kind) {
        case 'identifier':
            return { kind: 'name', start, end, id: text(node) };
        case 'dotted_name':
            return { kind: 'name', start, end, id: text(node) };
        case 'attribute': {
            const attr = child(node, 'attribute');
            return { kind: 'attribute', start, end, value: field('object'), attr: attr ? text(attr) : '' };
        }
        case 'call': {
            const args = child(node, 'arguments');
            if (args?.kind === 'generator_expression') {
                return {
                    kind: 'call',
                    start,
                    end,
                    func: field('function'),
                    args: [lower(args)],
                    keywords: [],
                };
            }
            return { kind: 'call', start, end, func: field('function'), ...splitArguments(args, context) };
        }
        case 'integer':
        case 'float': {
            const value = Number(
                text(node)
                    .replaceAll('_', '')
                    .replace(/[jJlL]$/, ''),
            );
            return { kind: 'number', start, end, value };
        }
        case 'true':
        case 'false':
            return { kind: 'constant', start, end, value: node.kind === 'true' };
        case 'none':
            return { kind: 'constant', start, end, value: null };
        case 'ellipsis':
            return { kind: 'constant', start, end, value: 'ellipsis' };
        case 'string':
            return lowerString(node, context);
        case 'concatenated_string': {
            const parts = node.children.map(c => lowerString(c, context));
            const known = parts.every(p => p.value !== undefined);
            return {
                kind: 'string',
                start,
                end,
                value: known ? parts.map(p => p.value).join('') : undefined,
                bytes: parts.some(p => p.bytes),
                parts: parts.flatMap(p => p.parts),
            };
        }
        case 'not_operator':
            return { kind: 'unary', start, end, op: 'not', operand: field('argument') };
        case 'unary_operator': {
            const token = child(node, 'operator')?.token;
            return {
                kind: 'unary',
                start,
                end,
                op: token === '+' || token === '~' ? token : '-',
                operand: field('argument'),
            };
        }
        case 'binary_operator':
            return {
                kind: 'binary',
                start,
                end,
                op: child(node, 'operator')?.token ?? '',
                left: field('left'),
                right: field('right'),
            };
        case 'boolean_operator': {
            const op = child(node, 'operator')?.token === 'or' ? 'or' : 'and';
            return { kind: 'bool', start, end, op, left: field('left'), right: field('right') };
        }
        case 'comparison_operator': {
            const operands = node.children.filter(c => c.kind !== 'token').map(lower);
            const [left, ...comparators] = operands;
            if (!left) return { kind: 'opaque', start, end, children: [] };
            const ops = node.children.filter(c => c.kind === 'token').map(c => c.token);
            return { kind: 'compare', start, end, left, ops, comparators };
        }
        case 'subscript':
            return {
                kind: 'subscript',
                start,
                end,
                value: field('value'),
                indices: childrenOf(node, 'subscript').map(lower),
            };
        case 'list':
        case 'list_pattern':
            return { kind: 'list', start, end, items: all() };
        case 'tuple':
        case 'tuple_pattern':
        case 'expression_list':
        case 'pattern_list':
            return { kind: 'tuple', start, end, items: all() };
        case 'set':
            return { kind: 'set', start, end, items: all() };
        case 'dictionary':
            return {
                kind: 'dict',
                start,
                end,
                entries: node.children.flatMap(c => {
                    if (c.kind === 'pair') {
                        const key = child(c, 'key');
                        const value = child(c, 'value');
                        return value ? [{ key: key ? lower(key) : undefined, value: lower(value) }] : [];
                    }
                    const splat = c.children[0];
                    return splat ? [{ key: undefined, value: lower(splat) }] : [];
                }),
            };
        case 'lambda':
            return lowerLambda(node, context);
        case 'list_comprehension':
        case 'set_comprehension':
        case 'dictionary_comprehension':
        case 'generator_expression': {
            const body = child(node, 'body');
            const element = !body ? [] : body.kind === 'pair' ? body.children.map(lower) : [lower(body)];
            const generators = node.children
                .filter(c => c.kind === 'for_in_clause')
                .flatMap(c => {
                    const target = child(c, 'left');
                    const iter = child(c, 'right');
                    return target && iter ? [{ target: lower(target), iter: lower(iter) }] : [];
                });
            const conditions = node.children
                .filter(c => c.kind === 'if_clause')
                .flatMap(c => c.children.slice(0, 1).map(lower));
            return { kind: 'comprehension', start, end, element, generators, conditions };
        }
        case 'await':
            return first
                ? { kind: 'await', start, end, value: lower(first) }
                : { kind: 'opaque', start, end, children: [] };
        case 'yield':
            return {
                kind: 'yield',
                start,
                end,
                value: first ? lower(first) : undefined,
                from: node.children.some(c => c.kind === 'token' && c.token === 'from'),
            };
        case 'conditional_expression': {
            const [body, test, orelse] = all();
            if (!body || !test || !orelse) return { kind: 'opaque', start, end, children: [] };
            return { kind: 'conditional', start, end, test, body, orelse };
        }
        case 'list_splat':
        case 'list_splat_pattern':
        case 'dictionary_splat':
        case 'dictionary_splat_pattern':
            return first
                ? { kind: 'starred', start, end, value: lower(first) }
                : { kind: 'opaque', start, end, children: [] };
        case 'named_expression': {
            const name = child(node, 'name');
            return { kind: 'named', start, end, target: name ? text(name) : '', value: field('value') };
        }
        case 'parenthesized_expression':
        case 'type':
            // The inner span is what rules point at; the parentheses stay outside.
            return first ? lower(first) : { kind: 'opaque', start, end, children: [] };
        default:
            return { kind: 'opaque', start, end, children: all() };
    }
}

/** Splits an argument list into positional and keyword arguments, in order. */
export function splitArguments(
    list: Plain | undefined,
    context: LowerContext,
): { args: Expr[]; keywords: KeywordArgument[] } {
    const args: Expr[] = [];
    const keywords: KeywordArgument[] = [];
    for (const node of list?.children ?? []) {
        if (node.kind === 'keyword_argument') {
            const name = child(node, 'name');
            const value = child(node, 'value');
            if (!value) continue;
            keywords.push({
                start: node.start,
                end: node.end,
                name: name ? context.text.slice(name.start, name.end) : undefined,
                value: lowerExpr(value, context),
            });
        } else if (node.kind === 'dictionary_splat') {
            const value = node.children.find(c => c.kind !== 'token');
            if (value)
                keywords.push({
                    start: node.start,
                    end: node.end,
                    name: undefined,
                    value: lowerExpr(value, context),
                });
        } else if (node.kind !== 'token' && node.kind !== 'ERROR') {
            args.push(lowerExpr(node, context));
        }
    }
    return { args, keywords };
}

export function lowerParams(list: Plain | undefined, context: LowerContext): Param[] {
    const params: Param[] = [];
    for (const node of list?.children ?? []) {
        const { start, end } = node;
        const named = child(node, 'name') ?? node.children.find(c => c.kind !== 'token');
        const annotation = child(node, 'type');
        const value = child(node, 'value');
        const text = (n: Plain) => context.text.slice(n.start, n.end).replace(/^\*+/, '');
        const build = (nameNode: Plain | undefined, kind: Param['kind']): void => {
            if (!nameNode) return;
            params.push({
                start,
                end,
                name: text(nameNode),
                kind,
                default: value ? lowerExpr(value, context) : undefined,
                annotation: annotation ? lowerExpr(annotation, context) : undefined,
            });
        };
        switch (node.kind) {
            case 'identifier':
                build(node, 'plain');
                break;
            case 'default_parameter':
            case 'typed_default_parameter':
                build(named, 'plain');
                break;
            case 'typed_parameter':
                build(
                    named,
                    named?.kind === 'list_splat_pattern'
                        ? 'star'
                        : named?.kind === 'dictionary_splat_pattern'
                          ? 'double-star'
                          : 'plain',
                );
                break;
            case 'list_splat_pattern':
                build(node, 'star');
                break;
            case 'dictionary_splat_pattern':
                build(node, 'double-star');
                break;
            default:
                break;
        }
    }
    return params;
}

function lowerLambda(node: Plain, context: LowerContext): LambdaExpr {
    const body = child(node, 'body');
    return {
        kind: 'lambda',
        start: node.start,
        end: node.end,
        params: lowerParams(child(node, 'parameters'), context),
        body: body
            ? lowerExpr(body, context)
            : { kind: 'opaque', start: node.end, end: node.end, children: [] },
    };
}

function lowerString(node: Plain, context: LowerContext): StringExpr {
    const { start, end } = node;
    const opening = node.children.find(c => c.kind === 'string_start');
    const prefix = opening
        ? context.text.slice(opening.start, opening.end).replace(/['"]/g, '').toLowerCase()
        : '';
    const parts = node.children
        .filter(c => c.kind === 'interpolation')
        .flatMap(c => {
            const inner = child(c, 'expression');
            return inner ? [lowerExpr(inner, context)] : [];
        });
    const closing = node.children.find(c => c.kind === 'string_end');
    const raw = context.text.slice(opening?.end ?? start, closing?.start ?? end);
    return {
        kind: 'string',
        start,
        end,
        value: parts.length > 0 ? undefined : decodeString(raw, prefix.includes('r')),
        bytes: prefix.includes('b'),
        parts,
    };
}

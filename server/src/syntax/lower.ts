/** From syntax nodes to the Python of `ast.ts`. Statements here; expressions in `lower-expr.ts`. */
import type {
    Block,
    ClassStmt,
    Comment,
    ExceptHandler,
    FunctionStmt,
    ImportedName,
    Lowered,
    Stmt,
    WithItem,
} from './ast.ts';
import {
    child,
    childrenOf,
    type LowerContext,
    lowerExpr,
    lowerParams,
    splitArguments,
} from './lower-expr.ts';
import type { Plain, PlainTree } from './plain.ts';

/** Statements nested deeper than this become errors: no test is written so, and recursion stays bounded. */
const MAX_DEPTH = 60;

/**
 * Lowers one statement (most often a function or a class) with its comments.
 *
 * @param tree the copied subtree; offsets relative to `text`
 * @param text the unit's own text
 * @param hasError whether the parser found an error inside
 */
export function lowerUnit(tree: PlainTree, text: string, hasError: boolean): Lowered {
    const context: LowerContext = { text, depth: 0 };
    const comments: Comment[] = tree.comments.map(comment => {
        // In a CRLF file a comment's text ends in a carriage return.
        const end = text.charCodeAt(comment.end - 1) === 13 ? comment.end - 1 : comment.end;
        return { start: comment.start, end, text: text.slice(comment.start, end) };
    });
    return { text, stmt: lowerStatement(tree.root, context, 0)[0] ?? errorAt(tree.root), comments, hasError };
}

function errorAt(node: Plain): Stmt {
    return { kind: 'error', start: node.start, end: node.end };
}

function lowerBlock(block: Plain | undefined, context: LowerContext, depth: number): Block {
    if (!block) return [];
    if (depth > MAX_DEPTH) return [errorAt(block)];
    const statements: Stmt[] = [];
    for (const node of block.children) statements.push(...lowerStatement(node, context, depth + 1));
    return statements;
}

function lowerStatement(node: Plain, context: LowerContext, depth: number): Stmt[] {
    const { start, end } = node;
    const expr = (n: Plain | undefined) => (n ? lowerExpr(n, context) : undefined);
    const first = node.children[0];
    switch (node.kind) {
        case 'expression_statement':
            return lowerExpressionStatement(node, context);
        case 'return_statement':
            return [{ kind: 'return', start, end, value: expr(first) }];
        case 'raise_statement':
            return [
                {
                    kind: 'raise',
                    start,
                    end,
                    exc: expr(node.children.find(c => c.kind !== 'token' && c.field !== 'cause')),
                },
            ];
        case 'assert_statement': {
            if (!first) return [errorAt(node)];
            return [
                {
                    kind: 'assert',
                    start,
                    end,
                    test: lowerExpr(first, context),
                    message: expr(node.children[1]),
                },
            ];
        }
        case 'delete_statement':
            return [{ kind: 'delete', start, end, targets: node.children.map(c => lowerExpr(c, context)) }];
        case 'pass_statement':
            return [{ kind: 'pass', start, end }];
        case 'break_statement':
            return [{ kind: 'break', start, end }];
        case 'continue_statement':
            return [{ kind: 'continue', start, end }];
        case 'global_statement':
        case 'nonlocal_statement':
            return [
                {
                    kind: node.kind === 'global_statement' ? 'global' : 'nonlocal',
                    start,
                    end,
                    names: node.children.map(c => context.text.slice(c.start, c.end)),
                },
            ];
        case 'if_statement':
            return [lowerIf(node, context, depth)];
        case 'for_statement':
            return lowerFor(node, context, depth);
        case 'while_statement': {
            const condition = child(node, 'condition');
            if (!condition) return [errorAt(node)];
            return [
                {
                    kind: 'while',
                    start,
                    end,
                    test: lowerExpr(condition, context),
                    body: lowerBlock(child(node, 'body'), context, depth),
                    orelse: lowerElse(node, context, depth),
                },
            ];
        }
        case 'try_statement':
            return [lowerTry(node, context, depth)];
        case 'with_statement':
            return [
                {
                    kind: 'with',
                    start,
                    end,
                    items: lowerWithItems(node, context),
                    body: lowerBlock(child(node, 'body'), context, depth),
                    isAsync: hasAsync(node),
                },
            ];
        case 'match_statement': {
            const subject = child(node, 'subject');
            const body = child(node, 'body');
            if (!subject) return [errorAt(node)];
            const cases = (body?.children ?? []).filter(c => c.kind === 'case_clause');
            return [
                {
                    kind: 'match',
                    start,
                    end,
                    subject: lowerExpr(subject, context),
                    cases: cases.map(c => lowerBlock(child(c, 'consequence'), context, depth)),
                },
            ];
        }
        case 'function_definition':
            return [lowerFunction(node, node, [], context, depth)];
        case 'class_definition':
            return [lowerClass(node, node, [], context, depth)];
        case 'decorated_definition': {
            const decorators = node.children
                .filter(c => c.kind === 'decorator')
                .flatMap(c => c.children.slice(0, 1));
            const definition = child(node, 'definition');
            const lowered = decorators.map(d => lowerExpr(d, context));
            if (definition?.kind === 'function_definition')
                return [lowerFunction(node, definition, lowered, context, depth)];
            if (definition?.kind === 'class_definition')
                return [lowerClass(node, definition, lowered, context, depth)];
            return [errorAt(node)];
        }
        case 'import_statement':
            return [
                {
                    kind: 'import',
                    start,
                    end,
                    module: undefined,
                    names: importedNames(node, context),
                    wildcard: false,
                },
            ];
        case 'future_import_statement':
            return [
                {
                    kind: 'import',
                    start,
                    end,
                    module: '__future__',
                    names: importedNames(node, context),
                    wildcard: false,
                },
            ];
        case 'import_from_statement': {
            const module = child(node, 'module_name');
            return [
                {
                    kind: 'import',
                    start,
                    end,
                    module: module ? context.text.slice(module.start, module.end).replace(/\s+/g, '') : '',
                    names: importedNames(node, context),
                    wildcard: node.children.some(c => c.kind === 'wildcard_import'),
                },
            ];
        }
        case 'print_statement':
        case 'exec_statement':
        case 'type_alias_statement':
            return [{ kind: 'pass', start, end }];
        case 'token':
        case 'line_continuation':
            return [];
        default:
            return [errorAt(node)];
    }
}

function lowerExpressionStatement(node: Plain, context: LowerContext): Stmt[] {
    const { start, end } = node;
    const first = node.children[0];
    if (!first) return [];
    if (first.kind === 'assignment') {
        const targets = [];
        let annotation: Plain | undefined;
        let current: Plain | undefined = first;
        while (current?.kind === 'assignment') {
            const left = child(current, 'left');
            if (left) targets.push(lowerExpr(left, context));
            annotation ??= child(current, 'type');
            current = child(current, 'right');
        }
        return [
            {
                kind: 'assign',
                start,
                end,
                targets,
                annotation: annotation ? lowerExpr(annotation, context) : undefined,
                value: current ? lowerExpr(current, context) : undefined,
            },
        ];
    }
    if (first.kind === 'augmented_assignment') {
        const left = child(first, 'left');
        const right = child(first, 'right');
        if (!left || !right) return [errorAt(node)];
        return [
            {
                kind: 'augassign',
                start,
                end,
                target: lowerExpr(left, context),
                op: child(first, 'operator')?.token ?? '',
                value: lowerExpr(right, context),
            },
        ];
    }
    if (node.children.length > 1) {
        // `a, b` as a statement: an unparenthesised tuple.
        return [
            {
                kind: 'expr',
                start,
                end,
                value: { kind: 'tuple', start, end, items: node.children.map(c => lowerExpr(c, context)) },
            },
        ];
    }
    return [{ kind: 'expr', start, end, value: lowerExpr(first, context) }];
}

function lowerIf(node: Plain, context: LowerContext, depth: number): Stmt {
    const alternatives = childrenOf(node, 'alternative');
    const build = (head: Plain, index: number, level: number): Stmt => {
        const condition = child(head, 'condition');
        const next = alternatives[index];
        let orelse: Block = [];
        if (next?.kind === 'elif_clause' && level <= MAX_DEPTH * 10)
            orelse = [build(next, index + 1, level + 1)];
        else if (next?.kind === 'else_clause') orelse = lowerBlock(child(next, 'body'), context, depth);
        return {
            kind: 'if',
            start: head.start,
            end: head === node ? node.end : (alternatives[alternatives.length - 1]?.end ?? head.end),
            test: condition
                ? lowerExpr(condition, context)
                : { kind: 'opaque', start: head.start, end: head.start, children: [] },
            body: lowerBlock(child(head, 'consequence'), context, depth),
            orelse,
        };
    };
    return build(node, 0, 0);
}

function lowerFor(node: Plain, context: LowerContext, depth: number): Stmt[] {
    const left = child(node, 'left');
    const right = child(node, 'right');
    if (!left || !right) return [errorAt(node)];
    return [
        {
            kind: 'for',
            start: node.start,
            end: node.end,
            target: lowerExpr(left, context),
            iter: lowerExpr(right, context),
            body: lowerBlock(child(node, 'body'), context, depth),
            orelse: lowerElse(node, context, depth),
            isAsync: hasAsync(node),
        },
    ];
}

function lowerElse(node: Plain, context: LowerContext, depth: number): Block {
    const clause = node.children.find(c => c.kind === 'else_clause');
    return lowerBlock(clause && child(clause, 'body'), context, depth);
}

function lowerTry(node: Plain, context: LowerContext, depth: number): Stmt {
    const handlers: ExceptHandler[] = [];
    let finalbody: Block = [];
    for (const clause of node.children) {
        if (clause.kind === 'except_clause') {
            const value = clause.children.find(
                c => c.kind !== 'block' && c.kind !== 'token' && c.field !== 'alias',
            );
            const alias = child(clause, 'alias');
            const asPattern = value?.kind === 'as_pattern' ? value : undefined;
            const types = asPattern ? asPattern.children[0] : value;
            const name = alias ?? (asPattern && child(asPattern, 'alias'));
            handlers.push({
                start: clause.start,
                end: clause.end,
                types: types ? lowerExpr(types, context) : undefined,
                name: name ? context.text.slice(name.start, name.end) : undefined,
                body: lowerBlock(
                    clause.children.find(c => c.kind === 'block'),
                    context,
                    depth,
                ),
            });
        } else if (clause.kind === 'finally_clause') {
            finalbody = lowerBlock(
                clause.children.find(c => c.kind === 'block'),
                context,
                depth,
            );
        }
    }
    return {
        kind: 'try',
        start: node.start,
        end: node.end,
        body: lowerBlock(child(node, 'body'), context, depth),
        handlers,
        orelse: lowerElse(node, context, depth),
        finalbody,
    };
}

function lowerWithItems(node: Plain, context: LowerContext): WithItem[] {
    const clause = node.children.find(c => c.kind === 'with_clause');
    const items: WithItem[] = [];
    for (const item of clause?.children ?? []) {
        if (item.kind !== 'with_item') continue;
        const value = child(item, 'value') ?? item.children[0];
        if (!value) continue;
        // `with (a as x, b as y):` is one item that holds a tuple.
        const parts = value.kind === 'tuple' ? value.children : [value];
        for (const part of parts) {
            const alias = part.kind === 'as_pattern' ? child(part, 'alias') : undefined;
            const inner = part.kind === 'as_pattern' ? part.children[0] : part;
            if (!inner) continue;
            const target = alias ? (alias.children[0] ?? alias) : undefined;
            items.push({
                start: part.start,
                end: part.end,
                context: lowerExpr(inner, context),
                target: target ? lowerExpr(target, context) : undefined,
            });
        }
    }
    return items;
}

function lowerFunction(
    outer: Plain,
    node: Plain,
    decorators: FunctionStmt['decorators'],
    context: LowerContext,
    depth: number,
): FunctionStmt {
    const name = child(node, 'name');
    return {
        kind: 'function',
        start: outer.start,
        end: outer.end,
        name: name ? context.text.slice(name.start, name.end) : '',
        nameSpan: { start: name?.start ?? node.start, end: name?.end ?? node.start },
        params: lowerParams(child(node, 'parameters'), context),
        decorators,
        body: lowerBlock(child(node, 'body'), context, depth),
        isAsync: hasAsync(node),
        defStart: node.start,
    };
}

function lowerClass(
    outer: Plain,
    node: Plain,
    decorators: ClassStmt['decorators'],
    context: LowerContext,
    depth: number,
): ClassStmt {
    const name = child(node, 'name');
    const { args, keywords } = splitArguments(child(node, 'superclasses'), context);
    return {
        kind: 'class',
        start: outer.start,
        end: outer.end,
        name: name ? context.text.slice(name.start, name.end) : '',
        nameSpan: { start: name?.start ?? node.start, end: name?.end ?? node.start },
        bases: args,
        keywords,
        decorators,
        body: lowerBlock(child(node, 'body'), context, depth),
    };
}

function hasAsync(node: Plain): boolean {
    return node.children.some(c => c.kind === 'token' && c.token === 'async');
}

function importedNames(node: Plain, context: LowerContext): ImportedName[] {
    const text = (n: Plain) => context.text.slice(n.start, n.end).replace(/\s+/g, '');
    return childrenOf(node, 'name').map(n => {
        if (n.kind !== 'aliased_import') return { name: text(n), alias: undefined };
        const name = child(n, 'name');
        const alias = child(n, 'alias');
        return { name: name ? text(name) : '', alias: alias ? text(alias) : undefined };
    });
}

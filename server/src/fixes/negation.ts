/** The opposite of a condition, as a person would write it. */
import type { CompareExpr, Expr } from '../syntax/ast.ts';

/** How tightly a piece of source binds; `not` and `and` put parentheses around what binds less. */
const BINDS = { least: 0, or: 1, and: 2, not: 3, compare: 4, most: 5 } as const;

interface Piece {
    readonly text: string;
    readonly binds: number;
}

const OPPOSITE: Readonly<Record<string, string>> = {
    '==': '!=',
    '!=': '==',
    '<': '>=',
    '>=': '<',
    '>': '<=',
    '<=': '>',
    in: 'not in',
    'not in': 'in',
    is: 'is not',
    'is not': 'is',
};
const OPERATOR = /not\s+in\b|is\s+not\b|[<>=!]=|[<>]|\bin\b|\bis\b/;

/** `server.status == 'ACTIVE'` for `server.status != 'ACTIVE'`; on one line. */
export function negation(expr: Expr, source: string): string {
    return opposite(expr, source).text.replace(/\s+/g, ' ');
}

function opposite(expr: Expr, source: string): Piece {
    switch (expr.kind) {
        case 'unary':
            return expr.op === 'not' ? plain(expr.operand, source) : negated(expr, source);
        case 'bool': {
            const op = expr.op === 'and' ? 'or' : 'and';
            const sides = [opposite(expr.left, source), opposite(expr.right, source)];
            return { text: sides.map(s => atLeast(BINDS[op], s)).join(` ${op} `), binds: BINDS[op] };
        }
        case 'compare':
            return flipped(expr, source) ?? negated(expr, source);
        default:
            return negated(expr, source);
    }
}

function flipped({ left, ops, comparators, start, end }: CompareExpr, source: string): Piece | undefined {
    const [op] = ops;
    const [right] = comparators;
    const other = op === undefined ? undefined : OPPOSITE[op.replace(/\s+/g, ' ')];
    if (ops.length !== 1 || !right || other === undefined) return undefined;
    const between = source.slice(left.end, right.start).replace(OPERATOR, other);
    return {
        text: source.slice(start, left.end) + between + source.slice(right.start, end),
        binds: BINDS.compare,
    };
}

function negated(expr: Expr, source: string): Piece {
    return { text: `not ${atLeast(BINDS.not, plain(expr, source))}`, binds: BINDS.not };
}

function plain(expr: Expr, source: string): Piece {
    return { text: source.slice(expr.start, expr.end), binds: bindingOf(expr) };
}

function bindingOf(expr: Expr): number {
    switch (expr.kind) {
        case 'bool':
            return BINDS[expr.op];
        case 'unary':
            return expr.op === 'not' ? BINDS.not : BINDS.most;
        case 'compare':
            // `not (a < b < c)` reads better than without.
            return BINDS.not - 1;
        case 'lambda':
        case 'conditional':
        case 'named':
        case 'yield':
            return BINDS.least;
        default:
            return BINDS.most;
    }
}

function atLeast(binds: number, piece: Piece): string {
    return piece.binds < binds ? `(${piece.text})` : piece.text;
}

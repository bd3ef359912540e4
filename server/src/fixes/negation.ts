/** The opposite of a condition, as a person would write it. */
import type { CompareExpr, Expr } from '../syntax/ast.ts';
import { lastName } from '../syntax/walk.ts';

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
/**
 * `server.status == 'ACTIVE'` for `server.status != 'ACTIVE'`, on one line.
 *
 * @param operator what the result will be an operand of: it gets parentheses where it needs them
 */
export function negation(expr: Expr, source: string, operator?: 'and' | 'or'): string {
    const piece = opposite(expr, source);
    return (operator ? atLeast(BINDS[operator], piece) : piece.text).replace(/\s+/g, ' ');
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

function flipped({ left, ops, comparators }: CompareExpr, source: string): Piece | undefined {
    const op = ops[0]?.replace(/\s+/g, ' ') ?? '';
    const [right] = comparators;
    const other = OPPOSITE[op];
    if (ops.length !== 1 || !right || other === undefined) return undefined;
    // Of two sets neither may contain the other.
    if (/[<>]/.test(op) && !isNumber(left) && !isNumber(right)) return undefined;
    const sides = [left, right].map(side => atLeast(BINDS.most, plain(side, source)));
    return { text: sides.join(` ${other} `), binds: BINDS.compare };
}

function isNumber(expr: Expr): boolean {
    if (expr.kind === 'call') return /^(len|sum|count|qsize|monotonic|time)$/.test(lastName(expr.func) ?? '');
    return expr.kind === 'number' || (expr.kind === 'unary' && expr.op !== 'not');
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

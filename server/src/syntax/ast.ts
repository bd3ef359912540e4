/**
 * Python as plain data: what the rest of the engine sees instead of tree-sitter nodes.
 *
 * Spans are UTF-16 offsets relative to the start of the unit (function, class header or statement) that
 * was lowered, so that a unit that only moves keeps its facts. Shapes that no rule asks about become
 * `opaque` and keep their children's expressions, so that reads inside them are still seen.
 */
import type { Span } from '../base/text.ts';

export interface NameExpr extends Span {
    readonly kind: 'name';
    readonly id: string;
}
export interface AttributeExpr extends Span {
    readonly kind: 'attribute';
    readonly value: Expr;
    readonly attr: string;
}
export interface KeywordArgument extends Span {
    /** `undefined` for `**mapping`. */
    readonly name: string | undefined;
    readonly value: Expr;
}
export interface CallExpr extends Span {
    readonly kind: 'call';
    readonly func: Expr;
    readonly args: readonly Expr[];
    readonly keywords: readonly KeywordArgument[];
}
export interface StringExpr extends Span {
    readonly kind: 'string';
    /** The decoded text of a literal without interpolation; implicit concatenations are joined. */
    readonly value: string | undefined;
    readonly bytes: boolean;
    /** Interpolated expressions of an f-string. */
    readonly parts: readonly Expr[];
}
export interface NumberExpr extends Span {
    readonly kind: 'number';
    readonly value: number;
}
export interface ConstantExpr extends Span {
    readonly kind: 'constant';
    readonly value: true | false | null | 'ellipsis';
}
export interface UnaryExpr extends Span {
    readonly kind: 'unary';
    readonly op: 'not' | '-' | '+' | '~';
    readonly operand: Expr;
}
export interface BinaryExpr extends Span {
    readonly kind: 'binary';
    readonly op: string;
    readonly left: Expr;
    readonly right: Expr;
}
export interface BoolExpr extends Span {
    readonly kind: 'bool';
    readonly op: 'and' | 'or';
    readonly left: Expr;
    readonly right: Expr;
}
export interface CompareExpr extends Span {
    readonly kind: 'compare';
    readonly left: Expr;
    readonly ops: readonly string[];
    readonly comparators: readonly Expr[];
}
export interface SubscriptExpr extends Span {
    readonly kind: 'subscript';
    readonly value: Expr;
    readonly indices: readonly Expr[];
}
export interface SequenceExpr extends Span {
    readonly kind: 'list' | 'tuple' | 'set';
    readonly items: readonly Expr[];
}
export interface DictExpr extends Span {
    readonly kind: 'dict';
    readonly entries: readonly { readonly key: Expr | undefined; readonly value: Expr }[];
}
export interface LambdaExpr extends Span {
    readonly kind: 'lambda';
    readonly params: readonly Param[];
    readonly body: Expr;
}
export interface ComprehensionExpr extends Span {
    readonly kind: 'comprehension';
    readonly element: readonly Expr[];
    readonly generators: readonly { readonly target: Expr; readonly iter: Expr }[];
    readonly conditions: readonly Expr[];
}
export interface AwaitExpr extends Span {
    readonly kind: 'await';
    readonly value: Expr;
}
export interface YieldExpr extends Span {
    readonly kind: 'yield';
    readonly value: Expr | undefined;
    readonly from: boolean;
}
export interface ConditionalExpr extends Span {
    readonly kind: 'conditional';
    readonly test: Expr;
    readonly body: Expr;
    readonly orelse: Expr;
}
export interface StarredExpr extends Span {
    readonly kind: 'starred';
    readonly value: Expr;
}
export interface NamedExpr extends Span {
    readonly kind: 'named';
    readonly target: string;
    readonly value: Expr;
}
export interface OpaqueExpr extends Span {
    readonly kind: 'opaque';
    readonly children: readonly Expr[];
}

export type Expr =
    | NameExpr
    | AttributeExpr
    | CallExpr
    | StringExpr
    | NumberExpr
    | ConstantExpr
    | UnaryExpr
    | BinaryExpr
    | BoolExpr
    | CompareExpr
    | SubscriptExpr
    | SequenceExpr
    | DictExpr
    | LambdaExpr
    | ComprehensionExpr
    | AwaitExpr
    | YieldExpr
    | ConditionalExpr
    | StarredExpr
    | NamedExpr
    | OpaqueExpr;

export interface Param extends Span {
    readonly name: string;
    readonly kind: 'plain' | 'star' | 'double-star';
    readonly default: Expr | undefined;
    readonly annotation: Expr | undefined;
}

export interface ExprStmt extends Span {
    readonly kind: 'expr';
    readonly value: Expr;
}
export interface AssignStmt extends Span {
    readonly kind: 'assign';
    /** `a = b = value` has two targets. */
    readonly targets: readonly Expr[];
    readonly annotation: Expr | undefined;
    readonly value: Expr | undefined;
}
export interface AugAssignStmt extends Span {
    readonly kind: 'augassign';
    readonly target: Expr;
    readonly op: string;
    readonly value: Expr;
}
export interface ReturnStmt extends Span {
    readonly kind: 'return';
    readonly value: Expr | undefined;
}
export interface RaiseStmt extends Span {
    readonly kind: 'raise';
    readonly exc: Expr | undefined;
}
export interface AssertStmt extends Span {
    readonly kind: 'assert';
    readonly test: Expr;
    readonly message: Expr | undefined;
}
export interface DeleteStmt extends Span {
    readonly kind: 'delete';
    readonly targets: readonly Expr[];
}
export interface SimpleStmt extends Span {
    readonly kind: 'pass' | 'break' | 'continue';
}
export interface ScopeStmt extends Span {
    readonly kind: 'global' | 'nonlocal';
    readonly names: readonly string[];
}
export interface IfStmt extends Span {
    readonly kind: 'if';
    readonly test: Expr;
    readonly body: Block;
    /** `elif` is an `if` alone in this block. */
    readonly orelse: Block;
}
export interface ForStmt extends Span {
    readonly kind: 'for';
    readonly target: Expr;
    readonly iter: Expr;
    readonly body: Block;
    readonly orelse: Block;
    readonly isAsync: boolean;
}
export interface WhileStmt extends Span {
    readonly kind: 'while';
    readonly test: Expr;
    readonly body: Block;
    readonly orelse: Block;
}
export interface ExceptHandler extends Span {
    readonly types: Expr | undefined;
    readonly name: string | undefined;
    readonly body: Block;
}
export interface TryStmt extends Span {
    readonly kind: 'try';
    readonly body: Block;
    readonly handlers: readonly ExceptHandler[];
    readonly orelse: Block;
    readonly finalbody: Block;
}
export interface WithItem extends Span {
    readonly context: Expr;
    readonly target: Expr | undefined;
}
export interface WithStmt extends Span {
    readonly kind: 'with';
    readonly items: readonly WithItem[];
    readonly body: Block;
    readonly isAsync: boolean;
}
export interface MatchStmt extends Span {
    readonly kind: 'match';
    readonly subject: Expr;
    readonly cases: readonly Block[];
}
export interface FunctionStmt extends Span {
    readonly kind: 'function';
    readonly name: string;
    readonly nameSpan: Span;
    readonly params: readonly Param[];
    readonly decorators: readonly Expr[];
    readonly body: Block;
    readonly isAsync: boolean;
    /** From `def` (behind the decorators) to the end. */
    readonly defStart: number;
}
export interface ClassStmt extends Span {
    readonly kind: 'class';
    readonly name: string;
    readonly nameSpan: Span;
    readonly bases: readonly Expr[];
    readonly keywords: readonly KeywordArgument[];
    readonly decorators: readonly Expr[];
    readonly body: Block;
}
export interface ImportedName {
    /** What is imported: a dotted module, or for `from` imports the name inside `module`. */
    readonly name: string;
    readonly alias: string | undefined;
}
export interface ImportStmt extends Span {
    readonly kind: 'import';
    /** `undefined` for `import a.b`; with leading dots for relative imports. */
    readonly module: string | undefined;
    readonly names: readonly ImportedName[];
    readonly wildcard: boolean;
}
/** A stretch that does not parse. Rules stay silent in the function around it. */
export interface ErrorStmt extends Span {
    readonly kind: 'error';
}

export type Block = readonly Stmt[];
export type Stmt =
    | ExprStmt
    | AssignStmt
    | AugAssignStmt
    | ReturnStmt
    | RaiseStmt
    | AssertStmt
    | DeleteStmt
    | SimpleStmt
    | ScopeStmt
    | IfStmt
    | ForStmt
    | WhileStmt
    | TryStmt
    | WithStmt
    | MatchStmt
    | FunctionStmt
    | ClassStmt
    | ImportStmt
    | ErrorStmt;

/** A comment, `#` included; its text never ends in a line break. */
export interface Comment extends Span {
    readonly text: string;
}

/** One lowered piece of a file. */
export interface Lowered {
    /** The unit's own text; all spans in `stmt` index into it. */
    readonly text: string;
    readonly stmt: Stmt;
    readonly comments: readonly Comment[];
    /** True if any part of it did not parse. */
    readonly hasError: boolean;
}

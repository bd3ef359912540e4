/**
 * What a test does, in the order in which it is written: one body for the test and one for each function
 * inside it, each a list of steps with the loops and blocks around them.
 */
import type { Span } from '../base/text.ts';
import type { FunctionUnit } from '../model/module.ts';
import type { Resolver } from '../model/resolve.ts';
import { functionScope, type Scope } from '../model/scope.ts';
import type { Block, CallExpr, Expr, FunctionStmt, LambdaExpr, Stmt } from '../syntax/ast.ts';
import { childExprs, lastName, ownExprs } from '../syntax/walk.ts';
import type { Effect } from './effects.ts';
import { effectOf } from './libraries/index.ts';
import { NO_TEAM_CALLS, type TeamCalls } from './team-calls.ts';

export interface Frame {
    readonly kind:
        | 'if'
        | 'else'
        | 'for'
        | 'while'
        | 'loop-else'
        | 'try'
        | 'except'
        | 'try-else'
        | 'finally'
        | 'with'
        | 'case';
    readonly stmt: Stmt;
}

/** A call in a step, in evaluation order. */
export interface Call {
    readonly expr: CallExpr;
    /** The origin of the callee, see `model/resolve.ts`. */
    readonly origin: string | undefined;
    /** The last name of the callee: `join` in `self.thread.join()`. */
    readonly name: string;
    readonly awaited: boolean;
    /** What becomes of the result. */
    readonly use: 'statement' | 'condition' | 'value';
    readonly effect: Effect | undefined;
    readonly step: Step;
}

/** A simple statement, or the head of a compound one. */
export interface Step extends Span {
    readonly stmt: Stmt;
    readonly frames: readonly Frame[];
    readonly calls: readonly Call[];
    readonly body: Body;
    /** Position in `Body.steps`. */
    readonly index: number;
}

/** One callable: the test itself, a function inside it, or a lambda. */
export interface Body {
    readonly name: string;
    readonly node: FunctionStmt | LambdaExpr;
    readonly parent: Body | undefined;
    readonly scope: Scope;
    readonly steps: Step[];
    readonly isAsync: boolean;
    /** Functions and lambdas directly inside. */
    readonly inner: Body[];
}

export interface Timeline {
    readonly unit: FunctionUnit;
    readonly fn: FunctionStmt;
    readonly root: Body;
    /** The root and all inner bodies, in source order. */
    readonly bodies: readonly Body[];
    /** Every call of every body. */
    readonly calls: readonly Call[];
}

/** @param team what the configuration says of the team's own calls */
export function buildTimeline(
    unit: FunctionUnit,
    fn: FunctionStmt,
    resolver: Resolver,
    team: TeamCalls = NO_TEAM_CALLS,
): Timeline {
    const bodies: Body[] = [];
    const calls: Call[] = [];

    function makeBody(node: FunctionStmt | LambdaExpr, scope: Scope, parent: Body | undefined): Body {
        const body: Body = {
            name: node.kind === 'function' ? node.name : 'lambda',
            node,
            parent,
            scope,
            steps: [],
            isAsync: node.kind === 'function' && node.isAsync,
            inner: [],
        };
        bodies.push(body);
        parent?.inner.push(body);
        if (node.kind === 'function') visitBlock(node.body, [], body);
        else
            addStep(
                { kind: 'return', start: node.body.start, end: node.body.end, value: node.body },
                [],
                body,
            );
        return body;
    }

    function visitBlock(block: Block, frames: readonly Frame[], body: Body): void {
        for (const stmt of block) {
            addStep(stmt, frames, body);
            const inside = (kind: Frame['kind']) => [...frames, { kind, stmt }];
            switch (stmt.kind) {
                case 'if':
                    visitBlock(stmt.body, inside('if'), body);
                    visitBlock(stmt.orelse, inside('else'), body);
                    break;
                case 'for':
                case 'while':
                    visitBlock(stmt.body, inside(stmt.kind), body);
                    visitBlock(stmt.orelse, inside('loop-else'), body);
                    break;
                case 'try':
                    visitBlock(stmt.body, inside('try'), body);
                    for (const handler of stmt.handlers) visitBlock(handler.body, inside('except'), body);
                    visitBlock(stmt.orelse, inside('try-else'), body);
                    visitBlock(stmt.finalbody, inside('finally'), body);
                    break;
                case 'with':
                    visitBlock(stmt.body, inside('with'), body);
                    break;
                case 'match':
                    for (const branch of stmt.cases) visitBlock(branch, inside('case'), body);
                    break;
                case 'function':
                    makeBody(stmt, functionScope(stmt, body.scope), body);
                    break;
                case 'class':
                    for (const member of stmt.body) {
                        if (member.kind === 'function') {
                            makeBody(
                                member,
                                functionScope(member, body.scope, { className: stmt.name }),
                                body,
                            );
                        }
                    }
                    break;
                default:
                    break;
            }
        }
    }

    function addStep(stmt: Stmt, frames: readonly Frame[], body: Body): void {
        const stepCalls: Call[] = [];
        const step: Step = {
            start: stmt.start,
            end: headEnd(stmt),
            stmt,
            frames,
            calls: stepCalls,
            body,
            index: body.steps.length,
        };
        body.steps.push(step);
        const lambdas: LambdaExpr[] = [];
        for (const expr of ownExprs(stmt)) {
            collectCalls(expr, useOf(stmt, expr), false, body.scope, step, stepCalls, lambdas);
        }
        calls.push(...stepCalls);
        for (const lambda of lambdas) makeBody(lambda, functionScope(lambda, body.scope), body);
    }

    function collectCalls(
        expr: Expr,
        use: Call['use'],
        awaited: boolean,
        scope: Scope,
        step: Step,
        into: Call[],
        lambdas: LambdaExpr[],
    ): void {
        if (expr.kind === 'lambda') {
            lambdas.push(expr);
            return;
        }
        if (expr.kind === 'await') {
            collectCalls(expr.value, use, true, scope, step, into, lambdas);
            return;
        }
        // `yield gen.sleep(1)` of tornado's and twisted's coroutines waits too.
        if (expr.kind === 'yield' && expr.value && !step.body.isAsync) {
            collectCalls(expr.value, use, true, scope, step, into, lambdas);
            return;
        }
        const innerUse: Call['use'] =
            expr.kind === 'unary' || expr.kind === 'bool' || expr.kind === 'compare' ? use : 'value';
        for (const childExpr of childExprs(expr)) {
            collectCalls(
                childExpr,
                use === 'condition' ? innerUse : 'value',
                false,
                scope,
                step,
                into,
                lambdas,
            );
        }
        if (expr.kind === 'call') {
            const origin = resolver.origin(expr.func, scope);
            const name = lastName(expr.func) ?? '';
            const effect = asAwaited(effectOf(origin, name, expr, team), awaited);
            into.push({ expr, origin, name, awaited, use, effect, step });
        }
    }

    const root = makeBody(fn, resolver.scopeOf(unit, fn), undefined);
    return { unit, fn, root, bodies, calls };
}

/** A sleep that is awaited is an asynchronous one, whatever it is called. */
function asAwaited(effect: Effect | undefined, awaited: boolean): Effect | undefined {
    if (!awaited || effect?.kind !== 'delay' || effect.isAsync) return effect;
    return { ...effect, isAsync: true, cooperative: true };
}

function useOf(stmt: Stmt, expr: Expr): Call['use'] {
    if (stmt.kind === 'expr') return 'statement';
    if ((stmt.kind === 'if' || stmt.kind === 'while' || stmt.kind === 'assert') && expr === stmt.test)
        return 'condition';
    return 'value';
}

/** Where the head of a compound statement ends: its blocks are steps of their own. */
function headEnd(stmt: Stmt): number {
    switch (stmt.kind) {
        case 'if':
        case 'while':
            return stmt.test.end;
        case 'for':
            return stmt.iter.end;
        case 'with':
            return stmt.items.at(-1)?.end ?? stmt.end;
        case 'function':
        case 'class':
            return stmt.nameSpan.end;
        case 'try':
            return stmt.start + 3;
        case 'match':
            return stmt.subject.end;
        default:
            return stmt.end;
    }
}

/** The argument of a call at a place that a table names. */
export function argumentAt(
    call: CallExpr,
    at: { readonly index?: number; readonly keyword?: string },
): Expr | undefined {
    if (at.keyword !== undefined) {
        const found = call.keywords.find(k => k.name === at.keyword);
        if (found) return found.value;
    }
    const positional = at.index === undefined ? undefined : call.args[at.index];
    return positional?.kind === 'starred' ? undefined : positional;
}

/** A step as it is written in the text of its function, whatever the spaces: what is said twice is the same. */
export function wordsOf(step: Step, text: string): string {
    return text.slice(step.start, step.end).replace(/\s+/g, ' ');
}

/** The loops around a step inside its body, innermost first. */
export function loopsAround(step: Step): Stmt[] {
    const loops: Stmt[] = [];
    for (let i = step.frames.length - 1; i >= 0; i--) {
        const frame = step.frames[i];
        if (frame && (frame.kind === 'for' || frame.kind === 'while')) loops.push(frame.stmt);
    }
    return loops;
}

/** The calls that are entered by the `with` blocks around a step: `open(path)` in `with open(path) as file:`. */
export function contextsAround(step: Step): CallExpr[] {
    const found: CallExpr[] = [];
    for (const { kind, stmt } of step.frames) {
        if (kind !== 'with' || stmt.kind !== 'with') continue;
        for (const { context } of stmt.items) if (context.kind === 'call') found.push(context);
    }
    return found;
}

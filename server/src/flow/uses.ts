/** Where a function goes: run by a thread, patched over production code, given as a callback, or just called. */
import type { Expr } from '../syntax/ast.ts';
import { dottedName, lastName } from '../syntax/walk.ts';
import type { SpawnKind } from './effects.ts';
import { mockTarget, patchTarget, shortName } from './mock-targets.ts';
import { argumentAt, type Body, type Call, type Timeline } from './timeline.ts';

export type CallableUse =
    | { readonly kind: 'spawned'; readonly what: SpawnKind; readonly call: Call }
    /** Stands in for production code while the test runs. */
    | {
          readonly kind: 'stub';
          /** What it replaces, as short as it is clear: `Instance.save`. */
          readonly target: string;
          readonly patched: boolean;
          readonly at: Expr;
      }
    /** Handed to something that calls it when it likes. */
    | { readonly kind: 'callback'; readonly at: Expr }
    /** Called, or awaited, where it stands. */
    | { readonly kind: 'called'; readonly call: Call }
    | { readonly kind: 'returned'; readonly at: Expr }
    /** Wrapped by a decorator that decides when it runs. */
    | { readonly kind: 'decorated'; readonly at: Expr };

/** Decorators that leave a function what it was. */
const TRANSPARENT =
    /^(contextmanager|asynccontextmanager|coroutine|wraps|staticmethod|classmethod|async_test|inlineCallbacks|skip\w*|requires\w*)$/;
/** Calls that run a coroutine to its end before they return. */
const RUNS_INLINE = /(^|\.)(run_until_complete|run|run_sync|wait_for|shield)$/;
/** Calls that run several coroutines beside each other. */
const RUNS_BESIDE =
    /(^|\.)(gather|wait|as_completed|new_task|create_task|ensure_future|Task|start_soon|run_coroutine_threadsafe)$/;

/** All uses of a function inside the test, by identity for lambdas and by name for functions. */
export function usesOf(body: Body, timeline: Timeline): CallableUse[] {
    const { node } = body;
    const isIt = (expr: Expr): boolean => {
        if (node.kind === 'lambda') return expr === node;
        if (expr.kind === 'name') return expr.id === node.name;
        return expr.kind === 'attribute' && expr.attr === node.name;
    };
    const uses: CallableUse[] = [];
    for (const call of timeline.calls) uses.push(...usesInCall(call, isIt));
    for (const other of timeline.bodies) {
        for (const { stmt } of other.steps) {
            if (stmt.kind === 'assign' && stmt.value && refersTo(stmt.value, isIt)) {
                for (const target of stmt.targets) {
                    if (target.kind !== 'attribute') continue;
                    const isMock = /^(side_effect|return_value|new)$/.test(target.attr);
                    const named = isMock ? target.value : target;
                    uses.push({
                        kind: 'stub',
                        target: mockTarget(named, timeline) ?? shortName(dottedName(named) ?? target.attr),
                        patched: true,
                        at: target,
                    });
                }
            } else if (
                stmt.kind === 'return' &&
                stmt.value &&
                stmt.value !== node &&
                refersTo(stmt.value, isIt) &&
                other !== body
            ) {
                uses.push({ kind: 'returned', at: stmt.value });
            }
        }
    }
    if (node.kind === 'function' && node.decorators.length > 0) {
        const decorator = node.decorators.find(
            d => !TRANSPARENT.test(lastName(d.kind === 'call' ? d.func : d) ?? ''),
        );
        if (decorator) uses.push({ kind: 'decorated', at: decorator });
    }
    return uses;
}

/** Whether an expression is the callable, a `partial` of it, or a call that makes its coroutine. */
function refersTo(expr: Expr, isIt: (expr: Expr) => boolean): boolean {
    if (isIt(expr)) return true;
    if (expr.kind === 'starred' || expr.kind === 'await') return refersTo(expr.value, isIt);
    if (expr.kind === 'call') {
        const name = dottedName(expr.func);
        if (name === 'partial' || name?.endsWith('.partial'))
            return expr.args[0] !== undefined && isIt(expr.args[0]);
    }
    if (expr.kind === 'list' || expr.kind === 'tuple') return expr.items.some(i => refersTo(i, isIt));
    return false;
}

export function usesInCall(call: Call, isIt: (expr: Expr) => boolean): CallableUse[] {
    const { expr, effect, name } = call;
    const callable = (e: Expr | undefined): boolean => e !== undefined && refersTo(e, isIt);
    const coroutine = (e: Expr | undefined): boolean =>
        e !== undefined &&
        (callable(e) ||
            (e.kind === 'call' && isIt(e.func)) ||
            (e.kind === 'comprehension' && e.element.some(x => coroutine(x))));
    if (isIt(expr.func)) return [{ kind: 'called', call }];
    const uses: CallableUse[] = [];
    if (effect?.kind === 'create' || effect?.kind === 'spawn') {
        const target = effect.target && argumentAt(expr, effect.target);
        if (coroutine(target)) return [{ kind: 'spawned', what: effect.what, call }];
    }
    if (effect?.kind === 'patch') {
        // `setattr('a.b.C.m', f)` names its target in one string.
        const inOne = effect.style === 'object' && expr.args.length === 2 && isDottedString(expr.args[0]);
        const replacement = argumentAt(expr, inOne ? { index: 1 } : effect.replacement);
        const sideEffect = expr.keywords.find(
            k =>
                k.name === 'side_effect' ||
                k.name === 'new' ||
                k.name === 'wraps' ||
                k.name === 'new_callable',
        );
        if (callable(replacement) || (sideEffect && callable(sideEffect.value))) {
            return [{ kind: 'stub', target: patchTarget(expr, effect.style), patched: true, at: expr }];
        }
    }
    for (const keyword of expr.keywords) {
        if (!callable(keyword.value)) continue;
        if (keyword.name === 'side_effect' || keyword.name === 'new') {
            uses.push({
                kind: 'stub',
                target: patchTarget(expr, 'dotted'),
                patched: name !== 'Mock' && name !== 'MagicMock',
                at: expr,
            });
        } else if (keyword.name === 'target') {
            uses.push({ kind: 'spawned', what: 'unknown', call });
        } else {
            uses.push({ kind: 'callback', at: keyword.value });
        }
    }
    for (const arg of expr.args) {
        if (callable(arg)) uses.push({ kind: 'callback', at: arg });
        else if (arg.kind === 'call' && isIt(arg.func)) {
            // A coroutine handed to something that runs it here, or to something unknown.
            if (RUNS_INLINE.test(call.origin ?? name)) uses.push({ kind: 'called', call });
            else if (RUNS_BESIDE.test(name)) uses.push({ kind: 'spawned', what: 'task', call });
        }
    }
    return uses;
}

function isDottedString(expr: Expr | undefined): boolean {
    return expr?.kind === 'string' && expr.value?.includes('.') === true;
}

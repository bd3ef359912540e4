/** From a test's timeline to its abstract program. */
import type { FunctionUnit } from '../../model/module.ts';
import { findMethod } from '../../model/module.ts';
import type { CallExpr, Expr, WithStmt } from '../../syntax/ast.ts';
import { dottedName, walkExpr } from '../../syntax/walk.ts';
import { assertionOf } from '../assertions.ts';
import type { FileFacts } from '../context.ts';
import { argumentAt, type Body, type Call, loopsAround, type Step, type Timeline } from '../timeline.ts';
import { Handles } from './handles.ts';
import type { Action, ActionPlace, Program, Root } from './program.ts';
import { waitsForNobody } from './transparent.ts';
import { Variables } from './variables.ts';

const MAX_INLINE = 3;
const MAX_ROOTS = 24;
const MAX_ACTIONS = 2000;
/** Contexts whose exit waits for what was started inside. */
const JOINING_CONTEXT =
    /(Executor|Pool|TaskGroup|create_task_group|open_nursery|start_threads|threads|Popen|Server|server|worker|runner|group|nursery)/;

/** A root before its actions are complete. */
interface OpenRoot {
    readonly id: number;
    readonly name: string;
    readonly what: Root['what'];
    readonly actions: Action[];
    many: boolean;
    spawnedAt: ActionPlace | undefined;
}

/** `undefined` if the test starts nothing whose code is in the file. */
export function buildProgram(
    timeline: Timeline,
    facts: FileFacts,
): { program: Program; variables: Variables } | undefined {
    const variables = new Variables(facts.resolver);
    const names = new Map<string, string>();
    const main: OpenRoot = {
        id: 0,
        name: 'test',
        what: 'main',
        actions: [],
        many: false,
        spawnedAt: undefined,
    };
    const roots: OpenRoot[] = [main];
    const handles = new Handles();
    let overflow = false;

    walkBody(timeline.root, timeline, main, 0);
    if (roots.length === 1 || overflow) return undefined;
    return { program: { roots, names }, variables };

    function walkBody(body: Body, owner: Timeline, root: OpenRoot, depth: number): void {
        let open: WithStmt[] = [];
        const acquired = new Set<string>();
        for (const step of body.steps) {
            if (root.actions.length > MAX_ACTIONS) {
                overflow = true;
                return;
            }
            const around = step.frames.flatMap(f =>
                f.kind === 'with' && f.stmt.kind === 'with' ? [f.stmt] : [],
            );
            for (const left of open.filter(w => !around.includes(w))) leaveContext(left, step, owner, root);
            open = around;
            const locks = new Set([...acquired, ...around.flatMap(w => locksOf(w, body))]);
            for (const call of step.calls) handles.collect(call);
            for (const call of step.calls) walkCall(call, owner, root, depth, acquired);
            if (step.stmt.kind === 'while' || step.stmt.kind === 'if') pollOn(step, owner, root);
            const asserted = assertionOf(step) !== undefined;
            for (const access of variables.accesses(step.stmt, body.scope)) {
                names.set(access.variable, access.name);
                root.actions.push({ kind: 'access', ...access, unit: owner.unit, step, locks, asserted });
                if (access.mode !== 'read')
                    root.actions.push({
                        kind: 'signal',
                        object: `poll:${access.variable}`,
                        ...place(step, owner),
                    });
            }
        }
        for (const left of open) {
            const last = body.steps.at(-1);
            if (last) leaveContext(left, last, owner, root);
        }
    }

    /** A loop that asks for a variable until it has changed waits for whoever changes it. */
    function pollOn(step: Step, owner: Timeline, root: OpenRoot): void {
        const { stmt } = step;
        const inLoop = stmt.kind === 'while' || loopsAround(step).length > 0;
        if (!inLoop || (stmt.kind !== 'while' && stmt.kind !== 'if')) return;
        walkExpr(stmt.test, e => {
            const variable = variables.identity(e, step.body.scope);
            if (variable !== undefined)
                root.actions.push({ kind: 'await', object: `poll:${variable}`, ...place(step, owner) });
        });
    }

    function walkCall(
        call: Call,
        owner: Timeline,
        root: OpenRoot,
        depth: number,
        acquired: Set<string>,
    ): void {
        const at = place(call.step, owner);
        const { effect, expr } = call;
        const receiver = expr.func.kind === 'attribute' ? expr.func.value : undefined;
        const object = receiver && variables.identity(receiver, call.step.body.scope);
        switch (effect?.kind) {
            case 'create':
            case 'spawn': {
                const target = effect.target && argumentAt(expr, effect.target);
                if (target) {
                    const id = addRoot(target, call, effect.what, owner, depth);
                    if (id === undefined) return;
                    handles.made(call, id);
                    if (effect.kind === 'spawn' || startedAtOnce(call)) start([id], call, root, at);
                    else handles.pending(id);
                    return;
                }
                const ids = receiver ? handles.rootsOf(receiver, call.step) : [];
                start(ids.length > 0 ? ids : handles.unstarted(), call, root, at);
                return;
            }
            case 'wait':
                if (effect.what === 'lock') {
                    if (object !== undefined) {
                        acquired.add(object);
                        root.actions.push({ kind: 'await', object: `lock:${object}`, ...at });
                    } else root.actions.push({ kind: 'barrier', ...at });
                    return;
                }
                if (effect.what === 'end' || effect.what === 'result') {
                    const ids = receiver ? handles.rootsOf(receiver, call.step) : [];
                    root.actions.push({
                        kind: 'join',
                        roots: ids.length > 0 ? new Set(ids) : undefined,
                        ...at,
                    });
                    return;
                }
                root.actions.push(
                    object === undefined ? { kind: 'barrier', ...at } : { kind: 'await', object, ...at },
                );
                return;
            case 'signal':
                if (object !== undefined && acquired.delete(object)) {
                    root.actions.push({ kind: 'signal', object: `lock:${object}`, ...at });
                    return;
                }
                root.actions.push(
                    object === undefined ? { kind: 'barrier', ...at } : { kind: 'signal', object, ...at },
                );
                if (object !== undefined)
                    root.actions.push({ kind: 'signal', object: `lock:${object}`, ...at });
                return;
            case 'delay':
            case 'patch':
            case 'clock':
                return;
            case 'stop':
            case 'request':
                root.actions.push({ kind: 'barrier', ...at });
                return;
            case undefined:
                break;
        }
        if (call.name === 'result' || call.name === 'join' || call.name === 'get') {
            const ids = receiver ? handles.rootsOf(receiver, call.step) : [];
            if (ids.length > 0) {
                root.actions.push({ kind: 'join', roots: new Set(ids), ...at });
                return;
            }
        }
        if (inline(call, owner, root, depth)) return;
        if (!waitsForNobody(call, owner)) root.actions.push({ kind: 'barrier', ...at });
    }

    function start(ids: readonly number[], call: Call, root: OpenRoot, at: ActionPlace): void {
        for (const id of ids) {
            const started = roots[id];
            if (!started) continue;
            if (started.spawnedAt !== undefined || loopsAround(call.step).length > 0) started.many = true;
            started.spawnedAt ??= { ...at, span: call.expr };
            root.actions.push({ kind: 'spawn', root: id, ...at });
        }
    }

    /** The work that a call starts, if its code is in this file. */
    function addRoot(
        target: Expr,
        call: Call,
        what: Root['what'],
        owner: Timeline,
        depth: number,
    ): number | undefined {
        const callable = resolveCallable(target, call, owner);
        if (!callable || depth > 1 || roots.length >= MAX_ROOTS) return undefined;
        const root: OpenRoot = {
            id: roots.length,
            name: callable.name,
            what,
            actions: [],
            many: isRepeated(call),
            spawnedAt: undefined,
        };
        roots.push(root);
        aliasArguments(callable.body, call);
        walkBody(callable.body, callable.timeline, root, depth + 1);
        return root.id;
    }

    interface Callable {
        readonly name: string;
        readonly body: Body;
        readonly timeline: Timeline;
    }

    function resolveCallable(target: Expr, call: Call, owner: Timeline): Callable | undefined {
        const inner =
            target.kind === 'call' && /(^|\.)partial$/.test(dottedName(target.func) ?? '')
                ? target.args[0]
                : target;
        const expr = inner?.kind === 'call' ? inner.func : inner;
        if (!expr) return undefined;
        if (expr.kind === 'lambda') {
            const body = owner.bodies.find(b => b.node === expr);
            return body && { name: 'lambda', body, timeline: owner };
        }
        if (expr.kind === 'name') {
            const body = owner.bodies.find(
                b => b.name === expr.id && b.parent !== undefined && visibleFrom(b, call.step.body),
            );
            if (body) return { name: expr.id, body, timeline: owner };
            return fromUnit(facts.module.topLevel.get(expr.id));
        }
        const { scope } = call.step.body;
        if (expr.kind === 'attribute' && expr.value.kind === 'name' && expr.value.id === scope.selfName) {
            const cls = facts.resolver.classOf(scope);
            return fromUnit(cls && findMethod(cls, expr.attr));
        }
        return undefined;
    }

    function fromUnit(unit: FunctionUnit | undefined): Callable | undefined {
        const other = unit && facts.timeline(unit);
        return other && { name: other.unit.name, body: other.root, timeline: other };
    }

    /** `Thread(target=f, args=(results,))`: the parameter is the argument. */
    function aliasArguments(body: Body, call: Call): void {
        const passed = call.expr.keywords.find(k => k.name === 'args')?.value;
        const positional =
            passed?.kind === 'tuple' || passed?.kind === 'list' ? passed.items : argumentsAfterTarget(call);
        const params = body.node.params.filter(p => p.name !== body.scope.selfName);
        positional.forEach((argument, i) => {
            const param = params[i];
            const variable = variables.identity(argument, call.step.body.scope);
            if (param && variable !== undefined) variables.alias(body.scope, param.name, variable);
        });
    }

    function argumentsAfterTarget(call: Call): readonly Expr[] {
        const { effect } = call;
        if (effect?.kind !== 'spawn' || effect.target?.index === undefined) return [];
        return call.expr.args.slice(effect.target.index + 1);
    }

    /** Calls of functions of this file are looked into, as far as that is cheap. */
    function inline(call: Call, owner: Timeline, root: OpenRoot, depth: number): boolean {
        if (depth >= MAX_INLINE) return false;
        const callable = resolveCallable(call.expr.func, call, owner);
        if (!callable || callable.body === call.step.body) return false;
        if (callable.timeline !== owner && callable.timeline.unit === timeline.unit) return false;
        call.expr.args.forEach((argument, i) => {
            const param = callable.body.node.params.filter(p => p.name !== callable.body.scope.selfName)[i];
            const variable = variables.identity(argument, call.step.body.scope);
            if (param && variable !== undefined) variables.alias(callable.body.scope, param.name, variable);
        });
        walkBody(callable.body, callable.timeline, root, depth + 1);
        return true;
    }

    function locksOf(stmt: WithStmt, body: Body): string[] {
        return stmt.items.flatMap(item => {
            const origin = facts.resolver.origin(item.context, body.scope) ?? '';
            const lock = variables.identity(item.context, body.scope);
            const isLock =
                /(Lock|RLock|Condition|Semaphore)\(\)$/.test(origin) ||
                /lock|mutex|cond/i.test(dottedName(item.context) ?? '');
            return isLock && lock !== undefined ? [lock] : [];
        });
    }

    function leaveContext(stmt: WithStmt, step: Step, owner: Timeline, root: OpenRoot): void {
        const at = place(step, owner);
        for (const { context } of stmt.items) {
            const name =
                context.kind === 'call' ? (dottedName(context.func) ?? '') : (dottedName(context) ?? '');
            if (JOINING_CONTEXT.test(name)) root.actions.push({ kind: 'join', roots: undefined, ...at });
            else if (
                context.kind === 'call' &&
                !/patch|subTest|assertRaises|raises|open|suppress|lock|mock|catch_warnings|redirect|nullcontext/i.test(
                    name,
                )
            ) {
                root.actions.push({ kind: 'barrier', ...at });
            }
        }
    }
}

function place(step: Step, owner: Timeline): ActionPlace {
    return { unit: owner.unit, span: step, step };
}

/** `Thread(target=f).start()` in one expression. */
function startedAtOnce(call: Call): boolean {
    return call.step.calls.some(
        c => c.name === 'start' && c.expr.func.kind === 'attribute' && c.expr.func.value === call.expr,
    );
}

/** Made in a loop or a comprehension, or mapped over several items. */
function isRepeated(call: Call): boolean {
    if (call.name === 'map' || call.name === 'starmap' || call.name === 'map_async') return true;
    return loopsAround(call.step).length > 0 || insideComprehension(call.expr, call.step);
}

function insideComprehension(expr: CallExpr, step: Step): boolean {
    let found = false;
    const { stmt } = step;
    const value = stmt.kind === 'assign' ? stmt.value : stmt.kind === 'expr' ? stmt.value : undefined;
    if (value) {
        walkExpr(value, e => {
            if (e.kind === 'comprehension' && e.start <= expr.start && expr.end <= e.end) found = true;
        });
    }
    return found;
}

function visibleFrom(body: Body, from: Body): boolean {
    for (let current: Body | undefined = from; current; current = current.parent)
        if (current === body.parent) return true;
    return false;
}

/** From a test's timeline to its abstract program. */
import type { CallExpr, Expr, Stmt, WithStmt } from '../../syntax/ast.ts';
import { dottedName } from '../../syntax/walk.ts';
import { type AssertionKind, assertionOf } from '../assertions.ts';
import type { FileFacts } from '../context.ts';
import type { SpawnKind } from '../effects.ts';
import { effectOf } from '../libraries/index.ts';
import { argumentAt, type Body, type Call, loopsAround, type Step, type Timeline } from '../timeline.ts';
import { assertedNames, expectationOf } from './asserted.ts';
import { type Callable, Callables } from './callables.ts';
import { Handles } from './handles.ts';
import { isWaitLoop, timesAround } from './loops.ts';
import { pollsOf } from './polls.ts';
import type { Action, ActionPlace, Program, Root } from './program.ts';
import {
    argumentsOf,
    instancesOf,
    isLocked,
    isPolled,
    isTiny,
    keywordsOf,
    place,
    startedAtOnce,
    startsAtOnce,
    usedBy,
} from './shapes.ts';
import { Synchronisers } from './synchronisers.ts';
import { mayGuard, waitsForNobody } from './transparent.ts';
import { Variables } from './variables.ts';

const MAX_INLINE = 4;
const MAX_ROOTS = 24;
const MAX_ACTIONS = 700;
/** Contexts that only patch or expect something: their exit waits for nobody. */
const PLAIN_CONTEXT =
    /patch|subTest|assert|raises|open|suppress|mock|catch_warnings|redirect|nullcontext|check_warnings|swap_|TemporaryDirectory|captured/i;

/** What makes threads and pools run in place. */
const SYNCHRONOUS = /Synchronous\w*Executor|SpawnIsSynchronous|synchronous_executor|\bsynchronize\(/;

/** A root before its actions are complete. */
interface OpenRoot {
    readonly id: number;
    readonly name: string;
    readonly what: SpawnKind | 'main';
    readonly origin: object | undefined;
    readonly actions: Action[];
    /** Objects that were acquired and not released, by identity. */
    readonly held: Set<string>;
    many: boolean;
    spawnedAt: ActionPlace | undefined;
    after: number | undefined;
    unknown: boolean;
}

/** `undefined` if the test starts nothing whose code is in the file. */
export function buildProgram(timeline: Timeline, facts: FileFacts): Program | undefined {
    // Fixtures that run jobs where they are submitted leave nothing concurrent.
    if (SYNCHRONOUS.test(facts.module.text)) return undefined;
    return new Builder(timeline, facts).build();
}

class Builder {
    readonly #timeline: Timeline;
    readonly #facts: FileFacts;
    readonly #variables: Variables;
    readonly #callables: Callables;
    readonly #sync: Synchronisers;
    readonly #handles: Handles;
    readonly #names = new Map<string, string>();
    readonly #roots: OpenRoot[] = [];
    readonly #asserted: ReadonlyMap<string, AssertionKind>;
    #total = 0;

    constructor(timeline: Timeline, facts: FileFacts) {
        this.#timeline = timeline;
        this.#facts = facts;
        this.#variables = new Variables(facts.resolver);
        this.#callables = new Callables(facts);
        this.#sync = new Synchronisers(facts.resolver, this.#variables);
        this.#handles = new Handles((expr, step) => this.#variables.identity(expr, step.body.scope));
        this.#asserted = assertedNames(timeline);
    }

    build(): Program | undefined {
        const main = this.#root('test', 'main', undefined);
        this.#walkBody(this.#timeline.root, this.#timeline, main, 0);
        const works = this.#roots.some(root => root.id !== 0 && root.actions.length > 0 && root.spawnedAt);
        if (!works || this.#total > MAX_ACTIONS) return undefined;
        const awaited = new Set(
            this.#roots.flatMap(r => r.actions.flatMap(a => (a.kind === 'await' ? [a.object] : []))),
        );
        // Most writes are polled by nobody.
        const roots: Root[] = this.#roots.map(root => ({
            ...root,
            actions: root.actions.filter(a => a.kind !== 'signal' || awaited.has(a.object)),
        }));
        return { roots, names: this.#names, open: this.#sync.open };
    }

    #root(name: string, what: OpenRoot['what'], origin: object | undefined): OpenRoot {
        const root: OpenRoot = {
            id: this.#roots.length,
            name,
            what,
            origin,
            actions: [],
            held: new Set(),
            many: false,
            spawnedAt: undefined,
            after: undefined,
            unknown: false,
        };
        this.#roots.push(root);
        return root;
    }

    #act(root: OpenRoot, action: Action): void {
        this.#total++;
        if (this.#total <= MAX_ACTIONS) root.actions.push(action);
    }

    /** @returns the roots that a `return` hands out */
    #walkBody(body: Body, owner: Timeline, root: OpenRoot, depth: number): number[] {
        const returned: number[] = [];
        this.#variables.within(body.scope, root.id, () => {
            this.#walkSteps(body.steps, owner, root, depth, returned);
        });
        return returned;
    }

    /** Steps in order; a loop that starts or waits is walked as often as it runs, or twice if that is unknown. */
    #walkSteps(
        steps: readonly Step[],
        owner: Timeline,
        root: OpenRoot,
        depth: number,
        returned: number[],
        loop: Stmt | undefined = undefined,
    ): void {
        let open: WithStmt[] = [];
        for (let i = 0; i < steps.length; i++) {
            const step = steps[i];
            if (!step || this.#total > MAX_ACTIONS) return;
            const around = step.frames.flatMap(f =>
                f.kind === 'with' && f.stmt.kind === 'with' ? [f.stmt] : [],
            );
            for (const left of open.filter(w => !around.includes(w)).reverse())
                this.#leaveContext(left, step, owner, root);
            open = around;
            this.#walkStep(step, around, owner, root, depth, returned);
            const { stmt } = step;
            if ((stmt.kind === 'for' || stmt.kind === 'while') && stmt !== loop && isWaitLoop(step, steps)) {
                const inside = steps.filter(s =>
                    s.frames.some(f => f.stmt === stmt && (f.kind === 'for' || f.kind === 'while')),
                );
                const times = timesAround(stmt, step, (e, at) => this.#handles.rootsOf(e, at).length);
                for (let n = 0; n < times; n++) this.#walkSteps(inside, owner, root, depth, returned, stmt);
                i += inside.length;
            }
        }
        const last = steps.at(-1);
        const inherited = new Set(
            loop === undefined
                ? []
                : steps[0]?.frames
                      .slice(
                          0,
                          steps[0].frames.findIndex(f => f.stmt === loop),
                      )
                      .map(f => f.stmt),
        );
        if (last)
            for (const left of open.reverse())
                if (!inherited.has(left)) this.#leaveContext(left, last, owner, root);
    }

    #walkStep(
        step: Step,
        around: readonly WithStmt[],
        owner: Timeline,
        root: OpenRoot,
        depth: number,
        returned: number[],
    ): void {
        const { body, stmt } = step;
        const at = place(step, owner);
        if (stmt.kind === 'with') this.#enterContext(stmt, step, owner, root);
        for (const call of step.calls) this.#walkCall(call, owner, root, depth);
        for (const call of step.calls) this.#handles.collect(call);
        this.#handles.assign(step);
        for (const expr of usedBy(stmt)) this.#sync.noteEscapes(expr, body.scope);
        if (stmt.kind === 'expr' && stmt.value.kind === 'await')
            this.#awaitRoots(stmt.value.value, step, root, at);
        if (stmt.kind === 'assign' && stmt.value?.kind === 'await')
            this.#awaitRoots(stmt.value.value, step, root, at);
        if (stmt.kind === 'return' && stmt.value) returned.push(...this.#handles.rootsOf(stmt.value, step));
        if (isPolled(step)) {
            for (const { variable, need } of pollsOf(stmt, e => this.#variables.identity(e, body.scope)))
                this.#act(root, { kind: 'await', object: `poll:${variable}`, need, sure: true, ...at });
        }
        const locks = new Set([...root.held, ...around.flatMap(w => this.#locksOf(w, body))]);
        if (isLocked(body)) locks.add('decorator');
        const asserted = root.id === 0 ? expectationOf(step, this.#asserted) : undefined;
        for (const access of this.#variables.accesses(stmt, body.scope)) {
            this.#names.set(access.variable, access.name);
            const { variable, mode, atomic, span } = access;
            this.#act(root, {
                kind: 'access',
                variable,
                mode,
                atomic,
                ...at,
                span,
                locks,
                asserted: mode === 'read' ? asserted : undefined,
                afterUnknown: root.unknown,
            });
            if (mode !== 'read' && !isInitial(stmt, root))
                this.#act(root, { kind: 'signal', object: `poll:${variable}`, ...at });
        }
    }

    #awaitRoots(expr: Expr, step: Step, root: OpenRoot, at: ActionPlace): void {
        const ids = this.#handles.rootsOf(expr, step);
        if (ids.length > 0) this.#act(root, { kind: 'join', roots: new Set(ids), sure: true, ...at });
    }

    #walkCall(call: Call, owner: Timeline, root: OpenRoot, depth: number): void {
        const at = place(call.step, owner);
        const { effect, expr } = call;
        const receiver = expr.func.kind === 'attribute' ? expr.func.value : undefined;
        if (this.#makeThread(call, owner, root, depth)) return;
        if (effect?.kind === 'create' || effect?.kind === 'spawn') {
            const target = effect.target && argumentAt(expr, effect.target);
            if (target) {
                const ids = this.#addRoots(target, call, effect.what, owner, depth);
                this.#handles.made(call, ids);
                const pool = receiver && this.#handles.rootsOf(receiver, call.step);
                if (effect.what === 'job' && receiver) this.#inPool(receiver, call, ids, pool ?? []);
                if (effect.kind === 'spawn' || startedAtOnce(call)) this.#start(ids, call, root, at);
                else for (const id of ids) this.#handles.pending(id);
                if (call.awaited) this.#act(root, { kind: 'join', roots: new Set(ids), sure: true, ...at });
                return;
            }
            if (call.name !== 'start' || !receiver || startsAtOnce(receiver, call)) return;
            const ids = this.#handles.rootsOf(receiver, call.step);
            this.#start(ids.length > 0 ? ids : this.#handles.unstarted(), call, root, at);
            return;
        }
        if (receiver && this.#joins(call, receiver, root, at)) return;
        const translated = this.#sync.actionsOf(call, root);
        if (translated) {
            for (const action of translated.actions) this.#act(root, { ...action, ...at });
            if (translated.unknown) this.#unknown(root, at);
            return;
        }
        if (effect?.kind === 'delay' || effect?.kind === 'patch' || effect?.kind === 'clock') return;
        if (call.name === 'add_done_callback' && receiver && this.#callback(call, receiver, depth, owner))
            return;
        if (this.#inline(call, owner, root, depth)) return;
        if (effect || !waitsForNobody(call, owner)) {
            if (mayGuard(call.name)) root.held.add('guard');
            this.#unknown(root, at);
        }
    }

    /** Something unknown: the test may wait in it for all that runs; a worker may wait in it for anybody. */
    #unknown(root: OpenRoot, at: ActionPlace): void {
        root.unknown = true;
        if (root.id === 0) this.#act(root, { kind: 'join', roots: undefined, sure: true, ...at });
    }

    /** `Worker()` where `class Worker(Thread)` has a `run`. */
    #makeThread(call: Call, owner: Timeline, root: OpenRoot, depth: number): boolean {
        const className = this.#callables.className(call.expr, call.step);
        if (className === undefined) return false;
        const run = this.#callables.methodOf(className, 'run', owner, undefined);
        const init = this.#callables.methodOf(className, '__init__', owner, undefined);
        const { stmt } = call.step;
        const target = stmt.kind === 'assign' && stmt.value === call.expr ? stmt.targets[0] : undefined;
        const object = target && this.#variables.identity(target, call.step.body.scope);
        if (init) this.#construct(init, call, owner, object);
        if (!run || !this.#isThreadClass(className, owner)) {
            // Any other class of the file: its constructor runs here.
            if (init) this.#walkConstructor(init, object, root, depth);
            else if (!run) return true;
            return init !== undefined;
        }
        const ids: number[] = [];
        for (let n = 0; n < instancesOf(call); n++) {
            const made = this.#spawnable(className, 'thread', run.body.node);
            if (!made) return true;
            made.many = instancesOf(call) > 1;
            const self = run.body.scope.selfName;
            if (self !== undefined)
                this.#variables.alias(
                    run.body.scope,
                    self,
                    made.many || object === undefined ? `self:${className}#${made.id}` : object,
                );
            this.#walkBody(run.body, run.timeline, made, depth + 1);
            ids.push(made.id);
        }
        this.#handles.made(call, ids);
        if (startedAtOnce(call)) this.#start(ids, call, root, place(call.step, owner));
        else for (const id of ids) this.#handles.pending(id);
        return true;
    }

    /** `self.results = results` in a constructor: the attribute is the argument. */
    #construct(init: Callable, call: Call, owner: Timeline, object: string | undefined): void {
        const { scope, node } = init.body;
        this.#passArguments(init, call, owner, call.expr.args, call.expr.keywords);
        if (object === undefined || node.kind !== 'function') return;
        if (scope.selfName !== undefined) this.#variables.alias(scope, scope.selfName, object);
        for (const { stmt } of init.body.steps) {
            if (stmt.kind !== 'assign' || stmt.value?.kind !== 'name') continue;
            const passed = this.#variables.identity(stmt.value, scope);
            for (const target of stmt.targets) {
                const isSelf =
                    target.kind === 'attribute' &&
                    target.value.kind === 'name' &&
                    target.value.id === scope.selfName;
                if (isSelf && passed !== undefined) this.#variables.field(object, target.attr, passed);
            }
        }
    }

    #walkConstructor(init: Callable, object: string | undefined, root: OpenRoot, depth: number): void {
        if (depth >= MAX_INLINE) return;
        if (object === undefined && init.body.scope.selfName !== undefined)
            this.#variables.alias(init.body.scope, init.body.scope.selfName, undefined);
        this.#walkBody(init.body, init.timeline, root, depth + 1);
    }

    #isThreadClass(className: string, owner: Timeline): boolean {
        const { module, resolver } = this.#facts;
        const cls = module.classes.get(className);
        if (cls) return /threading\.(Thread|Timer)$/.test(resolver.libraryBase(cls) ?? '');
        return owner.bodies.some(b =>
            b.steps.some(
                ({ stmt }) =>
                    stmt.kind === 'class' &&
                    stmt.name === className &&
                    stmt.bases.some(base => resolver.origin(base, b.scope) === 'threading.Thread'),
            ),
        );
    }

    #spawnable(name: string, what: SpawnKind, origin: object): OpenRoot | undefined {
        return this.#roots.length >= MAX_ROOTS ? undefined : this.#root(name, what, origin);
    }

    #start(ids: readonly number[], call: Call, root: OpenRoot, at: ActionPlace): void {
        for (const id of ids) {
            const started = this.#roots[id];
            if (!started || started.spawnedAt !== undefined || started === root) continue;
            started.spawnedAt = { ...at, span: call.expr };
            if (loopsAround(call.step).length > 0 && ids.length > 1) started.many = true;
            this.#act(root, { kind: 'spawn', root: id, ...at });
        }
    }

    /** The work that a call starts, once for each time that it is made. */
    #addRoots(target: Expr, call: Call, what: SpawnKind, owner: Timeline, depth: number): number[] {
        const ids: number[] = [];
        const callable = depth > 1 ? undefined : this.#callables.resolve(target, call.step, owner);
        const times = instancesOf(call);
        for (let n = 0; n < times; n++) {
            const root = this.#spawnable(
                callable?.name ?? dottedName(target) ?? 'worker',
                what,
                callable?.body.node ?? target,
            );
            if (!root) return ids;
            root.many = times > 1;
            ids.push(root.id);
            if (callable) {
                this.#passArguments(
                    callable,
                    call,
                    owner,
                    argumentsOf(call, callable.bound),
                    keywordsOf(call),
                );
                this.#bindSelf(callable, call);
                this.#walkBody(callable.body, callable.timeline, root, depth + 1);
            } else {
                this.#sync.hand(target);
                this.#walkBound(target, call, owner, root, depth);
            }
        }
        // The same function again, from another statement or another round of a loop.
        for (const id of ids) {
            const root = this.#roots[id];
            const same = this.#roots.filter(r => r.origin === root?.origin && r.what === what);
            if (root && same.length > 1) for (const r of same) r.many = true;
        }
        return ids;
    }

    /** `Thread(target=done.set)`, `submit(queue.put, 1)`, `Thread(target=mock)`: one call is all that it does. */
    #walkBound(target: Expr, call: Call, owner: Timeline, root: OpenRoot, depth: number): void {
        const { step } = call;
        const expr: CallExpr = {
            kind: 'call',
            func: target,
            args: argumentsOf(call, []),
            keywords: [],
            start: target.start,
            end: target.end,
        };
        const origin = this.#facts.resolver.origin(target, step.body.scope);
        const name = target.kind === 'attribute' ? target.attr : (dottedName(target) ?? '');
        const calls: Call[] = [];
        const stmt: Stmt = { kind: 'expr', value: expr, start: target.start, end: target.end };
        const made: Step = { ...step, stmt, calls, frames: [], start: target.start, end: target.end };
        calls.push({
            expr,
            origin,
            name,
            awaited: false,
            use: 'statement',
            effect: effectOf(origin, name, expr),
            step: made,
        });
        this.#walkStep(made, [], owner, root, depth + 1, []);
    }

    #callback(call: Call, receiver: Expr, depth: number, owner: Timeline): boolean {
        const [callback] = call.expr.args;
        const callable = callback && this.#callables.resolve(callback, call.step, owner);
        const ids = this.#handles.rootsOf(receiver, call.step);
        if (!callback || ids.length === 0) return false;
        for (const id of ids) {
            const root = this.#roots[id];
            if (!root) continue;
            if (callable) this.#walkBody(callable.body, callable.timeline, root, depth + 1);
            else this.#walkBound(callback, { ...call, expr: { ...call.expr, args: [] } }, owner, root, depth);
        }
        return true;
    }

    /** `f(results, done)`: the parameters are the arguments. */
    #passArguments(
        callable: Callable,
        call: Call,
        owner: Timeline,
        args: readonly Expr[],
        keywords: CallExpr['keywords'],
    ): void {
        const { body } = callable;
        const { step } = call;
        const isMethod = body.node.kind === 'function' && body.scope.selfName === body.node.params[0]?.name;
        const params = body.node.params.slice(isMethod ? 1 : 0);
        for (const [i, param] of params.entries()) {
            if (param.kind !== 'plain') continue;
            const given = keywords.find(k => k.name === param.name)?.value ?? args[i] ?? param.default;
            this.#variables.alias(
                body.scope,
                param.name,
                given && this.#variables.identity(given, step.body.scope),
            );
            this.#callables.pass(
                body.scope,
                param.name,
                given && this.#callables.resolve(given, step, owner),
            );
            this.#sync.pass(given, step.body.scope);
            const known = this.#variables.identity(
                { kind: 'name', id: param.name, start: param.start, end: param.end },
                body.scope,
            );
            if (given && known !== undefined) this.#handles.pass(given, step, known);
        }
    }

    #bindSelf(callable: Callable, call: Call): void {
        const { scope } = callable.body;
        if (!callable.self || scope.selfName === undefined) return;
        const object = this.#variables.identity(callable.self, call.step.body.scope);
        this.#variables.alias(scope, scope.selfName, object);
    }

    /** Calls of functions of this file are looked into, as far as that is cheap. */
    #inline(call: Call, owner: Timeline, root: OpenRoot, depth: number): boolean {
        if (depth >= MAX_INLINE) return false;
        const callable = this.#callables.resolve(call.expr.func, call.step, owner);
        const node = callable?.body.node;
        if (
            !callable ||
            callable.body === call.step.body ||
            (callable.timeline.root === this.#timeline.root && callable.body.parent === undefined)
        )
            return false;
        if (node?.kind === 'function' && node.decorators.length > 0) return false;
        this.#passArguments(
            callable,
            call,
            owner,
            [...callable.bound, ...call.expr.args],
            call.expr.keywords,
        );
        this.#bindSelf(callable, call);
        const returned = this.#walkBody(callable.body, callable.timeline, root, depth + 1);
        if (returned.length > 0) this.#handles.made(call, returned);
        return true;
    }

    /** `t.join()`, `future.result()`, `wait(futures)`, `pool.shutdown()`, `t.is_alive()` where somebody asks. */
    #joins(call: Call, receiver: Expr, root: OpenRoot, at: ActionPlace): boolean {
        const { name, expr, effect, step } = call;
        const ends =
            /^(join|result|exception|get|wait|gather|shutdown|communicate|waitall|joinall|done|is_alive|isAlive)$/.test(
                name,
            ) ||
            (effect?.kind === 'wait' && (effect.what === 'end' || effect.what === 'result'));
        if (!ends || call.origin?.startsWith('str()')) return false;
        if (this.#sync.isSynchroniser(receiver, step.body.scope)) return false;
        let ids = this.#handles.rootsOf(receiver, step);
        if (ids.length === 0 && expr.args[0]) ids = this.#handles.rootsOf(expr.args[0], step);
        // `gather(to_thread(f), to_thread(g))` waits for what is started in its arguments.
        if (ids.length === 0 && name === 'gather') ids = this.#startedIn(call);
        if (ids.length === 0) {
            if (effect?.kind !== 'wait' || isTiny(expr)) return false;
            this.#act(root, { kind: 'join', roots: undefined, sure: true, ...at });
            if (root.id !== 0) root.unknown = true;
            return true;
        }
        if (/^(done|is_alive|isAlive)$/.test(name)) {
            // `assert t.is_alive()` says that it still runs; any other question is there to know the end.
            const stillRuns = assertionOf(step) === 'presence' && name !== 'done';
            if (!stillRuns) this.#act(root, { kind: 'join', roots: new Set(ids), sure: true, ...at });
            return true;
        }
        const timeout = argumentAt(expr, {
            keyword: 'timeout',
            ...(/^(join|result|exception|get)$/.test(name) ? { index: 0 } : {}),
        });
        const raises = /^(result|exception|get|communicate)$/.test(name);
        const limited = timeout !== undefined && !(timeout.kind === 'constant' && timeout.value === null);
        if (limited && !raises && isTiny(expr)) return true;
        if (
            name === 'shutdown' &&
            expr.keywords.some(
                k => k.name === 'wait' && k.value.kind === 'constant' && k.value.value === false,
            )
        )
            return true;
        if (expr.args[0]?.kind === 'constant' && expr.args[0].value === false && name === 'shutdown')
            return true;
        this.#act(root, {
            kind: 'join',
            roots: new Set(ids),
            sure: raises || !limited || call.use !== 'statement',
            ...at,
        });
        return true;
    }

    #startedIn(call: Call): number[] {
        return this.#roots.flatMap(({ id, spawnedAt }) =>
            spawnedAt?.step === call.step &&
            call.expr.start <= spawnedAt.span.start &&
            spawnedAt.span.end <= call.expr.end
                ? [id]
                : [],
        );
    }

    #inPool(receiver: Expr, call: Call, ids: readonly number[], earlier: readonly number[]): void {
        const single = this.#sync.isSingle(receiver, call.step.body.scope);
        let previous = earlier.at(-1);
        for (const id of ids) {
            const root = this.#roots[id];
            if (root && single) root.after = previous;
            previous = id;
        }
        this.#handles.hold(receiver, call.step, ids);
    }

    #locksOf(stmt: WithStmt, body: Body): string[] {
        return stmt.items.flatMap(({ context }) => this.#sync.lockOf(context, body.scope) ?? []);
    }

    #enterContext(stmt: WithStmt, step: Step, owner: Timeline, root: OpenRoot): void {
        for (const { context } of stmt.items) {
            const permit = this.#sync.permit(context, step.body.scope, root);
            if (permit) this.#act(root, { ...permit, ...place(step, owner) });
        }
    }

    #leaveContext(stmt: WithStmt, step: Step, owner: Timeline, root: OpenRoot): void {
        const at = place(step, owner);
        for (const { context, target } of stmt.items) {
            const name = dottedName(context.kind === 'call' ? context.func : context) ?? '';
            if (this.#sync.lockOf(context, step.body.scope) !== undefined) {
                const released = this.#sync.unpermit(context, step.body.scope, root);
                if (released) this.#act(root, { ...released, ...at });
                continue;
            }
            if (PLAIN_CONTEXT.test(name) && !/thread/i.test(name)) continue;
            const ids = target ? this.#handles.rootsOf(target, step) : this.#handles.rootsOf(context, step);
            if (ids.length > 0) this.#act(root, { kind: 'join', roots: new Set(ids), sure: true, ...at });
            else this.#unknown(root, at);
        }
    }
}

/** `done = False` before anything starts is nothing that anybody waits for. */
function isInitial(stmt: Stmt, root: OpenRoot): boolean {
    return root.id === 0 && stmt.kind === 'assign' && !root.actions.some(a => a.kind === 'spawn');
}

/** What Events, queues, locks, semaphores, conditions and barriers do to order, by their methods. */
import type { Resolver } from '../../model/resolve.ts';
import type { Scope } from '../../model/scope.ts';
import type { CallExpr, Expr } from '../../syntax/ast.ts';
import { childExprs, dottedName } from '../../syntax/walk.ts';
import { argumentAt, type Call, loopsAround, type Step } from '../timeline.ts';
import { pollsOf } from './polls.ts';
import type { Action } from './program.ts';
import type { Variables } from './variables.ts';

type Kind = 'event' | 'queue' | 'lock' | 'semaphore' | 'condition' | 'barrier';
type Told<A> = A extends Action ? Omit<A, 'unit' | 'span' | 'step'> : never;
type Part = Told<Extract<Action, { kind: 'signal' | 'await' | 'meet' }>>;

const KINDS: ReadonlyMap<string, Kind> = new Map([
    ['threading.Event()', 'event'],
    ['asyncio.Event()', 'event'],
    ['threading.Lock()', 'lock'],
    ['threading.RLock()', 'lock'],
    ['asyncio.Lock()', 'lock'],
    ['_thread.allocate_lock()', 'lock'],
    ['threading.Semaphore()', 'semaphore'],
    ['threading.BoundedSemaphore()', 'semaphore'],
    ['threading.Condition()', 'condition'],
    ['threading.Barrier()', 'barrier'],
    ['queue.Queue()', 'queue'],
    ['queue.SimpleQueue()', 'queue'],
    ['queue.LifoQueue()', 'queue'],
    ['queue.PriorityQueue()', 'queue'],
]);
const ASKS = /^(is_set|isSet|locked|qsize|empty|full|clear)$/;

/** What a root has acquired and taken so far. */
export interface Taker {
    readonly id: number;
    readonly held: Set<string>;
}

export class Synchronisers {
    /** Objects that code elsewhere may signal as well. */
    readonly open = new Set<string>();
    readonly #resolver: Resolver;
    readonly #variables: Variables;
    readonly #kinds = new Map<string, Kind>();
    readonly #handed = new Set<Expr>();
    readonly #counts = new Map<string, number>();

    constructor(resolver: Resolver, variables: Variables) {
        this.#resolver = resolver;
        this.#variables = variables;
    }

    isSynchroniser(expr: Expr, scope: Scope): boolean {
        return this.#kindOf(expr, scope) !== undefined;
    }

    /** A parameter of a function that is looked into is no stranger. */
    pass(given: Expr | undefined, from: Scope): void {
        if (given && this.#kindOf(given, from)) this.#handed.add(given);
    }

    /** `Thread(target=done.set)` hands the Event to nobody else. */
    hand(target: Expr): void {
        this.#handed.add(target);
    }

    #kindOf(expr: Expr, scope: Scope): Kind | undefined {
        if (expr.kind !== 'name' && expr.kind !== 'attribute' && expr.kind !== 'subscript') return undefined;
        const id = this.#variables.identity(expr, scope);
        const known = id === undefined ? undefined : this.#kinds.get(id);
        if (known) return known;
        const kind = KINDS.get(this.#resolver.origin(expr, scope) ?? '');
        if (kind && id !== undefined) this.#kinds.set(id, kind);
        return kind;
    }

    /** An object that is used otherwise than by its methods may be signalled by anybody. */
    noteEscapes(expr: Expr, scope: Scope): void {
        if (this.#handed.has(expr)) return;
        if (expr.kind === 'lambda') return;
        if (expr.kind === 'name' || expr.kind === 'attribute') {
            if (this.#kindOf(expr, scope)) this.#escape(this.#variables.identity(expr, scope));
            else if (expr.kind === 'attribute' && this.#kindOf(expr.value, scope))
                // `on_done=done.set`
                this.#escape(this.#variables.identity(expr.value, scope));
            return;
        }
        for (const inner of childExprs(expr)) {
            const isMethod = expr.kind === 'call' && inner === expr.func && inner.kind === 'attribute';
            if (isMethod && this.#kindOf(inner.value, scope)) continue;
            this.noteEscapes(inner, scope);
        }
    }

    #escape(id: string | undefined): void {
        if (id === undefined) return;
        for (const form of ['event', 'item', 'done']) this.open.add(`${form}:${id}`);
    }

    /** What a method call on a synchroniser does; `undefined` if it is no such call. */
    actionsOf(call: Call, root: Taker): { actions: readonly Part[]; unknown: boolean } | undefined {
        const { func } = call.expr;
        if (func.kind !== 'attribute') return undefined;
        const { scope } = call.step.body;
        const kind = this.#kindOf(func.value, scope);
        if (!kind) return undefined;
        const id = this.#variables.identity(func.value, scope);
        const unknown = { actions: [], unknown: true };
        if (id === undefined || func.value.kind === 'subscript') return unknown;
        const actions = this.#actions(kind, id, call, root, func.value);
        return actions ? { actions, unknown: false } : unknown;
    }

    #actions(kind: Kind, id: string, call: Call, root: Taker, receiver: Expr): Part[] | undefined {
        const { name, step } = call;
        const waits = (form: string, need: number | 'all' = 1): Part[] => {
            const timeout = argumentAt(call.expr, { index: form === 'item' ? 1 : 0, keyword: 'timeout' });
            const raises = kind === 'queue';
            if (timeout?.kind === 'number' && timeout.value <= 0.05 && !raises && call.use === 'statement')
                return [];
            const sure = raises || !timeout || call.use !== 'statement';
            return [
                {
                    kind: 'await',
                    object: `${form}:${id}`,
                    need: form === 'item' && isRepeated(step) ? 'all' : need,
                    sure,
                },
            ];
        };
        const tells = (form: string): Part[] => [{ kind: 'signal', object: `${form}:${id}` }];
        if (name === 'clear') this.open.add(`event:${id}`);
        if (/^(is_set|isSet)$/.test(name) && call.use !== 'statement') {
            // Asked in a loop or asserted: whoever goes on knows that it was set.
            return [{ kind: 'await', object: `event:${id}`, need: 1, sure: true }];
        }
        if (ASKS.test(name))
            return loopsAround(step).length > 0 || step.stmt.kind === 'while' ? undefined : [];
        switch (`${kind}.${name}`) {
            case 'event.set':
                return tells('event');
            case 'event.wait':
                return waits('event');
            case 'queue.put':
            case 'queue.put_nowait':
                if (this.#isBounded(receiver, step.body.scope)) return undefined;
                return tells('item');
            case 'queue.get':
                if (this.#isBounded(receiver, step.body.scope)) return undefined;
                return doesNotBlock(call.expr) ? [] : waits('item');
            case 'queue.get_nowait':
                return [];
            case 'queue.task_done':
                return tells('done');
            case 'queue.join':
                return [{ kind: 'await', object: `done:${id}`, need: 'all', sure: true }];
            case 'condition.notify':
            case 'condition.notify_all':
            case 'condition.notifyAll':
                return tells('event');
            case 'condition.wait':
                return waits('event');
            case 'condition.wait_for':
                return [...waits('event'), ...this.#predicate(call)];
            case 'condition.acquire':
                root.held.add(id);
                return [];
            case 'condition.release':
                root.held.delete(id);
                return [];
            case 'barrier.wait':
                return [{ kind: 'meet', object: `${id}:${this.#count(`meet:${id}:${root.id}`, 1)}` }];
            case 'lock.acquire':
            case 'semaphore.acquire':
                return doesNotBlock(call.expr)
                    ? []
                    : this.#acquire(id, receiver, step.body.scope, root, step);
            case 'lock.release':
            case 'semaphore.release':
                return this.#release(id, root);
            default:
                return undefined;
        }
    }

    /** The permits that an object starts with are free; every further one must be released by somebody. */
    #acquire(id: string, receiver: Expr, scope: Scope, root: Taker, step: Step): Part[] {
        const permits = this.#permits(receiver, scope);
        if (permits === undefined) return [{ kind: 'await', object: `item:${id}`, need: 'all', sure: true }];
        const taken = this.#count(`taken:${id}:${root.id}`, 1);
        if (taken <= permits) {
            if (permits === 1) root.held.add(id);
            return [];
        }
        return [{ kind: 'await', object: `item:${id}`, need: isRepeated(step) ? 'all' : 1, sure: true }];
    }

    #release(id: string, root: Taker): Part[] {
        if (root.held.delete(id)) {
            this.#count(`taken:${id}:${root.id}`, -1);
            return [];
        }
        return [{ kind: 'signal', object: `item:${id}` }];
    }

    #permits(receiver: Expr, scope: Scope): number | undefined {
        const kind = this.#kindOf(receiver, scope);
        if (kind === 'lock') return 1;
        const made = this.#creation(receiver, scope);
        if (!made) return undefined;
        const value = argumentAt(made, { index: 0, keyword: 'value' });
        if (!value) return 1;
        return value.kind === 'number' ? value.value : undefined;
    }

    #creation(expr: Expr, scope: Scope): CallExpr | undefined {
        if (expr.kind === 'name') {
            const found = this.#resolver.lookup(expr.id, scope);
            const [binding] = found?.bindings ?? [];
            return binding?.kind === 'assign' && binding.value.kind === 'call' ? binding.value : undefined;
        }
        if (expr.kind !== 'attribute' || expr.value.kind !== 'name' || expr.value.id !== scope.selfName)
            return undefined;
        const cls = this.#resolver.classOf(scope);
        const source = cls && this.#resolver.attribute(cls, expr.attr);
        return source?.value.kind === 'call' ? source.value : undefined;
    }

    /** A `put` into a full queue waits as well. */
    #isBounded(receiver: Expr, scope: Scope): boolean {
        const made = this.#creation(receiver, scope);
        return made !== undefined && made.args.length + made.keywords.length > 0;
    }

    /** A pool with one thread runs one job after the other. */
    isSingle(pool: Expr, scope: Scope): boolean {
        const found = pool.kind === 'name' ? this.#resolver.lookup(pool.id, scope) : undefined;
        const [binding] = found?.bindings ?? [];
        const made =
            binding?.kind === 'with' && binding.value.kind === 'call'
                ? binding.value
                : this.#creation(pool, scope);
        const size = made && argumentAt(made, { index: 0, keyword: 'max_workers' });
        return size?.kind === 'number' && size.value === 1;
    }

    /** The lock that a `with` holds; what cannot be known may be one. */
    lockOf(context: Expr, scope: Scope): string | undefined {
        const kind = this.#kindOf(context, scope);
        const id = this.#variables.identity(context, scope);
        if (kind === 'semaphore') return this.#permits(context, scope) === 1 ? id : 'semaphore';
        if (kind && id !== undefined) return id;
        const name = dottedName(context.kind === 'call' ? context.func : context) ?? '';
        if (/lock|mutex|cond|semaphore|synchroni|guard/i.test(name)) return id ?? 'guard';
        return undefined;
    }

    /** `with semaphore:` takes a permit that somebody may have to release first. */
    permit(context: Expr, scope: Scope, root: Taker): Part | undefined {
        if (this.#kindOf(context, scope) !== 'semaphore' || this.#permits(context, scope) !== 0)
            return undefined;
        const id = this.#variables.identity(context, scope);
        return id === undefined
            ? undefined
            : { kind: 'await', object: `item:${id}`, need: 1, sure: root.id >= 0 };
    }

    unpermit(context: Expr, scope: Scope, root: Taker): Part | undefined {
        const id = this.#variables.identity(context, scope);
        if (this.#kindOf(context, scope) !== 'semaphore' || this.#permits(context, scope) !== 0)
            return undefined;
        return id === undefined || root.id < 0 ? undefined : { kind: 'signal', object: `item:${id}` };
    }

    #predicate(call: Call): Part[] {
        const [predicate] = call.expr.args;
        if (predicate?.kind !== 'lambda') return [];
        const { body, start, end } = predicate;
        return pollsOf({ kind: 'while', test: body, body: [], orelse: [], start, end }, e =>
            this.#variables.identity(e, call.step.body.scope),
        ).map(({ variable, need }) => ({ kind: 'await', object: `poll:${variable}`, need, sure: true }));
    }

    #count(key: string, by: number): number {
        const count = (this.#counts.get(key) ?? 0) + by;
        this.#counts.set(key, count);
        return count;
    }
}

/** `acquire(False)`, `get(block=False)` */
function doesNotBlock(call: CallExpr): boolean {
    const blocks =
        argumentAt(call, { index: 0, keyword: 'block' }) ?? argumentAt(call, { keyword: 'blocking' });
    return blocks?.kind === 'constant' && blocks.value === false;
}

/** In a loop that runs nobody knows how often: it takes whatever comes. */
function isRepeated(step: Step): boolean {
    return loopsAround(step).some(loop => {
        if (loop.kind !== 'for') return true;
        const { iter } = loop;
        if (iter.kind === 'list' || iter.kind === 'tuple') return iter.items.length > 3;
        if (iter.kind === 'call' && dottedName(iter.func) === 'range' && iter.args.length === 1) {
            const [n] = iter.args;
            return n?.kind !== 'number' || n.value > 3;
        }
        return true;
    });
}

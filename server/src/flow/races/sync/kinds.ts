/** Which expressions are Events, queues, locks and the like, and how they were made. */
import type { Resolver } from '../../../model/resolve.ts';
import type { Scope } from '../../../model/scope.ts';
import type { CallExpr, Expr } from '../../../syntax/ast.ts';
import { argumentAt } from '../../timeline.ts';
import type { Variables } from '../variables.ts';

export type Kind = 'event' | 'queue' | 'lock' | 'semaphore' | 'condition' | 'barrier';

const MADE_BY: Readonly<Record<Kind, readonly string[]>> = {
    event: [
        'threading.Event',
        'asyncio.Event',
        'anyio.Event',
        'trio.Event',
        'eventlet.Event',
        'gevent.Event',
        'gevent.event.AsyncResult',
        'multiprocessing.Event',
        'asyncio.Future',
        'asyncio.get_running_loop().create_future',
        'asyncio.get_event_loop().create_future',
        'asyncio.new_event_loop().create_future',
        'concurrent.futures.Future',
    ],
    queue: [
        'queue.Queue',
        'queue.SimpleQueue',
        'queue.LifoQueue',
        'queue.PriorityQueue',
        'asyncio.Queue',
        'asyncio.LifoQueue',
        'asyncio.PriorityQueue',
        'eventlet.Queue',
        'gevent.Queue',
        'multiprocessing.Queue',
        'multiprocessing.SimpleQueue',
        'multiprocessing.JoinableQueue',
    ],
    lock: [
        'threading.Lock',
        'threading.RLock',
        'asyncio.Lock',
        'anyio.Lock',
        'trio.Lock',
        'gevent.RLock',
        'multiprocessing.Lock',
        'multiprocessing.RLock',
        '_thread.allocate_lock',
    ],
    semaphore: [
        'threading.Semaphore',
        'threading.BoundedSemaphore',
        'asyncio.Semaphore',
        'asyncio.BoundedSemaphore',
        'eventlet.Semaphore',
        'gevent.Semaphore',
        'multiprocessing.Semaphore',
    ],
    condition: ['threading.Condition', 'asyncio.Condition', 'trio.Condition', 'multiprocessing.Condition'],
    barrier: ['threading.Barrier', 'asyncio.Barrier', 'multiprocessing.Barrier'],
};
const KINDS: ReadonlyMap<string, Kind> = new Map(
    (Object.keys(MADE_BY) as Kind[]).flatMap(kind =>
        MADE_BY[kind].map((maker): [string, Kind] => [`${maker}()`, kind]),
    ),
);

export class Kinds {
    readonly #resolver: Resolver;
    readonly #variables: Variables;
    /** Also of parameters, once something known was passed. */
    readonly #known = new Map<string, Kind>();

    constructor(resolver: Resolver, variables: Variables) {
        this.#resolver = resolver;
        this.#variables = variables;
    }

    kindOf(expr: Expr, scope: Scope): Kind | undefined {
        if (expr.kind !== 'name' && expr.kind !== 'attribute' && expr.kind !== 'subscript') return undefined;
        const id = this.#variables.identity(expr, scope);
        const known = id === undefined ? undefined : this.#known.get(id);
        if (known) return known;
        const kind = KINDS.get(this.#resolver.origin(expr, scope) ?? '');
        if (kind && id !== undefined) this.#known.set(id, kind);
        return kind;
    }

    originOf(expr: Expr, scope: Scope): string | undefined {
        return this.#resolver.origin(expr, scope);
    }

    /** Who holds it may take it again. */
    isReentrant(lock: Expr, scope: Scope): boolean {
        return /\.RLock\(\)$/.test(this.originOf(lock, scope) ?? '');
    }

    /** A Condition that was given a lock is that lock. */
    lockIdentity(expr: Expr, scope: Scope): string | undefined {
        const given = this.kindOf(expr, scope) === 'condition' ? this.#creation(expr, scope) : undefined;
        const lock = given && argumentAt(given, { index: 0, keyword: 'lock' });
        return this.#variables.identity(lock ?? expr, scope);
    }

    /** How many may hold it at the same time before anybody releases it; `undefined` if that cannot be told. */
    permits(receiver: Expr, scope: Scope): number | undefined {
        if (this.kindOf(receiver, scope) === 'lock') return 1;
        const made = this.#creation(receiver, scope);
        if (!made) return undefined;
        const value = argumentAt(made, { index: 0, keyword: 'value' });
        if (!value) return 1;
        return value.kind === 'number' ? value.value : undefined;
    }

    /** A `put` into a full queue waits as well. */
    isBounded(receiver: Expr, scope: Scope): boolean {
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
}

/** What Events, queues, locks, semaphores, conditions and barriers do to order, by their methods. */
import type { Resolver } from '../../../model/resolve.ts';
import type { Expr } from '../../../syntax/ast.ts';
import { argumentAt, type Call, loopsAround } from '../../timeline.ts';
import { isRepeated } from '../loops.ts';
import { pollsOf } from '../polls.ts';
import type { Part } from '../program.ts';
import { doesNotBlock } from '../shapes.ts';
import type { Variables } from '../variables.ts';
import { Escapes } from './escapes.ts';
import { type Kind, Kinds } from './kinds.ts';
import { Locks, type Taker } from './locks.ts';

const ASKS = /^(is_set|isSet|locked|qsize|empty|full|clear|done|ready|cancelled)$/;

export class Synchronisers {
    readonly kinds: Kinds;
    readonly locks: Locks;
    readonly escapes: Escapes;
    readonly #variables: Variables;
    /** How often each root has come to a barrier. */
    readonly #met = new Map<string, number>();

    constructor(resolver: Resolver, variables: Variables) {
        this.#variables = variables;
        this.kinds = new Kinds(resolver, variables);
        this.locks = new Locks(this.kinds, variables);
        this.escapes = new Escapes(this.kinds, variables);
    }

    /** What a method call on a synchroniser does; `undefined` if it is no such call. */
    actionsOf(call: Call, root: Taker): { actions: readonly Part[]; unknown: boolean } | undefined {
        const { func } = call.expr;
        if (func.kind !== 'attribute') return undefined;
        const { scope } = call.step.body;
        const kind = this.kinds.kindOf(func.value, scope);
        if (!kind) return undefined;
        const id = this.#variables.identity(func.value, scope);
        const unknown = { actions: [], unknown: true };
        if (id === undefined || func.value.kind === 'subscript') return unknown;
        // What can be awaited is no Event of the library: it may wait until who waits for it has woken.
        if (call.awaited && /^(set|clear)$/.test(call.name)) return unknown;
        const actions = this.#actions(kind, id, call, root, func.value);
        return actions ? { actions, unknown: false } : unknown;
    }

    /** @returns `undefined` for what orders in a way that is not modelled */
    #actions(kind: Kind, id: string, call: Call, root: Taker, receiver: Expr): Part[] | undefined {
        const { name, step } = call;
        const { scope } = step.body;
        if (name === 'clear') this.escapes.open.add(`event:${id}`);
        if (/^(is_set|isSet|done|ready)$/.test(name) && kind === 'event' && call.use !== 'statement') {
            // Asked in a loop or asserted: whoever goes on knows that it was set.
            return [{ kind: 'await', object: `event:${id}`, need: 1, sure: true }];
        }
        if (ASKS.test(name))
            return loopsAround(step).length > 0 || step.stmt.kind === 'while' ? undefined : [];
        switch (`${kind}.${name}`) {
            case 'event.set':
            case 'event.send':
            case 'event.set_result':
            case 'event.set_exception':
            case 'condition.notify':
            case 'condition.notify_all':
            case 'condition.notifyAll':
                return [{ kind: 'signal', object: `event:${id}` }];
            case 'event.wait':
            case 'event.get':
            case 'event.result':
            case 'condition.wait':
                return waits(call, `event:${id}`);
            case 'condition.wait_for':
                return [...waits(call, `event:${id}`), ...this.#predicate(call)];
            case 'queue.put':
            case 'queue.put_nowait':
                return this.kinds.isBounded(receiver, scope)
                    ? undefined
                    : [{ kind: 'signal', object: `item:${id}` }];
            case 'queue.get':
                if (this.kinds.isBounded(receiver, scope)) return undefined;
                return doesNotBlock(call.expr) ? [] : [takesItem(call, id)];
            case 'queue.get_nowait':
                return [];
            case 'queue.task_done':
                return [{ kind: 'signal', object: `done:${id}` }];
            case 'queue.join':
                return [{ kind: 'await', object: `done:${id}`, need: 'all', sure: true }];
            case 'condition.acquire':
                root.held.add(this.kinds.lockIdentity(receiver, scope) ?? id);
                return [];
            case 'condition.release':
                root.held.delete(this.kinds.lockIdentity(receiver, scope) ?? id);
                return [];
            case 'barrier.wait':
                return [{ kind: 'meet', object: `${id}:${this.#meeting(id, root)}` }];
            case 'lock.acquire':
            case 'semaphore.acquire':
                return doesNotBlock(call.expr) ? [] : this.locks.acquire(id, receiver, scope, root, step);
            case 'lock.release':
            case 'semaphore.release':
                return this.locks.release(id, root);
            default:
                return undefined;
        }
    }

    #predicate(call: Call): Part[] {
        const [predicate] = call.expr.args;
        if (predicate?.kind !== 'lambda') return [];
        const { body, start, end } = predicate;
        return pollsOf({ kind: 'while', test: body, body: [], orelse: [], start, end }, e =>
            this.#variables.identity(e, call.step.body.scope),
        ).map(({ variable, need }) => ({ kind: 'await', object: `poll:${variable}`, need, sure: true }));
    }

    #meeting(id: string, root: Taker): number {
        const key = `${id} ${root.id}`;
        const count = (this.#met.get(key) ?? 0) + 1;
        this.#met.set(key, count);
        return count;
    }
}

function waits(call: Call, object: string): Part[] {
    const timeout = argumentAt(call.expr, { index: 0, keyword: 'timeout' });
    if (timeout?.kind === 'number' && timeout.value <= 0.05 && call.use === 'statement') return [];
    return [{ kind: 'await', object, need: 1, sure: !timeout || call.use !== 'statement' }];
}

/** An item that does not come in time raises. */
function takesItem({ step }: Call, id: string): Part {
    return { kind: 'await', object: `item:${id}`, need: isRepeated(step) ? 'all' : 1, sure: true };
}

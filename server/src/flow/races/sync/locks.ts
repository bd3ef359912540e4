/** What is taken and given back: locks, semaphores, and the permits that they start with. */
import type { Scope } from '../../../model/scope.ts';
import type { Expr } from '../../../syntax/ast.ts';
import { dottedName } from '../../../syntax/walk.ts';
import type { Step } from '../../timeline.ts';
import { isRepeated } from '../loops.ts';
import type { Part } from '../program.ts';
import type { Variables } from '../variables.ts';
import type { Kinds } from './kinds.ts';

/** What a root has acquired and taken so far. */
export interface Taker {
    readonly id: number;
    readonly held: Set<string>;
}

export class Locks {
    readonly #kinds: Kinds;
    readonly #variables: Variables;
    readonly #taken = new Map<string, number>();

    constructor(kinds: Kinds, variables: Variables) {
        this.#kinds = kinds;
        this.#variables = variables;
    }

    /** The lock that a `with` holds; what cannot be known may be one. */
    lockOf(context: Expr, scope: Scope): string | undefined {
        const kind = this.#kinds.kindOf(context, scope);
        const id = this.#kinds.lockIdentity(context, scope);
        if (kind === 'semaphore') return this.#kinds.permits(context, scope) === 1 ? id : 'semaphore';
        if (kind && id !== undefined) return id;
        const name = dottedName(context.kind === 'call' ? context.func : context) ?? '';
        if (/lock|mutex|cond|semaphore|synchroni|guard/i.test(name)) return id ?? 'guard';
        return undefined;
    }

    /** `with semaphore:` takes a permit that somebody may have to release first. */
    enter(context: Expr, scope: Scope, root: Taker): Part | undefined {
        const id = this.#emptySemaphore(context, scope) ?? this.#heldLock(context, scope, root);
        return id === undefined ? undefined : { kind: 'await', object: `item:${id}`, need: 1, sure: true };
    }

    leave(context: Expr, scope: Scope): Part | undefined {
        const id = this.#emptySemaphore(context, scope);
        return id === undefined ? undefined : { kind: 'signal', object: `item:${id}` };
    }

    /** A lock that this root has acquired itself: somebody else has to release it first. */
    #heldLock(context: Expr, scope: Scope, { held }: Taker): string | undefined {
        if (this.#kinds.kindOf(context, scope) !== 'lock' || this.#kinds.isReentrant(context, scope))
            return undefined;
        const id = this.#variables.identity(context, scope);
        return id !== undefined && held.has(id) ? id : undefined;
    }

    #emptySemaphore(context: Expr, scope: Scope): string | undefined {
        return this.#kinds.kindOf(context, scope) === 'semaphore' && this.#kinds.permits(context, scope) === 0
            ? this.#variables.identity(context, scope)
            : undefined;
    }

    /** The permits that an object starts with are free; every further one must be released by somebody. */
    acquire(id: string, receiver: Expr, scope: Scope, root: Taker, step: Step): Part[] {
        const permits = this.#kinds.permits(receiver, scope);
        if (this.#kinds.isReentrant(receiver, scope)) {
            this.#count(id, root, 1);
            root.held.add(id);
            return [];
        }
        if (permits === undefined) return [{ kind: 'await', object: `item:${id}`, need: 'all', sure: true }];
        if (this.#count(id, root, 1) <= permits) {
            if (permits === 1) root.held.add(id);
            return [];
        }
        return [{ kind: 'await', object: `item:${id}`, need: isRepeated(step) ? 'all' : 1, sure: true }];
    }

    release(id: string, root: Taker): Part[] {
        if (root.held.has(id)) {
            if (this.#count(id, root, -1) <= 0) root.held.delete(id);
            return [];
        }
        return [{ kind: 'signal', object: `item:${id}` }];
    }

    #count(id: string, root: Taker, by: number): number {
        const key = `${id} ${root.id}`;
        const count = (this.#taken.get(key) ?? 0) + by;
        this.#taken.set(key, count);
        return count;
    }
}

/** Synchronisers that are used otherwise than by their methods: anybody may signal them. */
import type { Scope } from '../../../model/scope.ts';
import type { Expr } from '../../../syntax/ast.ts';
import { childExprs } from '../../../syntax/walk.ts';
import type { Variables } from '../variables.ts';
import type { Kinds } from './kinds.ts';

export class Escapes {
    /** Objects that code elsewhere may signal as well. */
    readonly open = new Set<string>();
    readonly #kinds: Kinds;
    readonly #variables: Variables;
    readonly #handed = new Set<Expr>();

    constructor(kinds: Kinds, variables: Variables) {
        this.#kinds = kinds;
        this.#variables = variables;
    }

    /** A parameter of a function that is looked into is no stranger. */
    pass(given: Expr | undefined, from: Scope): void {
        if (given && this.#kinds.kindOf(given, from)) this.#handed.add(given);
    }

    /** `Thread(target=done.set)` hands the Event to nobody else. */
    hand(target: Expr): void {
        this.#handed.add(target);
    }

    /** Notes what an expression hands to somebody who is not in the file. */
    note(expr: Expr, scope: Scope): void {
        if (this.#handed.has(expr)) return;
        if (expr.kind === 'lambda') return;
        if (expr.kind === 'name' || expr.kind === 'attribute') {
            if (this.#kinds.kindOf(expr, scope)) this.#escape(this.#variables.identity(expr, scope));
            else if (expr.kind === 'attribute' && this.#kinds.kindOf(expr.value, scope))
                // `on_done=done.set`
                this.#escape(this.#variables.identity(expr.value, scope));
            return;
        }
        // `await future` hands it to nobody.
        if (expr.kind === 'await' && this.#kinds.kindOf(expr.value, scope)) return;
        for (const inner of childExprs(expr)) {
            const isMethod = expr.kind === 'call' && inner === expr.func && inner.kind === 'attribute';
            if (isMethod && this.#kinds.kindOf(inner.value, scope)) continue;
            this.note(inner, scope);
        }
    }

    #escape(id: string | undefined): void {
        if (id === undefined) return;
        for (const form of ['event', 'item', 'done']) this.open.add(`${form}:${id}`);
    }
}

/** Which variable holds which piece of concurrent work: `t = Thread(...)`, `threads.append(t)`, `for t in threads`. */
import type { Expr } from '../../syntax/ast.ts';
import { dottedName, ownExprs, walkExpr } from '../../syntax/walk.ts';
import { type Call, loopsAround, type Step } from '../timeline.ts';

/** How a name that holds work is told apart from the same name elsewhere. */
export type Identify = (expr: Expr, step: Step) => string | undefined;

export class Handles {
    readonly #identify: Identify;
    /** The identity of what holds it, to the roots that it may stand for. */
    readonly #held = new Map<string, Set<number>>();
    readonly #unstarted = new Set<number>();

    constructor(identify: Identify) {
        this.#identify = identify;
    }

    /** Notes where the result of a call that makes roots goes. */
    made(call: Call, roots: readonly number[]): void {
        const { stmt } = call.step;
        const { step } = call;
        if (stmt.kind === 'assign') for (const target of stmt.targets) this.#holdAll(target, step, roots);
        else if (stmt.kind === 'expr' && stmt.value.kind === 'call' && stmt.value.func.kind === 'attribute') {
            // `threads.append(Thread(...))`
            if (/^(append|add|put|appendleft)$/.test(stmt.value.func.attr))
                this.#holdAll(stmt.value.func.value, step, roots);
        } else if (stmt.kind === 'with') {
            for (const { target, context } of stmt.items)
                if (target && context === call.expr) this.#holdAll(target, step, roots);
        }
    }

    #holdAll(target: Expr, step: Step, roots: readonly number[]): void {
        const name = this.#nameOf(target.kind === 'subscript' ? target.value : target, step);
        if (name === undefined) return;
        const held = this.#held.get(name) ?? new Set<number>();
        for (const root of roots) held.add(root);
        this.#held.set(name, held);
    }

    /** What was submitted to a pool ends with it. */
    hold(pool: Expr, step: Step, roots: readonly number[]): void {
        this.#holdAll(pool, step, roots);
    }

    pending(root: number): void {
        this.#unstarted.add(root);
    }

    /** Work that was made but not started yet; it counts as started from now on. */
    unstarted(): number[] {
        const all = [...this.#unstarted];
        this.#unstarted.clear();
        return all;
    }

    /** What a parameter stands for in a helper that is looked into. */
    pass(argument: Expr, step: Step, parameter: string): void {
        const roots = this.rootsOf(argument, step);
        if (roots.length > 0) this.#held.set(parameter, new Set(roots));
    }

    /** The roots that an expression may stand for at a step; empty if unknown. */
    rootsOf(expr: Expr, step: Step): number[] {
        const found = this.#find(expr, step, 4);
        for (const root of found) this.#unstarted.delete(root);
        return [...new Set(found)];
    }

    #find(expr: Expr, step: Step, depth: number): number[] {
        if (depth === 0) return [];
        switch (expr.kind) {
            case 'list':
            case 'tuple':
            case 'set':
                return expr.items.flatMap(i => this.#find(i, step, depth - 1));
            case 'starred':
            case 'await':
                return this.#find(expr.value, step, depth - 1);
            case 'binary':
                return [
                    ...this.#find(expr.left, step, depth - 1),
                    ...this.#find(expr.right, step, depth - 1),
                ];
            case 'subscript':
                return this.#find(expr.value, step, depth - 1);
            case 'call':
                // `as_completed(futures)`, `reversed(threads)`, `futures.values()`
                if (expr.func.kind === 'attribute' && /^(values|items|keys|copy)$/.test(expr.func.attr))
                    return this.#find(expr.func.value, step, depth - 1);
                return expr.args[0] ? this.#find(expr.args[0], step, depth - 1) : [];
            default:
                break;
        }
        const name = this.#nameOf(expr, step);
        const held = name === undefined ? undefined : this.#held.get(name);
        if (held) return [...held];
        const iter = expr.kind === 'name' ? iterated(expr.id, step) : undefined;
        return iter ? this.#find(iter, step, depth - 1) : [];
    }

    /** `threads.append(t)`: the collection holds what the variable holds. `threads = [a, b]` as well. */
    collect(call: Call): void {
        const { func, args } = call.expr;
        if (func.kind !== 'attribute' || !/^(append|add|extend|put|appendleft)$/.test(func.attr) || !args[0])
            return;
        const roots = this.#find(args[0], call.step, 3);
        if (roots.length > 0) this.#holdAll(func.value, call.step, roots);
    }

    /** `threads = [a, b]`, `workers = threads`. */
    assign(step: Step): void {
        const { stmt } = step;
        if (stmt.kind !== 'assign' || !stmt.value || stmt.value.kind === 'call') return;
        const roots = this.#find(stmt.value, step, 3);
        if (roots.length > 0) for (const target of stmt.targets) this.#holdAll(target, step, roots);
    }

    #nameOf(expr: Expr, step: Step): string | undefined {
        return this.#identify(expr, step) ?? dottedName(expr);
    }
}

/** What the variable of a loop or comprehension around a step goes over. */
function iterated(name: string, step: Step): Expr | undefined {
    for (const loop of loopsAround(step)) {
        if (loop.kind === 'for' && targets(loop.target, name)) return loop.iter;
    }
    let found: Expr | undefined;
    for (const own of ownExprs(step.stmt)) {
        walkExpr(own, e => {
            if (e.kind !== 'comprehension') return;
            for (const { target, iter } of e.generators) if (targets(target, name)) found = iter;
        });
    }
    return found;
}

function targets(target: Expr, name: string): boolean {
    if (target.kind === 'name') return target.id === name;
    return (target.kind === 'tuple' || target.kind === 'list') && target.items.some(i => targets(i, name));
}

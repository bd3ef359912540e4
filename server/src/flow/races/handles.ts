/** Which variable holds which piece of concurrent work: `t = Thread(...)`, `threads.append(t)`, `for t in threads`. */
import type { Expr } from '../../syntax/ast.ts';
import { dottedName } from '../../syntax/walk.ts';
import { type Call, loopsAround, type Step } from '../timeline.ts';

export class Handles {
    /** The source of the name that holds it, to the roots that it may stand for. */
    readonly #held = new Map<string, Set<number>>();
    readonly #unstarted = new Set<number>();

    /** Notes where the result of a call that makes a root goes. */
    made(call: Call, root: number): void {
        const { stmt } = call.step;
        let holder: string | undefined;
        if (stmt.kind === 'assign') holder = stmt.targets.map(t => dottedName(t)).find(n => n !== undefined);
        else if (stmt.kind === 'expr' && stmt.value.kind === 'call' && stmt.value.func.kind === 'attribute') {
            // `threads.append(Thread(...))`
            if (/^(append|add|put)$/.test(stmt.value.func.attr)) holder = dottedName(stmt.value.func.value);
        } else if (stmt.kind === 'with')
            holder = stmt.items.map(i => i.target && dottedName(i.target)).find(n => n !== undefined);
        if (holder !== undefined) this.#hold(holder, root);
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

    /** The roots that an expression may stand for at a step; empty if unknown. */
    rootsOf(expr: Expr, step: Step): number[] {
        const name = expr.kind === 'subscript' ? dottedName(expr.value) : dottedName(expr);
        if (name === undefined) return [];
        const held = this.#held.get(name);
        if (held) return this.#started([...held]);
        // The variable of a loop over a collection of handles.
        for (const loop of loopsAround(step)) {
            if (loop.kind !== 'for' || dottedName(loop.target) !== name) continue;
            const iter = loop.iter.kind === 'call' ? loop.iter.args[0] : loop.iter;
            const names =
                iter?.kind === 'tuple' || iter?.kind === 'list'
                    ? iter.items.map(i => dottedName(i))
                    : [iter && dottedName(iter)];
            return this.#started(names.flatMap(n => (n === undefined ? [] : [...(this.#held.get(n) ?? [])])));
        }
        return [];
    }

    /** `threads.append(t)`: the collection holds what the variable holds. */
    collect(call: Call): void {
        const { func, args } = call.expr;
        if (func.kind !== 'attribute' || !/^(append|add)$/.test(func.attr)) return;
        const collection = dottedName(func.value);
        const item = args[0] && dottedName(args[0]);
        if (collection === undefined || item === undefined) return;
        for (const root of this.#held.get(item) ?? []) this.#hold(collection, root);
    }

    #hold(name: string, root: number): void {
        const held = this.#held.get(name) ?? new Set<number>();
        held.add(root);
        this.#held.set(name, held);
    }

    #started(roots: number[]): number[] {
        for (const root of roots) this.#unstarted.delete(root);
        return roots;
    }
}

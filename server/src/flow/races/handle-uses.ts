/** What is asked of a handle, under its own name and as an item of the collections that it is put into. */
import type { Expr } from '../../syntax/ast.ts';
import { childExprs, dottedName, ownExprs } from '../../syntax/walk.ts';
import type { Step, Timeline } from '../timeline.ts';

/** Stands for a `yield` of a fixture that hands the thing to its tests. */
export const YIELDED = 'yield';

/** The attribute that is asked of it; `undefined` where the thing itself goes somewhere. */
export type HandleUse = string | undefined;

/** A fixture, or what `with` enters: it hands something to others while its own code stands still. */
export function handsOut({ unit, fn }: Timeline): boolean {
    return unit.role === 'fixture' || fn.decorators.some(d => /contextmanager$/.test(dottedName(d) ?? ''));
}

/** Every use of a name in a test, without those that only bind it. */
export function usesOf(name: string, timeline: Timeline): HandleUse[] {
    return new Search(timeline).ofName(name);
}

/** Every use of the items of a collection: of `thread` in `for thread in threads`, of `threads[0]`. */
export function collectionUses(name: string, timeline: Timeline): HandleUse[] {
    return new Search(timeline).ofCollection(name);
}

/** One search: each name and each collection is looked through once, however they hold one another. */
class Search {
    readonly #steps: readonly Step[];
    readonly #yields: boolean;
    readonly #seen = new Set<string>();
    /** Names that the test binds to a list or a set of its own. */
    readonly #collections: ReadonlySet<string>;

    constructor(timeline: Timeline) {
        this.#steps = timeline.bodies.flatMap(b => b.steps);
        this.#collections = new Set(this.#steps.flatMap(collectionsMadeIn));
        this.#yields = handsOut(timeline);
    }

    ofName(name: string): HandleUse[] {
        const uses: HandleUse[] = [];
        if (this.#isKnown(`name ${name}`)) return uses;
        const isIt = (expr: Expr) => expr.kind === 'name' && expr.id === name;
        this.#visitAll(isIt, expr => {
            if (expr.kind === 'attribute' && isIt(expr.value)) uses.push(expr.attr);
            else if (isIt(expr)) uses.push(undefined);
            else if (this.#yields && expr.kind === 'yield' && expr.value && isIt(expr.value))
                uses.push(YIELDED);
            else {
                const collection = putInto(expr, isIt);
                if (collection === undefined || !this.#collections.has(collection)) return false;
                uses.push(...this.ofCollection(collection));
            }
            return true;
        });
        return uses;
    }

    ofCollection(name: string): HandleUse[] {
        const uses: HandleUse[] = [];
        if (this.#isKnown(`collection ${name}`)) return uses;
        const isIt = (expr: Expr) => expr.kind === 'name' && expr.id === name;
        const goneOver = (target: Expr) => {
            if (target.kind === 'name') uses.push(...this.ofName(target.id));
            else uses.push(undefined);
        };
        for (const { stmt } of this.#steps) if (stmt.kind === 'for' && isIt(stmt.iter)) goneOver(stmt.target);
        this.#visitAll(isIt, expr => {
            if (isIt(expr)) uses.push(undefined);
            else if (expr.kind === 'attribute' && expr.value.kind === 'subscript' && isIt(expr.value.value))
                uses.push(expr.attr);
            else if (expr.kind === 'comprehension' && expr.generators.some(g => isIt(g.iter))) {
                for (const { target, iter } of expr.generators) if (isIt(iter)) goneOver(target);
                return expr.generators.length === 1;
            } else return isCounted(expr, isIt) || putInto(expr, e => e.kind === 'name') === name;
            return true;
        });
        return uses;
    }

    #isKnown(key: string): boolean {
        const known = this.#seen.has(key);
        this.#seen.add(key);
        return known;
    }

    /** Visits what every statement uses; `visit` says whether an expression is done with, with all that is inside. */
    #visitAll(isIt: (expr: Expr) => boolean, visit: (expr: Expr) => boolean): void {
        const enter = (expr: Expr): void => {
            if (visit(expr) || expr.kind === 'lambda') return;
            for (const inner of childExprs(expr)) enter(inner);
        };
        for (const { stmt } of this.#steps) {
            if (stmt.kind === 'for') {
                if (!isIt(stmt.iter)) enter(stmt.iter);
            } else if (stmt.kind === 'assign' && stmt.targets.some(isIt)) {
                if (stmt.value) enter(stmt.value);
            } else for (const own of ownExprs(stmt)) enter(own);
        }
    }
}

/** `threads` in `threads = []`. */
function collectionsMadeIn({ stmt }: Step): string[] {
    if (stmt.kind !== 'assign' || !stmt.value) return [];
    const { value } = stmt;
    const isCollection =
        value.kind === 'call'
            ? /(^|\.)(list|set|deque)$/.test(dottedName(value.func) ?? '')
            : /^(list|set|comprehension)$/.test(value.kind);
    return isCollection ? stmt.targets.flatMap(t => (t.kind === 'name' ? [t.id] : [])) : [];
}

/** `threads` in `threads.append(thread)`. */
function putInto(expr: Expr, isItem: (expr: Expr) => boolean): string | undefined {
    if (expr.kind !== 'call' || expr.func.kind !== 'attribute' || expr.func.value.kind !== 'name')
        return undefined;
    const [item] = expr.args;
    return /^(append|add|appendleft)$/.test(expr.func.attr) && item && isItem(item)
        ? expr.func.value.id
        : undefined;
}

/** `len(threads)` */
function isCounted(expr: Expr, isIt: (expr: Expr) => boolean): boolean {
    return (
        expr.kind === 'call' && expr.func.kind === 'name' && expr.func.id === 'len' && expr.args.some(isIt)
    );
}

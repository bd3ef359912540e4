/** What calls and statements look like: questions about one step, without knowledge of the program around it. */
import type { CallExpr, Expr, Stmt } from '../../syntax/ast.ts';
import { dottedName, ownExprs, walkExpr } from '../../syntax/walk.ts';
import { argumentAt, type Call, loopsAround, type Step, type Timeline } from '../timeline.ts';
import type { ActionPlace } from './program.ts';

export function place(step: Step, owner: Timeline): ActionPlace {
    return { unit: owner.unit, span: step, step };
}

/** The expressions whose values a statement uses: not what it assigns to, nor the locks that it holds. */
export function usedBy(stmt: Stmt): readonly Expr[] {
    if (stmt.kind === 'assign') return stmt.value ? [stmt.value] : [];
    if (stmt.kind === 'with') return stmt.items.flatMap(i => (i.context.kind === 'call' ? [i.context] : []));
    return ownExprs(stmt);
}

/** `Thread(target=f).start()` in one expression. */
export function startedAtOnce(call: Call): boolean {
    return call.step.calls.some(
        c => c.name === 'start' && c.expr.func.kind === 'attribute' && c.expr.func.value === call.expr,
    );
}

export function startsAtOnce(receiver: Expr, call: Call): boolean {
    return (
        receiver.kind === 'call' &&
        call.step.calls.some(c => c.expr === receiver && c.effect?.kind === 'create')
    );
}

/** How many a comprehension or a `map` makes: as many as can be told, else two. Loops are walked several times. */
export function instancesOf(call: Call): number {
    if (/^(map|starmap|map_async)$/.test(call.name)) {
        const items = call.expr.args[1];
        return items ? Math.min(3, lengthOf(items) ?? 2) : 2;
    }
    let times = 1;
    for (const own of ownExprs(call.step.stmt)) {
        walkExpr(own, e => {
            if (e.kind !== 'comprehension' || e.start > call.expr.start || e.end < call.expr.end) return;
            for (const { iter } of e.generators) times *= lengthOf(iter) ?? 2;
        });
    }
    return Math.min(3, times);
}

function lengthOf(iter: Expr): number | undefined {
    if (iter.kind === 'list' || iter.kind === 'tuple') return iter.items.length;
    if (iter.kind !== 'call' || dottedName(iter.func) !== 'range' || iter.args.length !== 1) return undefined;
    const [n] = iter.args;
    return n?.kind === 'number' ? n.value : undefined;
}

/** A timeout of a few hundredths of a second is no wait. */
export function isTiny(call: CallExpr): boolean {
    const timeout = argumentAt(call, { index: 0, keyword: 'timeout' });
    return timeout?.kind === 'number' && timeout.value <= 0.05;
}

/** `acquire(False)`, `get(block=False)` */
export function doesNotBlock(call: CallExpr): boolean {
    const blocks =
        argumentAt(call, { index: 0, keyword: 'block' }) ?? argumentAt(call, { keyword: 'blocking' });
    return blocks?.kind === 'constant' && blocks.value === false;
}

/** A question that is asked again and again waits for its answer. */
export function isPolled(step: Step): boolean {
    const { stmt } = step;
    return stmt.kind === 'while' || (stmt.kind === 'if' && loopsAround(step).length > 0);
}

/** What a worker is given, without the function itself: from `args=`, a tuple, or behind it. */
export function argumentsOf(call: Call, bound: readonly Expr[]): readonly Expr[] {
    const passed = call.expr.keywords.find(k => k.name === 'args')?.value;
    const { effect } = call;
    const at = effect?.kind === 'spawn' || effect?.kind === 'create' ? effect.target?.index : undefined;
    // `Thread(None, f, 'name', (results,))`, `Timer(1, f, [results])`
    const inTuple =
        effect?.kind === 'create' && at !== undefined
            ? call.expr.args[call.name === 'Timer' ? 2 : 3]
            : undefined;
    // `pool.apply_async(f, (results,))`
    const behind = call.name === 'apply_async' && at !== undefined ? call.expr.args[at + 1] : undefined;
    const list = passed ?? inTuple ?? behind;
    if (list?.kind === 'tuple' || list?.kind === 'list') return [...bound, ...list.items];
    if (effect?.kind !== 'spawn' || at === undefined || call.name === 'map') return bound;
    return [...bound, ...call.expr.args.slice(at + 1)];
}

/** What a worker is given by name. */
export function keywordsOf(call: Call): CallExpr['keywords'] {
    const passed = call.expr.keywords.find(k => k.name === 'kwargs')?.value;
    if (passed?.kind !== 'dict') return call.effect?.kind === 'spawn' ? call.expr.keywords : [];
    return passed.entries.flatMap(({ key, value }) =>
        key?.kind === 'string' && key.value !== undefined
            ? [{ name: key.value, value, start: key.start, end: value.end }]
            : [],
    );
}

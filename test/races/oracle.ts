/**
 * Runs an abstract program under every schedule. It knows nothing of happens-before: it takes one step of one thread
 * at a time, in all ways, and looks at what can happen.
 */
import type { Abstract, Op } from './abstract.ts';

export interface Verdict {
    /** The test's read sees a worker's write in one schedule and does not see it in another. */
    readonly read: boolean;
    /** In some schedule a write comes between the two halves of an update. */
    readonly update: boolean;
}

interface State {
    /** For each thread, its next step; an update counts two. `-1` before it is started. */
    readonly at: readonly number[];
    readonly counts: Readonly<Record<string, number>>;
    /** Who has the turn, if they take turns; `undefined` where somebody is to be chosen. */
    readonly turn: number | undefined;
    /** Who has had a turn. */
    readonly begun: readonly boolean[];
}

type Micro = Op | { readonly op: 'load' } | { readonly op: 'store' };

/** @param expire whether waits with a timeout that nobody checks may give up at any time */
export function judge(program: Abstract, expire: boolean): Verdict {
    const { turns } = program;
    const threads = [program.main, ...program.workers].map(ops => refine(ops, turns !== undefined));
    const parties = threads.length;
    const seen = new Set<string>();
    const early = new Set<number>();
    const late = new Set<number>();
    let update = false;
    let finished = false;
    const stack: State[] = [
        {
            at: threads.map((_, i) => (i === 0 ? 0 : -1)),
            counts: { ...program.permits },
            turn: 0,
            begun: threads.map((_, i) => i === 0),
        },
    ];
    for (let state = stack.pop(); state; state = stack.pop()) {
        const key = JSON.stringify(state);
        if (seen.has(key)) continue;
        seen.add(key);
        if (threads.every((ops, i) => state.at[i] === ops.length)) finished = true;
        if (turns && state.turn === undefined) {
            for (const turn of choices(state))
                stack.push({ ...state, turn, begun: state.begun.map((was, i) => was || i === turn) });
            continue;
        }
        for (const [thread, ops] of threads.entries()) {
            if (turns && thread !== state.turn) continue;
            const next = state.at[thread] ?? -1;
            const op = next < 0 ? undefined : ops[next];
            if (program.sequential && thread > 1 && state.at[thread - 1] !== threads[thread - 1]?.length)
                continue;
            const after = op ? effects(op, state, thread) : [];
            // Taking a lock may let others run even if nobody holds it: trio does, asyncio does not promise.
            if (turns && (after.length === 0 || op?.op === 'lock')) stack.push({ ...state, turn: undefined });
            if (!op) continue;
            for (const counts of after) {
                stack.push({
                    ...state,
                    at: state.at.map((n, i) => (i === thread ? n + 1 : op.op === 'spawn' && n < 0 ? 0 : n)),
                    counts,
                    turn: op.op === 'pause' ? undefined : state.turn,
                });
            }
            if (op.op === 'read') observe(state);
            if (op.op === 'store' || op.op === 'write') {
                // Somebody else has read the old value and will write over this one.
                if (threads.some((other, i) => i !== thread && isInTheMiddle(other, state.at[i] ?? -1)))
                    update = true;
            }
        }
    }
    if (!finished) throw new Error('the program never ends: it is no good test case');
    if (program.apart) return { read: false, update: false };
    // A loop that serves first who came first, and in which nobody waits for a clock, does the same every time.
    const isFixed =
        turns === 'first-come' && !program.workers.flat().some(op => op.op === 'pause' || op.op === 'split');
    return { read: !isFixed && [...early].some(w => late.has(w)), update };

    /** Who may have the next turn; who has not begun comes first, in the order of the start. */
    function choices({ at, begun }: State): number[] {
        const ready = threads.flatMap((ops, i) =>
            (at[i] ?? -1) >= 0 && (at[i] ?? 0) < ops.length ? [i] : [],
        );
        const fresh = ready.find(i => !begun[i]);
        return turns === 'first-come' && fresh !== undefined ? [fresh] : ready;
    }

    function observe(state: State): void {
        for (const [thread, ops] of threads.entries()) {
            if (thread === 0) continue;
            for (const [i, op] of ops.entries()) {
                if (op.op !== 'write' && op.op !== 'store') continue;
                ((state.at[thread] ?? -1) > i ? early : late).add(thread * 100 + i);
            }
        }
    }

    /** The states of the objects after a step; none if it cannot be taken now. */
    function effects(op: Micro, state: State, thread: number): Readonly<Record<string, number>>[] {
        const { counts } = state;
        const of = (name: string) => counts[name] ?? 0;
        const plus = (name: string, n: number) => ({ ...counts, [name]: of(name) + n });
        const ended = threads.every((ops, i) => i === 0 || state.at[i] === ops.length);
        switch (op.op) {
            case 'join':
                return ended || (expire && op.timed === 'unchecked') ? [counts] : [];
            case 'set':
                return [{ ...counts, [op.object]: 1 }];
            case 'notify':
                return of('cond:owner') === 0 ? [{ ...counts, ready: of('ready') + 1 }] : [];
            case 'predicate':
                return of('ready') > 0 && of('cond:owner') === 0 ? [counts] : [];
            case 'wait':
                return of(op.object) > 0 || (expire && op.timed === 'unchecked') ? [counts] : [];
            case 'put':
            case 'release':
            case 'task-done':
                return [plus(op.op === 'task-done' ? `${op.object}:done` : op.object, 1)];
            case 'get':
            case 'acquire':
                return of(op.object) > 0 ? [plus(op.object, -1)] : [];
            case 'drain':
                return of(`${op.object}:done`) >= parties - 1 ? [counts] : [];
            case 'meet': {
                // First everybody arrives, then everybody may go on.
                const arrived = of(`met:${thread}`);
                if (arrived === 0) stackArrival(state, thread);
                return arrived > 0 && of('met') >= parties ? [counts] : [];
            }
            case 'lock':
                return of(`lock:${op.lock}`) === 0 ? [{ ...counts, [`lock:${op.lock}`]: thread + 1 }] : [];
            case 'unlock':
                return [{ ...counts, [`lock:${op.lock}`]: 0 }];
            case 'poll':
                return of('writes') >= op.writes ? [counts] : [];
            case 'write':
            case 'store':
                return [plus('writes', 1)];
            default:
                return [counts];
        }
    }

    function stackArrival(state: State, thread: number): void {
        const met = (state.counts['met'] ?? 0) + 1;
        stack.push({ ...state, counts: { ...state.counts, met, [`met:${thread}`]: 1 } });
    }
}

/** Between its load and its store. */
function isInTheMiddle(ops: readonly Micro[], at: number): boolean {
    const next = ops[at]?.op;
    return next === 'store' || (next === 'pause' && ops[at + 1]?.op === 'store');
}

/** An update is a load and a store; taking three items is taking one three times. */
function refine(ops: readonly Op[], turns: boolean): Micro[] {
    return ops.flatMap((op): Micro[] => {
        if (op.op === 'update') return [{ op: 'load' }, { op: 'store' }];
        if (op.op === 'split')
            return turns
                ? [{ op: 'load' }, { op: 'pause' }, { op: 'store' }]
                : [{ op: 'load' }, { op: 'store' }];
        if (op.op === 'sleep' && turns) return [{ op: 'pause' }];
        if (op.op === 'get' || op.op === 'acquire') return Array.from({ length: op.times }, () => op);
        return [op];
    });
}

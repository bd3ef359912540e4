/** Threads, timers, pools and processes that a test starts and nobody ends. */
import type { AttributeExpr, Expr } from '../../syntax/ast.ts';
import { childExprs, dottedName, ownExprs } from '../../syntax/walk.ts';
import type { FileFacts } from '../context.ts';
import { argumentAt, type Call, type Timeline } from '../timeline.ts';

export interface Leak {
    readonly create: Call;
    readonly what: 'thread' | 'timer' | 'executor' | 'process';
    /** How the test calls it; `undefined` if it keeps no name. */
    readonly name: string | undefined;
    readonly daemon: boolean;
    /** Nothing in the test waits for anything after the start. */
    readonly sure: boolean;
}

const KINDS: readonly [RegExp, Leak['what']][] = [
    [/^threading\.Thread$/, 'thread'],
    [/^threading\.Timer$/, 'timer'],
    [/^concurrent\.futures\.(Thread|Process)PoolExecutor$/, 'executor'],
    [/^multiprocessing\.Process$/, 'process'],
];
/** Uses of a handle that do not end it. */
const HARMLESS = /^(start|daemon|setDaemon|name|setName|ident|is_alive|native_id|submit|map|pid)$/;

export function leaksIn(timeline: Timeline, facts: FileFacts): Leak[] {
    const leaks: Leak[] = [];
    // Decorators such as `reap_threads` wait for what is left.
    if (
        timeline.fn.decorators.some(d =>
            /reap|thread|leak/i.test(dottedName(d.kind === 'call' ? d.func : d) ?? ''),
        )
    )
        return [];
    for (const create of timeline.calls) {
        const what = KINDS.find(([origin]) => origin.test(create.origin ?? ''))?.[1];
        if (!what || create.step.body !== timeline.root) continue;
        if (create.step.frames.some(f => f.kind === 'for' || f.kind === 'while')) continue;
        const leak = leakOf(create, what, timeline);
        if (leak && !cleansUp(timeline, facts)) leaks.push(leak);
    }
    return leaks;
}

function leakOf(create: Call, what: Leak['what'], timeline: Timeline): Leak | undefined {
    const { stmt } = create.step;
    const isDaemon = create.expr.keywords.some(
        k => k.name === 'daemon' && k.value.kind === 'constant' && k.value.value === true,
    );
    if (stmt.kind === 'expr' && stmt.value.kind === 'call' && stmt.value.func.kind === 'attribute') {
        // `Thread(target=f).start()`
        const { value, attr } = stmt.value.func;
        if (value !== create.expr || attr !== 'start') return undefined;
        return { create, what, name: undefined, daemon: isDaemon, sure: !waitsAfter(create, timeline) };
    }
    const [target] = stmt.kind === 'assign' && stmt.value === create.expr ? stmt.targets : [];
    if (target?.kind === 'attribute') return ofSelf(target, create, what, isDaemon, timeline);
    if (target?.kind !== 'name') return undefined;
    const uses = usesOf(target.id, timeline);
    if (uses.some(u => u === undefined || !HARMLESS.test(u))) return undefined;
    const started = what === 'executor' ? uses.length > 0 : uses.includes('start');
    if (!started) return undefined;
    const daemon =
        isDaemon ||
        (uses.some(u => u === 'daemon' || u === 'setDaemon') &&
            /daemon\s*=\s*True|setDaemon\((True|1)\)/.test(timeline.unit.text));
    return { create, what, name: target.id, daemon, sure: !waitsAfter(create, timeline) };
}

/** `self.thread`: nobody in the class does more with it than start it. */
function ofSelf(
    target: AttributeExpr,
    create: Call,
    what: Leak['what'],
    daemon: boolean,
    { unit, root }: Timeline,
): Leak | undefined {
    const { selfName } = root.scope;
    if (!unit.cls || target.value.kind !== 'name' || target.value.id !== selfName) return undefined;
    // A base or a subclass elsewhere may end it.
    if (unit.cls.bases.some(b => !/^(unittest\.)?(TestCase|IsolatedAsyncioTestCase)$|^object$/.test(b)))
        return undefined;
    const uses: string[] = [];
    for (const { text } of [...unit.cls.methods.values()]) {
        for (const match of text.matchAll(
            new RegExp(`\\b\\w+\\.${target.attr}\\b(\\.\\w+)?(\\s*=(?!=))?`, 'g'),
        )) {
            if (match[1] === undefined && match[2] !== undefined) continue;
            uses.push(match[1]?.slice(1) ?? '');
        }
    }
    if (!uses.includes('start') && what !== 'executor') return undefined;
    if (uses.some(u => !HARMLESS.test(u))) return undefined;
    return { create, what, name: `${selfName}.${target.attr}`, daemon, sure: true };
}

/** For each use of a name the attribute that is asked of it; `undefined` where the thing itself goes somewhere. */
function usesOf(name: string, timeline: Timeline): (string | undefined)[] {
    const uses: (string | undefined)[] = [];
    const visit = (expr: Expr): void => {
        if (expr.kind === 'attribute' && expr.value.kind === 'name' && expr.value.id === name) {
            uses.push(expr.attr);
            return;
        }
        if (expr.kind === 'name') {
            if (expr.id === name) uses.push(undefined);
            return;
        }
        if (expr.kind === 'lambda') return;
        for (const inner of childExprs(expr)) visit(inner);
    };
    for (const body of timeline.bodies) {
        for (const { stmt } of body.steps) {
            if (stmt.kind === 'assign' && stmt.targets.some(t => t.kind === 'name' && t.id === name)) {
                if (stmt.value) visit(stmt.value);
            } else for (const own of ownExprs(stmt)) visit(own);
        }
    }
    return uses;
}

/** A test that waits for something after the start mostly waits for the work to be over. */
function waitsAfter(create: Call, timeline: Timeline): boolean {
    return timeline.calls.some(
        c =>
            c.step.body === timeline.root &&
            c.step.index > create.step.index &&
            (c.effect?.kind === 'wait' ||
                c.effect?.kind === 'stop' ||
                c.effect?.kind === 'signal' ||
                /join|wait|stop|shutdown|close|result|cancel|terminate|recv|accept|kill|get$/.test(c.name)),
    );
}

/** The class, or a patched start, takes care of threads: what it does is not in the test. */
function cleansUp({ unit, calls }: Timeline, { module }: FileFacts): boolean {
    if (
        /threading_cleanup|reap_threads|threading\.enumerate|doThreadCleanup|join_thread|wait_threads_exit/.test(
            module.text,
        )
    )
        return true;
    if (
        /(Thread|Timer|Executor|Process)['")]/.test(unit.text) &&
        calls.some(
            c => c.effect?.kind === 'patch' && /Thread|Timer|Executor|Process/.test(textOf(c, unit.text)),
        )
    )
        return true;
    return calls.some(
        c =>
            argumentAt(c.expr, { index: 0 })?.kind === 'string' &&
            /^(skip|skipTest)$/.test(c.name) &&
            c.step.index === 0,
    );
}

function textOf({ expr }: Call, text: string): string {
    return text.slice(expr.start, expr.end);
}

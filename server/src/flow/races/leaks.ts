/** Threads, timers, pools and processes that a test starts and nobody ends. */
import type { AttributeExpr, Expr } from '../../syntax/ast.ts';
import { childExprs, dottedName, ownExprs } from '../../syntax/walk.ts';
import type { FileFacts } from '../context.ts';
import type { WorkerType } from '../libraries/workers.ts';
import { argumentAt, type Call, type Timeline } from '../timeline.ts';
import { endingOf, isDaemon, type MadeWorker, startsItself, workerMadeBy } from './worker-types.ts';

export interface Leak {
    readonly create: Call;
    readonly what: WorkerType['what'];
    /** How the test calls it; `undefined` if it keeps no name. */
    readonly name: string | undefined;
    readonly daemon: boolean;
    /** Nothing in the test waits for anything after the start. */
    readonly sure: boolean;
    /** Where it is asked to stop, if it is: nobody waits until it has. */
    readonly asked: Call | undefined;
    /** The method that ends it. */
    readonly end: string;
}

export function leaksIn(timeline: Timeline, facts: FileFacts): Leak[] {
    const leaks: Leak[] = [];
    if (isReaped(timeline)) return [];
    for (const create of timeline.calls) {
        if (create.step.body !== timeline.root || !/^[\w.]+$|^class:/.test(create.origin ?? '')) continue;
        const made = workerMadeBy(create, timeline, facts);
        if (!made || create.step.frames.some(f => f.kind === 'for' || f.kind === 'while')) continue;
        const leak = leakOf(create, made, timeline, facts);
        if (leak && !cleansUp(timeline, facts)) leaks.push(leak);
    }
    return leaks;
}

/** Decorators such as `reap_threads` wait for what is left; a test that is always left out leaves nothing. */
export function isReaped({ fn }: Timeline): boolean {
    return fn.decorators.some(d =>
        /reap|thread|leak|(^|\.)skip$/i.test(dottedName(d.kind === 'call' ? d.func : d) ?? ''),
    );
}

function leakOf(create: Call, made: MadeWorker, timeline: Timeline, facts: FileFacts): Leak | undefined {
    const { stmt } = create.step;
    const { what, end } = made.row;
    const { unit } = timeline;
    const given = create.expr.keywords.find(k => k.name === 'daemon')?.value;
    const daemon = (given?.kind === 'constant' && given.value === true) || isDaemon(made);
    const leak = { create, what, end, daemon, asked: undefined, sure: !waitsAfter(create, timeline) };
    if (stmt.kind === 'expr' && stmt.value.kind === 'call' && stmt.value.func.kind === 'attribute') {
        // `Thread(target=f).start()`
        const { value, attr } = stmt.value.func;
        return value === create.expr && attr === 'start' && unit.role !== 'fixture'
            ? { ...leak, name: undefined }
            : undefined;
    }
    const [target] = stmt.kind === 'assign' && stmt.value === create.expr ? stmt.targets : [];
    if (target?.kind === 'attribute') return ofSelf(target, leak, made, timeline);
    if (target?.kind !== 'name') return undefined;
    const uses = usesOf(target.id, timeline);
    const endings = uses.map(u => (u === undefined ? 'unknown' : u === YIELDED ? 'none' : endingOf(made, u)));
    if (endings.some(e => e === 'ends' || e === 'unknown')) return undefined;
    const asked = endings.includes('asks') ? askOf(target.id, made, timeline) : undefined;
    if (endings.includes('asks') && !asked) return undefined;
    // A fixture that hands out what it has made leaves the end to others, unless it sees to it itself.
    if (unit.role === 'fixture' && !asked) return undefined;
    if (!isStarted(made, uses) && !(uses.includes(YIELDED) && startsFixture(timeline, facts)))
        return undefined;
    const later = uses.some(u => u === 'daemon' || u === 'setDaemon');
    return {
        ...leak,
        name: target.id,
        asked,
        daemon: daemon || (later && /daemon\s*=\s*True|setDaemon\((True|1)\)/.test(unit.text)),
    };
}

/** The last call that asks it to stop, where that is not left to a cleanup. */
function askOf(name: string, made: MadeWorker, { root }: Timeline): Call | undefined {
    return root.steps
        .flatMap(s => s.calls)
        .findLast(
            ({ expr }) =>
                expr.func.kind === 'attribute' &&
                dottedName(expr.func.value) === name &&
                endingOf(made, expr.func.attr) === 'asks',
        );
}

function isStarted(made: MadeWorker, uses: readonly (string | undefined)[]): boolean {
    return made.row.runs === 'use' ? uses.length > 0 : uses.includes('start') || startsItself(made);
}

/** The tests of the file start what the fixture hands to them. */
function startsFixture({ unit }: Timeline, { module }: FileFacts): boolean {
    return new RegExp(`\\b${unit.name}\\.start\\(`).test(module.text);
}

/** `self.thread`: nobody in the class does more with it than start it. */
function ofSelf(
    target: AttributeExpr,
    leak: Omit<Leak, 'name'>,
    made: MadeWorker,
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
    const endings = uses.map(u => endingOf(made, u));
    if (!uses.includes('start') && made.row.runs === 'start') return undefined;
    if (endings.some(e => e !== 'none')) return undefined;
    return { ...leak, name: `${selfName}.${target.attr}`, sure: true };
}

const YIELDED = 'yield';

/**
 * For each use of a name the attribute that is asked of it; `undefined` where the thing itself goes somewhere,
 * `YIELDED` where a fixture hands it to its tests.
 */
function usesOf(name: string, timeline: Timeline): (string | undefined)[] {
    const uses: (string | undefined)[] = [];
    const isFixture = timeline.unit.role === 'fixture';
    const visit = (expr: Expr): void => {
        if (expr.kind === 'attribute' && expr.value.kind === 'name' && expr.value.id === name) {
            uses.push(expr.attr);
            return;
        }
        if (expr.kind === 'name') {
            if (expr.id === name) uses.push(undefined);
            return;
        }
        if (isFixture && expr.kind === 'yield' && expr.value?.kind === 'name' && expr.value.id === name) {
            uses.push(YIELDED);
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
                /join|wait|stop|shutdown|close|result|cancel|terminate|recv|accept|kill|is_?set|get$/i.test(
                    c.name,
                )),
    );
}

/** What tests of threads end their own and others' threads with. */
const ENDS_THREADS =
    /threading_cleanup|reap_threads|threading\.enumerate|doThreadCleanup|join_thread|wait_threads_exit/;

/** The class, or a patched start, takes care of threads: what it does is not in the test. */
export function cleansUp({ unit, calls }: Timeline, facts: FileFacts): boolean {
    if (facts.mentions(ENDS_THREADS)) return true;
    if (
        /(Thread|Timer|Executor|Process|Pool)['")]/.test(unit.text) &&
        calls.some(
            c =>
                c.effect?.kind === 'patch' && /Thread|Timer|Executor|Process|Pool/.test(textOf(c, unit.text)),
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

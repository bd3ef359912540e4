/** Threads, timers, pools and processes that a test starts and nobody ends. */
import { mentioning } from '../../model/reads.ts';
import type { AttributeExpr, Expr } from '../../syntax/ast.ts';
import { receiverName } from '../../syntax/walk.ts';
import type { FileFacts } from '../context.ts';
import type { WorkerType } from '../libraries/workers.ts';
import type { Call, Timeline } from '../timeline.ts';
import { collectionUses, handsOut, usesOf, YIELDED } from './handle-uses.ts';
import {
    cleansUp,
    isForAllTests,
    isReaped,
    isStoppedByCleanup,
    isWrapped,
    leavesOnPurpose,
} from './leaks-exempt.ts';
import { isAwaited, triggersWhatFollows } from './own-end.ts';
import { detaches } from './worker-body.ts';
import { endingOf, isDaemon, type MadeWorker, startsItself, workerMadeBy } from './worker-types.ts';

export interface Leak {
    readonly create: Call;
    readonly what: WorkerType['what'];
    /** How the test calls it, or the collection that holds it; `undefined` if it keeps no name. */
    readonly name: string | undefined;
    /** The name is that of a collection. */
    readonly many: boolean;
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
    if (isReaped(timeline) || leavesOnPurpose(timeline)) return [];
    for (const create of timeline.calls) {
        if (create.step.body !== timeline.root || !/^[\w.]+$|^class:/.test(create.origin ?? '')) continue;
        const made = workerMadeBy(create, timeline, facts);
        if (!made || detaches(create, facts) || isStoppedByCleanup(create, timeline)) continue;
        const leak = leakOf(create, made, timeline, facts);
        if (!leak || cleansUp(timeline, facts)) continue;
        // Threads of a pool that have nothing to do disturb nobody; a timer's time comes while the test waits for it.
        if ((leak.what === 'executor' || leak.what === 'timer') && !leak.sure) continue;
        // Whose last act somebody waits for is over then, or as good as over.
        if (!leak.asked && isWrapped(create, timeline, facts) && waitsAfter(create, timeline)) continue;
        if (leak.asked ? !isForAllTests(timeline) : !isAwaited(create, leak.name, timeline, facts))
            leaks.push(leak);
    }
    return leaks;
}

function leakOf(create: Call, made: MadeWorker, timeline: Timeline, facts: FileFacts): Leak | undefined {
    const { stmt } = create.step;
    const { what, end } = made.row;
    const { unit } = timeline;
    const isFixture = handsOut(timeline);
    const given = create.expr.keywords.find(k => k.name === 'daemon')?.value;
    const daemon = (given?.kind === 'constant' && given.value === true) || isDaemon(made);
    const sure = !waitsAfter(create, timeline) && !triggersWhatFollows(create, timeline, facts);
    const leak = { create, what, end, daemon, asked: undefined, sure, many: false };
    const isStopped = isDaemonThatIsStopped(daemon, create, timeline);
    if (stmt.kind === 'expr' && stmt.value.kind === 'call' && stmt.value.func.kind === 'attribute') {
        // `Thread(target=f).start()`
        const { value, attr } = stmt.value.func;
        return value === create.expr &&
            attr === 'start' &&
            !isFixture &&
            !isStopped &&
            made.row.told === undefined
            ? { ...leak, name: undefined }
            : undefined;
    }
    const [target] = stmt.kind === 'assign' && holds(stmt.value, create.expr) ? stmt.targets : [];
    if (stmt.kind === 'assign' && target?.kind === 'attribute' && stmt.value === create.expr)
        return ofSelf(target, leak, made, timeline, facts);
    if (stmt.kind !== 'assign' || target?.kind !== 'name') return undefined;
    const isCollection = stmt.value !== create.expr;
    const uses = isCollection ? collectionUses(target.id, timeline) : usesOf(target.id, timeline);
    const endings = uses.map(u => (u === undefined ? 'unknown' : u === YIELDED ? 'none' : endingOf(made, u)));
    if (endings.includes('unknown')) return undefined;
    const asked = endings.includes('asks') ? askOf(target.id, made, timeline) : undefined;
    const ended = endings.filter(e => e === 'ends').length;
    if (ended > endedToRaise(target.id, made, timeline)) return undefined;
    if (asked && isPolledBehind(asked, target.id, timeline)) return undefined;
    // Who reads what a process writes reads to its end.
    if (asked && made.row.told && uses.some(u => u === 'stdout' || u === 'stderr')) return undefined;
    // What the module knows may be ended by any of its functions; a process by its number.
    if (isGlobal(target.id, timeline) || isReapedByNumber(target.id, unit.text)) return undefined;
    // A pool of threads gives its results to who waits for them.
    if (what === 'executor' && uses.includes('map')) return undefined;
    if (endings.includes('asks') ? !asked : made.row.told !== undefined || isStopped) return undefined;
    // A fixture that hands out what it has made leaves the end to others, unless it sees to it itself.
    if (isFixture && !asked) return undefined;
    if (!isStarted(made, uses) && !(uses.includes(YIELDED) && startsFixture(timeline, facts)))
        return undefined;
    const later = uses.some(u => u === 'daemon' || u === 'setDaemon');
    return {
        ...leak,
        name: target.id,
        many: isCollection,
        asked,
        daemon: daemon || (later && SET_DAEMON.test(unit.text)),
    };
}

const SET_DAEMON = /daemon\s*=\s*True|setDaemon\((True|1)\)/;

/** `threads = [Thread(target=f) for _ in range(3)]`, `workers = [Thread(target=f), Thread(target=g)]` */
function holds(value: Expr | undefined, made: Expr): boolean {
    if (value === made) return true;
    if (value?.kind === 'list' || value?.kind === 'tuple') return value.items.includes(made);
    return value?.kind === 'comprehension' && value.element.includes(made);
}

/** A daemon, and further down a call that stops what it serves: its end was thought of. */
function isDaemonThatIsStopped(daemon: boolean, create: Call, { root, unit, calls }: Timeline): boolean {
    if (!daemon && !SET_DAEMON.test(unit.text)) return false;
    return calls.some(
        c =>
            c.step.body === root &&
            c.step.index > create.step.index &&
            /(^|_)(stop|shutdown|shut_down|quit|terminate)(_|$)|Stop$|Shutdown$/.test(c.name),
    );
}

/** The last call that asks it to stop, where that is not left to a cleanup. */
function askOf(name: string, made: MadeWorker, { root }: Timeline): Call | undefined {
    return root.steps
        .flatMap(s => s.calls)
        .findLast(c => isCallOf(c, name) && endingOf(made, c.name) === 'asks');
}

function isGlobal(name: string, { root }: Timeline): boolean {
    return root.steps.some(({ stmt }) => stmt.kind === 'global' && stmt.names.includes(name));
}

/** `os.waitpid(process.pid, 0)` */
function isReapedByNumber(name: string, text: string): boolean {
    return new RegExp(`wait\\w*\\([^)\\n]*\\b${name}\\.pid\\b`).test(text);
}

/** `terminate()`, and `poll()` until it has ended; before, `poll()` has seen it alive. */
function isPolledBehind(asked: Call, name: string, { calls }: Timeline): boolean {
    return calls.some(c => c.name === 'poll' && c.expr.start > asked.expr.start && isCallOf(c, name));
}

/** How often it is ended only to say that the test cannot go on: `if process.poll(): out = process.communicate(); raise`. */
function endedToRaise(name: string, made: MadeWorker, { root }: Timeline): number {
    return root.steps.filter(
        ({ calls, frames }) =>
            calls.some(c => isCallOf(c, name) && endingOf(made, c.name) === 'ends') &&
            frames.some(
                ({ kind, stmt }) => kind === 'if' && stmt.kind === 'if' && stmt.body.at(-1)?.kind === 'raise',
            ),
    ).length;
}

function isCallOf({ expr }: Call, name: string): boolean {
    return receiverName(expr) === name;
}

const ASKED = /^(multiprocessing\.Process|subprocess\.Popen)\(\)\.(terminate|kill)$/;

/** `self.proc.terminate()` in a class none of whose methods waits for it. */
export function askedOnlyIn(timeline: Timeline, facts: FileFacts): Leak[] {
    const { unit, root } = timeline;
    const { selfName } = root.scope;
    if (!unit.cls || selfName === undefined) return [];
    return timeline.calls.flatMap(asked => {
        const { func } = asked.expr;
        const held = func.kind === 'attribute' ? func.value : undefined;
        if (!ASKED.test(asked.origin ?? '') || held?.kind !== 'attribute') return [];
        if (held.value.kind !== 'name' || held.value.id !== selfName) return [];
        const uses = usesInClass(held.attr, timeline, facts);
        const isEnded = uses?.some(
            u =>
                !/^(start|terminate|kill|send_signal|pid|exitcode|returncode|is_alive|daemon|std(in|out|err))$/.test(
                    u,
                ),
        );
        if (isEnded !== false) return [];
        const made: Omit<Leak, 'name'> = {
            create: asked,
            what: 'process',
            end: 'join',
            daemon: false,
            sure: true,
            asked,
            many: false,
        };
        return [{ ...made, name: `${selfName}.${held.attr}` }];
    });
}

function isStarted(made: MadeWorker, uses: readonly (string | undefined)[]): boolean {
    return made.row.runs === 'use' ? uses.length > 0 : uses.includes('start') || startsItself(made);
}

/** The tests of the file start what the fixture hands to them. */
function startsFixture({ unit }: Timeline, { module }: FileFacts): boolean {
    const word = new RegExp(`\\b${unit.name}\\.start\\(`);
    return mentioning(module.log, module.functions, `${unit.name}.start(`).some(u => word.test(u.text));
}

/** `self.thread`: nobody in the class does more with it than start it, or ask it to stop. */
function ofSelf(
    target: AttributeExpr,
    leak: Omit<Leak, 'name'>,
    made: MadeWorker,
    timeline: Timeline,
    facts: FileFacts,
): Leak | undefined {
    const { unit, root } = timeline;
    const { selfName } = root.scope;
    if (!unit.cls || target.value.kind !== 'name' || target.value.id !== selfName) return undefined;
    const uses = usesInClass(target.attr, timeline, facts);
    if (!uses || (!uses.includes('start') && made.row.runs === 'start')) return undefined;
    if (made.row.told !== undefined || uses.some(u => endingOf(made, u) !== 'none')) return undefined;
    const later = uses.includes('daemon') || uses.includes('setDaemon');
    return { ...leak, name: `${selfName}.${target.attr}`, sure: true, daemon: leak.daemon || later };
}

/** What a class, with its bases and heirs in the file, asks of an attribute; `undefined` if a base elsewhere may ask more. */
function usesInClass(attr: string, { unit }: Timeline, { module }: FileFacts): string[] | undefined {
    if (!unit.cls) return undefined;
    const family = [unit.cls, ...unit.cls.localBases()];
    const heirs = [...module.classes.values()].filter(c => c.localBases().some(b => family.includes(b)));
    const all = [...new Set([...family, ...heirs])];
    if (family.some(c => c.bases.some(b => !PLAIN_BASE.test(b) && !module.classes.has(b)))) return undefined;
    const text = all
        .flatMap(c => [...c.methods.values()])
        .map(m => m.text)
        .join('\n');
    const uses: string[] = [];
    for (const match of text.matchAll(new RegExp(`\\b\\w+\\.${attr}\\b(\\.\\w+)?(\\s*=(?!=))?`, 'g'))) {
        if (match[1] === undefined && match[2] !== undefined) continue;
        uses.push(match[1]?.slice(1) ?? '');
    }
    return uses;
}

const PLAIN_BASE = /^(unittest\.)?(TestCase|IsolatedAsyncioTestCase)$|^object$/;

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

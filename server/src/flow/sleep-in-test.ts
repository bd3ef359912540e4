/** Straight-line sleeps in tests, fixtures and their helpers. */

import type { Expr } from '../syntax/ast.ts';
import { dottedName, lastName, walkExpr } from '../syntax/walk.ts';
import { type AssertionKind, assertionOf } from './assertions.ts';
import { clockCue, isOwnTimeSpan } from './clock-cues.ts';
import { commentsNear, OPPORTUNITY_CUE, TIME_PASSES_CUE, WAIT_CUE, WORK_CUE, YIELD_CUE } from './comments.ts';
import { halfDone, limitIsOver, rivalWork } from './sleep-rivals.ts';
import { type Intent, makeSite, type SleepQuestion, type SleepSite } from './sleep-site.ts';
import {
    asksWhetherDone,
    awaitedSince,
    awaitsWhatIsNamed,
    holdsSignalled,
    isBehindJoin,
    isForkedChild,
    onlySpawnsFollowInGroup,
    pollsNext,
    repeatsTheLastAssertion,
    settlesAfterPoll,
    stopsStress,
} from './sleep-surroundings.ts';
import { waitsForUnseen } from './sleep-unseen.ts';
import { loopsAround, type Step } from './timeline.ts';
import { connects, effectOfStep, isObservation, type Started, startedBefore } from './work.ts';

/** Green threads that a short cooperative sleep lets run are not waited for. */
const SHORT_COOPERATIVE_SECONDS = 0.05;
/** Nothing takes so little that this could be a wait for it. */
const NEGLIGIBLE_SECONDS = 0.005;
/** An `await` shorter than this, with nothing started, only lets the loop turn. */
const SHORT_AWAIT_SECONDS = 0.1;
const HOW_FAR_AHEAD = 8;

/** Everything that the cases below ask about one sleep. */
interface Facts extends SleepQuestion {
    readonly started: Started | undefined;
    readonly after: readonly Step[];
    readonly next: Step | undefined;
    /** The assertion behind the sleep, in the same block as far as the block waits at its end. */
    readonly observed: Step | undefined;
    readonly waitCue: boolean;
    /** Something forbidden gets the chance to happen. */
    readonly chance: boolean;
    readonly absence: boolean;
    /** A poll stands directly before, for what is asserted after: it must not go on. */
    readonly settles: boolean;
    /** The same was asserted before. */
    readonly repeats: boolean;
}

/** "Make sure that it runs", but not "make sure that it doesn't". */
const INSISTS =
    /\b(hopefully|until|make sure(?![^.]{0,40}(n't|\bnot\b|\bnothing\b|\bnever\b))|so (we |it |that we )?(sleep|wait)|sleep a (bit|little|while)|some time to|needed to (give|let|allow)|should (now |by now |then |have )*(end|exit|finish|die|stop|terminate|complete)(ed|d)?)\b/i;
const MAKES_SURE_NOT = /\b(make|making|to be) sure\b[^.]{0,40}(n't\b|\bnot\b|\bnothing\b|\bnever\b)/i;
/** What follows must not fail: that says nothing about what the sleep is for. */
const MUST_NOT_FAIL =
    /\b(should|must|does|do|did|will|would|can|could)(n't| not)\s+(raise|fail|error|crash|break|block|hang|deadlock)\w*/gi;

type Verdict = readonly [intent: Intent, bets: boolean, reason: string];

/** The first case that holds decides; the order is the argument. */
const CASES: readonly ((f: Facts) => Verdict | undefined)[] = [
    f =>
        isNegligible(f, NEGLIGIBLE_SECONDS / 5) && !f.started
            ? ['yield', false, 'so short a sleep only gives way']
            : undefined,
    f =>
        YIELD_CUE.test(f.comments) && (isOneTurn(f) || !/\b(wait|give|allow)/i.test(f.comments))
            ? ['yield', false, 'its comment says that it lets others run']
            : undefined,
    f =>
        isCoroutineOfADuration(f)
            ? ['simulated-work', false, 'a coroutine that takes a given time']
            : undefined,
    f =>
        f.timeline.unit.role === 'teardown' && !f.next && !f.waitCue
            ? ['pacing', false, 'spaces the tests']
            : undefined,
    f => {
        const lasts = rivalWork(f);
        return lasts === undefined ? undefined : ['wait-for-effect', true, halfDone(lasts)];
    },
    f => (isAboutSleeping(f) ? ['subject', false, 'the test is about the sleep itself'] : undefined),
    clockCase,
    f =>
        WORK_CUE.test(f.comments)
            ? ['simulated-work', false, 'its comment says that it stands for work']
            : undefined,
    absenceCase,
    f =>
        isClientStart(f)
            ? ['wait-for-effect', true, 'a client that waits for its server before it begins']
            : undefined,
    f =>
        f.isAsync && (f.started?.kind === 'timer' || limitIsOver(f))
            ? ['elapse-time', false, 'a timer of the event loop is due']
            : undefined,
    shortAwaitCase,
    f => (isForkedChild(f.step) ? ['simulated-work', false, 'the forked child stays alive'] : undefined),
    f =>
        f.started && stopsStress(f.next, f.step)
            ? ['simulated-work', false, 'lets the work run for a fixed time, then stops it']
            : undefined,
    effectCase,
    f =>
        f.next && (connects(f.next) || effectOfStep(f.next)?.kind === 'request')
            ? ['wait-for-effect', true, 'waits for a server to be ready before connecting']
            : undefined,
    f =>
        MAKES_SURE_NOT.test(f.comments)
            ? ['wait-for-absence', false, 'its comment says that something must not happen']
            : undefined,
    f =>
        f.waitCue
            ? ['wait-for-effect', !endsInFailure(f), 'its comment says that it waits for something']
            : undefined,
    f => {
        const reason = waitsForUnseen(f, f.next);
        return reason === undefined ? undefined : ['wait-for-effect', true, reason];
    },
    f => (f.isAsync ? ['yield', false, 'an await that lets other tasks run'] : undefined),
    f =>
        f.started && !f.cooperative ? ['wait-for-effect', false, 'something was started before'] : undefined,
    f =>
        f.cooperative && (f.seconds ?? 1) <= SHORT_COOPERATIVE_SECONDS
            ? ['yield', false, 'lets green threads run']
            : undefined,
    f =>
        f.cooperative && f.after.slice(0, HOW_SOON_CALLED).some(s => s.calls.some(c => CALLED.test(c.name)))
            ? ['wait-for-effect', true, 'lets green threads run until they have called what is asserted']
            : undefined,
    f =>
        helpsWaiting(f)
            ? ['wait-for-effect', false, 'a helper that waits, and then looks for itself']
            : undefined,
];
const OTHERWISE: Verdict = ['elapse-time', false, 'nothing concurrent was started: only the clock moves'];

export function classifyInTest(question: SleepQuestion): SleepSite {
    const facts = gather(question);
    let verdict = OTHERWISE;
    for (const decide of CASES) {
        const decided = decide(facts);
        if (decided) {
            verdict = decided;
            break;
        }
    }
    const [intent, bets, reason] = verdict;
    const observed = intent === 'wait-for-absence' ? facts.next : facts.observed;
    return makeSite(question, intent, bets, reason, { started: facts.started, observed });
}

function gather(question: SleepQuestion): Facts {
    const { step, timeline, facts, comments } = question;
    const started = startedBefore(step, timeline, facts);
    const after = stepsAfter(step);
    const next = after[0];
    // What is said above the start and above what follows often explains the sleep between them.
    const around = [
        comments,
        started?.strong ? commentsAt(started.call.step, question) : '',
        next ? commentsAt(next, question).replace(MUST_NOT_FAIL, '') : '',
    ].join('\n');
    const chance = OPPORTUNITY_CUE.test(around) && !INSISTS.test(comments);
    const asserts = next !== undefined && assertionOf(next) !== undefined;
    const repeats = next !== undefined && repeatsTheLastAssertion(next, step, timeline);
    const settles = next !== undefined && asserts && settlesAfterPoll(next, step);
    return {
        ...question,
        started,
        after,
        next,
        observed: after.slice(0, HOW_FAR_AHEAD).find(s => isObservation(s) && !isBehindJoin(s, step)),
        waitCue: WAIT_CUE.test(comments),
        chance,
        settles,
        repeats,
        absence:
            settles ||
            (assertsAbsence(next, comments) &&
                !(started && next && asksWhetherDone(next, started, timeline))) ||
            (chance && asserts) ||
            repeats,
    };
}

function clockCase(f: Facts): Verdict | undefined {
    const { started, waitCue, comments } = f;
    if (/^signal\.(alarm|setitimer)$/.test(started?.call.origin ?? ''))
        return ['elapse-time', false, 'a timer of the system is due'];
    if (TIME_PASSES_CUE.test(comments))
        return ['elapse-time', false, 'its comment says that time has to pass'];
    const span = f.started?.strong || waitCue ? undefined : namesIn(f.call.expr.args).find(isOwnTimeSpan);
    if (span !== undefined) return ['elapse-time', false, `the name \`${span}\` says that time has to pass`];
    const names = [f.timeline.unit.name, f.body.name];
    const clock = clockCue(f.body.steps.slice(0, f.step.index), f.after, comments, names);
    if (!clock) return undefined;
    const isSure =
        started?.strong &&
        (started.kind !== 'external' ||
            (clock.source === 'name' && startsWork(started) && f.observed && !f.absence));
    if ((started && (waitCue || isSure)) || (waitCue && isWait(comments))) return undefined;
    return ['elapse-time', false, clock.reason];
}

function namesIn(exprs: readonly Expr[]): string[] {
    const names: string[] = [];
    for (const expr of exprs)
        walkExpr(expr, e => {
            if (e.kind === 'name') names.push(e.id);
            else if (e.kind === 'attribute') names.push(e.attr);
        });
    return names;
}

function absenceCase(f: Facts): Verdict | undefined {
    if (!(f.started || f.settles || f.repeats) || !f.absence || isWait(f.comments)) return undefined;
    if (f.isAsync && f.started?.kind === 'task')
        return ['yield', false, 'lets the tasks that it started run'];
    return ['wait-for-absence', false, 'what follows asserts that nothing happened'];
}

function shortAwaitCase({ isAsync, waitCue, seconds, started, after, step }: Facts): Verdict | undefined {
    if (!isAsync || waitCue) return undefined;
    const inLoop =
        !started || started.kind === 'task' || started.call.name === 'cancel' || awaitedSince(started, step);
    if ((seconds ?? 1) < SHORT_AWAIT_SECONDS && inLoop) {
        return ['yield', false, 'a short await that lets the loop turn'];
    }
    if (started?.kind === 'task' && !after.slice(0, 2).some(isObservation)) {
        return ['yield', false, 'lets the tasks that it started run'];
    }
    return undefined;
}

function effectCase(f: Facts): Verdict | undefined {
    const { started, observed, waitCue } = f;
    if (!started || !(observed || waitCue || started.strong)) return undefined;
    if (f.isAsync && !observed && !waitCue && !f.next)
        return ['yield', false, 'an await at the end of a coroutine'];
    const harmless = bettingIsHarmless(f, started);
    const goesOn = observed
        ? 'and what it does is observed after'
        : 'and the test goes on as if it were done';
    return ['wait-for-effect', harmless === undefined, `${started.label} before, ${harmless ?? goesOn}`];
}

/** Why the test passes even if the sleep is too short, or `undefined` if it may not. */
function bettingIsHarmless(f: Facts, started: Started): string | undefined {
    const { next } = f;
    if (isNegligible(f, NEGLIGIBLE_SECONDS)) return 'but so short a sleep waits for nothing';
    if (f.chance) return 'but the test passes either way: it only gives a chance';
    if (f.cooperative && started.kind === 'greenlet' && (f.seconds ?? 1) <= SHORT_COOPERATIVE_SECONDS)
        return 'but it only lets green threads run';
    if (endsInFailure(f)) return 'but the test fails here in any case';
    if (f.waitCue) return undefined;
    if (!next) {
        const isTest = f.timeline.unit.role === 'test' && !f.body.parent;
        return isTest || /^(request|external)$/.test(started.kind) ? 'but nothing follows it' : undefined;
    }
    if (pollsNext(f.step)) return 'but what follows polls by itself';
    if (holdsSignalled(f.step, started)) return 'but nobody can go on while the lock is held';
    if (onlySpawnsFollowInGroup(f.step, f.after)) return 'but the block waits for its tasks at its end';
    if (awaitsWhatIsNamed(next) || asksForResult(next, started)) return 'but what follows waits by itself';
    const effect = effectOfStep(next);
    const blocks =
        effect?.kind === 'wait' && effect.what !== 'ui' && effect.what !== 'lock' && next.calls.length === 1;
    if (blocks || next.calls.some(c => BLOCKING_READ.test(c.name) && c.expr.args.length === 0)) {
        return 'but what follows waits by itself';
    }
    return undefined;
}

/** `result = p.get()` of the very thing that was started. */
function asksForResult(next: Step, { call }: Started): boolean {
    const { stmt } = call.step;
    const handles = stmt.kind === 'assign' && stmt.value === call.expr ? stmt.targets.map(dottedName) : [];
    return next.calls.some(
        ({ name, expr }) =>
            /^(get|result|join|wait|value)$/.test(name) &&
            expr.func.kind === 'attribute' &&
            handles.includes(dottedName(expr.func.value)),
    );
}

/** Reads that wait for what they read. */
const BLOCKING_READ = /^(join|wait_for_finished|recv|communicate|result)$/;

/** Short enough to be what the comment says: one turn of the loop. */
function isOneTurn({ isAsync, cooperative, seconds }: SleepQuestion): boolean {
    return (isAsync || cooperative) && (seconds ?? 1) <= SHORT_COOPERATIVE_SECONDS;
}

/** An assertion that a mock was called. */
const CALLED = /^assert_(called|any_call|has_calls|awaited)/;
const HOW_SOON_CALLED = 3;

const SLEEPS_AND_LOOKS = /^(\w*sleep\w*|assert\w*|time|monotonic|perf_counter|now|raises|range|print|len)$/i;

/** `test_sleep`: it sleeps to see that it can. */
function isAboutSleeping({ timeline, started, body }: Facts): boolean {
    return (
        !started?.strong &&
        !body.parent &&
        timeline.unit.role === 'test' &&
        /^test_?sleep(ing|s)?(_|$|[A-Z0-9])/.test(timeline.unit.name) &&
        body.steps.every(s => s.calls.every(c => SLEEPS_AND_LOOKS.test(c.name)))
    );
}

/** `def await_length(n): sleep(1); for i in range(100): ...`. */
function helpsWaiting({ timeline, body, after }: Facts): boolean {
    if (timeline.unit.role !== 'helper' || body.parent) return false;
    return (
        /(^|_)(a?wait|poll|until|settle)(_|$|[A-Z])/.test(timeline.unit.name) &&
        after.some(s => loopsAround(s).length > 0 && s.calls.some(c => c.effect?.kind === 'delay'))
    );
}

function isNegligible({ seconds }: SleepQuestion, limit: number): boolean {
    return seconds !== undefined && seconds < limit;
}

/** A helper that reports a failure: its last statement is `fail` or `raise`. */
function endsInFailure({ body, timeline }: SleepQuestion): boolean {
    const last = body.node.kind === 'function' ? body.node.body.at(-1) : undefined;
    if (timeline.unit.role !== 'helper' || !last) return false;
    if (last.kind === 'raise') return true;
    return last.kind === 'expr' && last.value.kind === 'call' && lastName(last.value.func) === 'fail';
}

/** `_start_periodic_tasks()`, `spawn_worker()`: set going in so many words. */
function startsWork({ call }: Started): boolean {
    return /^_*(start|spawn|launch|run_in)/.test(call.name);
}

function commentsAt(step: Step, { timeline }: SleepQuestion): string {
    return commentsNear(timeline.unit.text, timeline.unit.comments(), step.start, step.end);
}

function isWait(comments: string): boolean {
    return /\b(give|allow|let|wait for)\b/i.test(comments);
}

/** Steps of the same body behind a step; inside a loop, those of the loop. */
function stepsAfter(step: Step): Step[] {
    const inLoop = loopsAround(step)[0];
    return step.body.steps.slice(step.index + 1).filter(s => !inLoop || s.start < inLoop.end);
}

function assertsAbsence(next: Step | undefined, comments: string): boolean {
    if (!next) return false;
    const kind: AssertionKind | undefined = assertionOf(next);
    if (kind === 'absence') return true;
    return (
        kind === 'presence' &&
        /\b(no|not|never|none|nothing|n't|shouldn't)\b/i.test(comments) &&
        !WAIT_CUE.test(comments)
    );
}

/** An inner coroutine whose whole work is the sleep: what runs it decides what it is for. */
function isCoroutineOfADuration({ body, call, isAsync, timeline, step, after }: Facts): boolean {
    if (body.node.kind !== 'function' || (!body.parent && timeline.unit.role !== 'helper')) return false;
    const given = call.expr.args[0];
    const params = body.node.params.map(p => p.name);
    let duration = false;
    if (given) walkExpr(given, e => (duration ||= e.kind === 'name' && params.includes(e.id)));
    if (isAsync && duration) return true;
    if (!isAsync && !duration) return false;
    const others = [...body.steps.slice(0, step.index), ...after].filter(
        s => !/^(return|nonlocal|raise|try|if)$/.test(s.stmt.kind),
    );
    return others.every(
        s =>
            s.stmt.kind === 'expr' &&
            s.calls.every(c => /^(append|print|cancel|current_task|set)$/.test(c.name) && !c.awaited),
    );
}

/** `async def client(): await sleep(0.5); ...create_connection(...)`. */
function isClientStart({ step, after, isAsync, timeline, seconds }: Facts): boolean {
    if (step.index !== 0) return false;
    // `async def write(): await sleep(0.5); process.stdin.write(...)`: it begins late on purpose.
    const next = after[0];
    if (next && step.body.parent && isAsync && (seconds ?? 0) >= SHORT_AWAIT_SECONDS) {
        if (next.calls.some(c => /^(write|writelines|send|sendall|send_\w+)$/.test(c.name))) return true;
    }
    if (!after.some(connects)) return false;
    // `clientSetUp` of tests that run their client in a thread of its own.
    return step.body.parent ? isAsync : timeline.unit.role === 'helper' && /client/i.test(timeline.unit.name);
}

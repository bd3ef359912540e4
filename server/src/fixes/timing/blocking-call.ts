/** Blocking calls in coroutines: awaited by the library's own means, or run in a thread. */
import { assertionOf } from '../../flow/assertions.ts';
import type { FileFacts } from '../../flow/context.ts';
import type { SleepSite } from '../../flow/sleep-site.ts';
import type { Call } from '../../flow/timeline.ts';
import { isObservation } from '../../flow/work.ts';
import type { Expr } from '../../syntax/ast.ts';
import { ownExprs, walkExpr } from '../../syntax/walk.ts';
import { type FixPlan, makeFix, type SpanEdit } from '../edits.ts';
import { removeUnusedImport } from '../imports.ts';
import { absolute, type FixOptions, type Place, placeOf, refer, sourceOf } from '../place.ts';
import { sleepFixes } from '../sleep.ts';
import { indentAt } from '../source.ts';
import { asyncLibrary, TO_THREAD } from './async-library.ts';
import { asyncPoll } from './async-poll.ts';
import { asyncPrimitive } from './async-primitive.ts';
import { isStatement } from './statement.ts';

/** `time.sleep(x)` in a coroutine. */
export function asyncSleepFixes(site: SleepSite, facts: FileFacts, options: FixOptions): readonly FixPlan[] {
    const place = placeOf(site.timeline, facts, options);
    if (!place || !isStatement(site.call) || holdsThreadLock(site.call)) return [];
    // Awaited, a sleep that stands for an effect would be the same bet: wait for the effect instead.
    const found = wouldStillBet(site) ? insteadOfBet(site, place) : [asyncSleep(site, place)];
    return found.filter(fix => fix !== undefined);
}

/** Where a task was started and nothing is looked at next, an awaited sleep only lets the task run. */
function wouldStillBet({ intent, bets, started, call, body }: SleepSite): boolean {
    if (intent !== 'wait-for-effect' || !bets) return false;
    const next = body.steps.slice(call.step.index + 1, call.step.index + 3);
    return started?.kind !== 'task' || next.some(isObservation);
}

function insteadOfBet(site: SleepSite, place: Place): (FixPlan | undefined)[] {
    const { effect } = site.call;
    if (effect?.kind !== 'delay') return [];
    const awaited: SleepSite = {
        ...site,
        call: { ...site.call, awaited: true, effect: { ...effect, isAsync: true } },
    };
    return [
        ...sleepFixes(awaited, place.facts, place.options).filter(fix => fix.kind === 'await-task'),
        asyncPoll(site, place),
    ];
}

/** `await asyncio.sleep(x)`, of the library that the test runs on. */
function asyncSleep(site: SleepSite, place: Place): FixPlan | undefined {
    const { step, expr } = site.call;
    const library = asyncLibrary(step.body, place);
    const sleep = library && refer(place, step.body, step.start, library, 'sleep');
    if (!sleep) return undefined;
    const risk = whatMayChange(site);
    const func = absolute(place, expr.func);
    return makeFix(
        'async-sleep',
        `Await \`${library}.sleep\`, so that the loop goes on${risk === undefined ? '' : ` (unsafe: ${risk})`}`,
        [
            { ...func, newText: `await ${sleep.text}` },
            sleep.edits,
            removeUnusedImport(place.module, 'time', [func]),
        ],
        risk === undefined ? 'safe' : 'unsafe',
    );
}

/** What may see the difference between a loop that stands still and one that goes on; nothing: the fix is safe. */
function whatMayChange({ call, body, started, timeline, observed }: SleepSite): string | undefined {
    const { step } = call;
    if (body.parent || timeline.unit.role === 'helper') return 'what runs beside it is no longer held up';
    if (started) return `${started.label} before, and goes on meanwhile`;
    const spawned = timeline.calls.some(
        c => c.effect?.kind === 'spawn' && c.step.start < step.start && c.step.body === body,
    );
    const entered = step.frames.some(f => f.kind === 'with' && f.stmt.kind === 'with' && f.stmt.isAsync);
    if (spawned || entered) return 'what was started before goes on meanwhile';
    const next = observed ?? body.steps[step.index + 1];
    if (next && assertionOf(next) === 'absence') return 'what must not happen gets the chance to';
    return undefined;
}

/** A lock of threads that is held across an `await` stops whoever wants it on the same loop. */
function holdsThreadLock({ step }: Call): boolean {
    return step.frames.some(
        ({ kind, stmt }) =>
            kind === 'with' &&
            stmt.kind === 'with' &&
            !stmt.isAsync &&
            stmt.items.some(({ context }) => {
                const name =
                    context.kind === 'attribute' ? context.attr : context.kind === 'name' ? context.id : '';
                return /lock|mutex|cond(ition)?$|semaphore/i.test(name);
            }),
    );
}

/** Other calls that block: the loop's own primitive where the test made the object, else a thread. */
export function unblockFixes(call: Call, inThread: boolean, place: Place | undefined): readonly FixPlan[] {
    if (!place || holdsThreadLock(call)) return [];
    const found = [asyncPrimitive(call, place), inThread ? toThread(call, place) : undefined];
    return found.filter(fix => fix !== undefined);
}

/** `await asyncio.to_thread(queue.get, timeout=5)`. */
function toThread({ expr, step }: Call, place: Place): FixPlan | undefined {
    const library = asyncLibrary(step.body, place);
    const thread = library && refer(place, step.body, step.start, library, TO_THREAD[library].member);
    if (!thread || !mayAwait(expr, ownExprs(step.stmt))) return undefined;
    const { tail, keywords } = TO_THREAD[library];
    const runner = `await ${thread.text}${tail}(`;
    const name = sourceOf(place, expr.func);
    const [open, close] = isOperand(expr, ownExprs(step.stmt)) ? ['(', ')'] : ['', ''];
    const whole = absolute(place, expr);
    const around: SpanEdit[] =
        keywords || (expr.keywords.length === 0 && !expr.args.some(a => a.kind === 'starred'))
            ? [
                  handedOn(expr, `${open}${runner}`, name, place),
                  { start: whole.end, end: whole.end, newText: close },
              ]
            : [
                  { start: whole.start, end: whole.start, newText: `${open}${runner}lambda: ` },
                  { start: whole.end, end: whole.end, newText: `)${close}` },
              ];
    return makeFix(
        'to-thread',
        `Run \`${name}\` in a thread (unsafe: other tasks run meanwhile, and it is not stopped when the test is cancelled)`,
        [around, thread.edits],
    );
}

/** `f(` becomes `await to_thread(f, `, on the lines that the arguments have. */
function handedOn(expr: Call['expr'], runner: string, name: string, place: Place): SpanEdit {
    const { text, style } = place;
    const { start } = absolute(place, expr);
    const open = text.indexOf('(', absolute(place, expr.func).end) + 1;
    const gap = /^\s*/.exec(text.slice(open))?.[0] ?? '';
    if (text[open + gap.length] === ')') return { start, end: open + gap.length, newText: runner + name };
    const apart = gap.includes('\n') ? style.newline + indentAt(text, open + gap.length) : undefined;
    return {
        start,
        end: open + gap.length,
        newText: apart === undefined ? `${runner}${name}, ` : `${runner}${apart}${name},${apart}`,
    };
}

/** A comprehension with an `await` inside would be asynchronous itself. */
function mayAwait(call: Expr, around: readonly Expr[]): boolean {
    let fine = true;
    for (const own of around) {
        walkExpr(own, e => {
            if (e.kind === 'comprehension' && e.start <= call.start && call.end <= e.end) fine = false;
        });
    }
    return fine;
}

/** `requests.get(url).text`: what follows belongs to the result. */
function isOperand(call: Expr, around: readonly Expr[]): boolean {
    let found = false;
    for (const own of around) {
        walkExpr(own, e => {
            if ((e.kind === 'attribute' || e.kind === 'subscript') && e.value === call) found = true;
            if (e.kind === 'call' && e.func === call) found = true;
        });
    }
    return found;
}

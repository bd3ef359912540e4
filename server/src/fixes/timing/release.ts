/** A worker that sleeps to be there for a while waits on an Event instead, which the test sets when it is done. */
import type { FileFacts } from '../../flow/context.ts';
import type { SleepSite } from '../../flow/sleep-site.ts';
import { argumentAt, type Call, type Step } from '../../flow/timeline.ts';
import { foldNumber } from '../../model/constants.ts';
import type { Block, Stmt } from '../../syntax/ast.ts';
import { dottedName, ownExprs, walkExpr } from '../../syntax/walk.ts';
import { type FixPlan, makeFix, type SpanEdit } from '../edits.ts';
import { removeUnusedImport } from '../imports.ts';
import { freshName } from '../names.ts';
import { absolute, type FixOptions, type Place, placeOf, refer, unittestSelf } from '../place.ts';
import {
    blockOf,
    endsLine,
    indentAt,
    insertBefore,
    lineStart,
    startsLine,
    wrapInFinally,
} from '../source.ts';
import { type Spawn, spawnsBefore } from '../workers.ts';
import { bodyOf, isStatement } from './statement.ts';

/** For workers inside a test that starts them in its own body, as threads, jobs of threads or tasks. */
export function releaseFixes(site: SleepSite, facts: FileFacts, options: FixOptions): readonly FixPlan[] {
    const place = placeOf(site.timeline, facts, options);
    const { node, parent, isAsync } = site.body;
    const sleeps = node.kind === 'lambda' ? node.body === site.call.expr : isStatement(site.call);
    const last = parent?.steps.at(-1);
    const spawn = place && last && spawnsBefore(last, place).find(s => s.worker?.body === site.body);
    if (!spawn || !parent || !sleeps || site.seconds === undefined || !runsInProcess(spawn, isAsync))
        return [];
    const block = blockOf(spawn.start.step.stmt, bodyOf(spawn.start.step) ?? []);
    const busy = block && whileBusy(block, spawn, site.seconds, place);
    const fix = busy && release(site, spawn, block, busy, place);
    return fix ? [fix] : [];
}

/** Events of threads do not reach another process. */
function runsInProcess({ what, start }: Spawn, isAsync: boolean): boolean {
    if (isAsync) return what === 'task' && /^asyncio\./.test(start.origin ?? '');
    return (
        what === 'thread' || (what === 'job' && /ThreadPoolExecutor\(\)\.submit$/.test(start.origin ?? ''))
    );
}

/** The statements that need the worker: those behind its start, up to the one that waits for its end. */
interface Busy {
    readonly from: number;
    readonly to: number;
    /** The statement that waits, if there is one in the block. */
    readonly wait: Stmt | undefined;
}

function whileBusy(block: Block, { start, handle }: Spawn, seconds: number, place: Place): Busy | undefined {
    const from = block.indexOf(start.step.stmt) + 1;
    const steps = start.step.body.steps;
    const waits = block
        .slice(from)
        .find(stmt => steps.some(s => within(s, stmt) && (s.calls.some(waitsForEnd) || awaits(s, handle))));
    const to = waits ? block.indexOf(waits) : block.length;
    if (from === 0 || to <= from) return undefined;
    // A wait that gives up before the worker ends is part of the test.
    for (const call of steps.filter(s => s.index > start.step.index).flatMap(s => s.calls)) {
        if (call.effect?.kind !== 'wait' || !call.effect.timeout) continue;
        const limit = argumentAt(call.expr, call.effect.timeout);
        const folded = limit && foldNumber(limit, call.step.body.scope, place.facts.resolver);
        if (limit && (folded === undefined || folded < seconds)) return undefined;
    }
    return { from, to, wait: waits };
}

function within(step: Step, stmt: Stmt): boolean {
    return stmt.start <= step.start && step.start < stmt.end;
}

/** `await task`, `await asyncio.gather(task, other)` */
function awaits({ stmt }: Step, handle: string | undefined): boolean {
    let found = false;
    for (const own of ownExprs(stmt)) {
        walkExpr(own, e => {
            if (e.kind !== 'await') return;
            const awaited = e.value.kind === 'call' ? e.value.args : [e.value];
            if (awaited.some(a => dottedName(a) === handle)) found = true;
        });
    }
    return handle !== undefined && found;
}

function waitsForEnd({ effect, name, origin }: Call): boolean {
    if (effect?.kind === 'wait') return effect.what === 'end' || effect.what === 'result';
    return /^(join|result|shutdown)$/.test(name) && !/^(str\(\)|os\.path)/.test(origin ?? '');
}

function release(site: SleepSite, spawn: Spawn, block: Block, busy: Busy, place: Place): FixPlan | undefined {
    const { body, call } = site;
    const { node } = body;
    const { text, unit, style, timeline, module } = place;
    const outer = spawn.start.step.body;
    const first = node.kind === 'function' ? node : spawn.create.step.stmt;
    const home = blockOf(first, timeline.fn.body);
    const library = body.isAsync ? 'asyncio' : 'threading';
    const event = refer(place, outer, first.start, library, 'Event');
    const waitFor = body.isAsync ? refer(place, body, call.step.start, 'asyncio', 'wait_for') : undefined;
    if (!home || !event || (body.isAsync && !waitFor)) return undefined;
    const name = freshName('release', new Set(place.taken));
    const limit = Math.max(place.options.timeout, Math.ceil(site.seconds ?? 0));
    const wait = waitFor
        ? `${waitFor.text}(${name}.wait(), timeout=${limit})`
        : `${name}.wait(timeout=${limit})`;
    const self = spawn.start.step.frames.length === 0 ? unittestSelf(place, outer) : undefined;
    const declared = [
        `${name} = ${event.text}()`,
        ...(self === undefined ? [] : [`${self}.addCleanup(${name}.set)`]),
    ];
    const slept = absolute(place, call.expr);
    return makeFix(
        'release',
        `Let \`${site.body.name}\` wait until the test is done with it (unsafe: it ends when the test sets \`${name}\`, after ${limit} s at most)`,
        [
            insertBefore(text, home, first, unit.start, declared, style),
            { ...slept, newText: wait },
            self === undefined ? setInFinally(name, block, busy, place) : setBefore(name, busy, place),
            event.edits,
            waitFor?.edits ?? [],
            removeUnusedImport(module, 'time', [slept]),
        ],
    );
}

/** `try:` around what needs the worker, `finally: release.set()`. */
function setInFinally(name: string, block: Block, { from, to }: Busy, place: Place): SpanEdit | undefined {
    const { text, unit, style } = place;
    return wrapInFinally(text, block.slice(0, to), from, unit.start, [`${name}.set()`], style, style.indent);
}

/** The cleanup comes after the test's own wait: before that the Event is set, too. */
function setBefore(name: string, { wait }: Busy, place: Place): SpanEdit[] | undefined {
    const { text, unit, style } = place;
    if (!wait) return [];
    const start = wait.start + unit.start;
    if (!startsLine(text, start) || !endsLine(text, start + (wait.end - wait.start))) return undefined;
    const at = lineStart(text, start);
    return [{ start: at, end: at, newText: `${indentAt(text, start)}${name}.set()${style.newline}` }];
}

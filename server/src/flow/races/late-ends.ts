/**
 * Workers that run until they are told to stop, and are told so only if nothing raises before: after a failed
 * assertion, or a `setUp` that raises, they go on through the tests that follow.
 */
import type { ClassModel } from '../../model/module.ts';
import type { Expr } from '../../syntax/ast.ts';
import { dottedName, receiverName, walkExpr } from '../../syntax/walk.ts';
import { assertionOf } from '../assertions.ts';
import type { FileFacts } from '../context.ts';
import { argumentAt, type Body, type Call, type Step, type Timeline } from '../timeline.ts';
import { cleansUp, isReaped } from './leaks-exempt.ts';
import { ENDING, type MadeWorker, runsUntilTold, startsItself, workerMadeBy } from './worker-types.ts';

export interface LateEnd {
    /** How the test calls the worker. */
    readonly name: string;
    readonly start: Call;
    /** The call that ends it. */
    readonly end: Call;
    /** What may raise between the two. */
    readonly risk: Step;
}

export function lateEndsIn(timeline: Timeline, facts: FileFacts): LateEnd[] {
    const { unit, root } = timeline;
    if (isReaped(timeline) || cleansUp(timeline, facts) || unit.role === 'fixture') return [];
    const found: LateEnd[] = [];
    for (const create of timeline.calls) {
        if (create.step.body !== root || !/^[\w.]+$|^class:/.test(create.origin ?? '')) continue;
        const { stmt } = create.step;
        const [target] = stmt.kind === 'assign' && stmt.value === create.expr ? stmt.targets : [];
        const name = target && dottedName(target);
        const made = name === undefined ? undefined : workerMadeBy(create, timeline, facts);
        if (!made || name === undefined || /^(timer|executor|pool)$/.test(made.row.what)) continue;
        const start = startsItself(made) ? create : startOf(name, create.step);
        const teller = start && tellerOf(create, made, name, timeline);
        if (!teller) continue;
        const late = lateEnd(start, teller, timeline);
        if (late) found.push({ name, start, ...late });
    }
    return found;
}

function startOf(name: string, { body, index }: Step): Call | undefined {
    return body.steps
        .slice(index)
        .flatMap(s => s.calls)
        .find(c => c.name === 'start' && receiverName(c.expr) === name);
}

/**
 * The names through which the test tells a worker to stop: the worker, the object whose method runs, the Event
 * that its loop asks. `undefined` for one that comes to its end by itself, as far as is known.
 */
function tellerOf(
    create: Call,
    made: MadeWorker,
    name: string,
    timeline: Timeline,
): ReadonlySet<string> | undefined {
    if (runsUntilTold(made)) return new Set([name]);
    const target =
        create.effect?.kind === 'create' ? argumentAt(create.expr, create.effect.target) : undefined;
    if (target?.kind === 'attribute') {
        const owner = dottedName(target.value);
        return owner !== undefined && SERVES.test(target.attr) ? new Set([name, owner]) : undefined;
    }
    const body = target && innerBody(target, create.step.body, timeline);
    const asked = body && askedByLoops(body);
    return asked && asked.size > 0 ? new Set([name, ...asked]) : undefined;
}

const SERVES = /^(start|run|serve|serve_forever|run_forever|listen|loop|mainloop|consume|watch|poll)(_|$)/;

function innerBody(target: Expr, { inner }: Body, { bodies }: Timeline): Body | undefined {
    if (target.kind !== 'name') return undefined;
    return [...inner, ...bodies].find(b => b.node.kind === 'function' && b.node.name === target.id);
}

/** `stop` in `while not stop.is_set():` and in `while not stop.wait(1):`. */
function askedByLoops(body: Body): Set<string> {
    const asked = new Set<string>();
    for (const { stmt } of body.steps) {
        if (stmt.kind !== 'while' || stmt.test.kind !== 'unary') continue;
        walkExpr(stmt.test, e => {
            if (e.kind === 'call' && e.func.kind === 'attribute' && /^(is_set|isSet|wait)$/.test(e.func.attr))
                asked.add(dottedName(e.func.value) ?? '');
        });
    }
    asked.delete('');
    return asked;
}

/** The first call that ends the worker, if an assertion stands before it and nothing makes sure that it is reached. */
function lateEnd(
    start: Call,
    tellers: ReadonlySet<string>,
    timeline: Timeline,
): { end: Call; risk: Step } | undefined {
    const { unit, root } = timeline;
    const told = timeline.calls.filter(c => tellers.has(receiverName(c.expr) ?? '') && TELLS.test(c.name));
    const [end] = told;
    if (!end || told.some(c => c.step.body !== root || isSafe(c.step))) return undefined;
    if (end.step.index <= start.step.index) return undefined;
    const mentions = new RegExp(`\\b(${[...tellers].map(t => t.replaceAll('.', '\\.')).join('|')})\\b`);
    const handedOn = root.steps.some(s => {
        const text = unit.text.slice(s.start, s.end);
        return (
            mentions.test(text) && (s.stmt.kind === 'with' || /cleanup|finalizer|callback|defer/i.test(text))
        );
    });
    if (handedOn || (unit.cls && endsInTearDown(tellers, unit.cls))) return undefined;
    const risk = root.steps
        .slice(start.step.index + 1, end.step.index)
        .find(
            s => assertionOf(s) !== undefined && !s.calls.some(c => tellers.has(receiverName(c.expr) ?? '')),
        );
    return risk && { end, risk };
}

const TELLS = new RegExp(`${ENDING.source}|^(join|set|release|put|stop_\\w+|server_close)$`, 'i');

function isSafe({ frames }: Step): boolean {
    return frames.some(f => f.kind === 'finally' || f.kind === 'except');
}

/** `self.server` is ended by the class, whatever the test does. */
export function endsInTearDown(tellers: ReadonlySet<string>, { methods }: ClassModel): boolean {
    const attributes = [...tellers].flatMap(t => t.match(/^self\.(\w+)$/)?.[1] ?? []);
    return [...methods.values()].some(
        m =>
            (m.role === 'teardown' || m.text.includes('addCleanup')) &&
            attributes.some(a => m.text.includes(`.${a}`)),
    );
}

/** What `setUp` starts and only `tearDown` ends, with something in between that may raise. */
export function lateInSetUp(timeline: Timeline, facts: FileFacts): LateEnd[] {
    const { unit, root } = timeline;
    const { cls } = unit;
    const { selfName } = root.scope;
    const tearDown = cls?.methods.get(unit.name === 'setUp' ? 'tearDown' : 'asyncTearDown');
    if (!cls || !tearDown || selfName === undefined || !/^(async)?[sS]etUp$/.test(unit.name)) return [];
    if (isReaped(timeline)) return [];
    const found: LateEnd[] = [];
    for (const start of timeline.calls) {
        const name =
            start.name === 'start' && start.step.body === root ? receiverName(start.expr) : undefined;
        if (name === undefined || !name.startsWith(`${selfName}.`) || start.step.frames.length > 0) continue;
        const attr = name.slice(selfName.length + 1);
        if (cleanupOf(attr).test(allText(cls))) continue;
        const end = facts
            .timeline(tearDown)
            ?.calls.find(
                c =>
                    receiverName(c.expr)?.endsWith(`.${attr}`) &&
                    (c.name === 'join' || (ENDING.test(c.name) && isThread(start, attr, cls, facts))),
            );
        const risk = root.steps
            .slice(start.step.index + 1)
            .find(s => s.frames.length === 0 && s.calls.some(c => mayRaise(c, facts)));
        if (risk && end) found.push({ name, start, end, risk });
    }
    return found;
}

/** The attribute holds an instance of a class of the file that extends `Thread`. */
function isThread(start: Call, attr: string, cls: ClassModel, { resolver, module }: FileFacts): boolean {
    const source = resolver.attribute(cls, attr);
    const made = source?.value.kind === 'call' ? resolver.origin(source.value.func, source.scope) : undefined;
    const own = made?.startsWith('class:') ? module.classes.get(made.slice('class:'.length)) : undefined;
    return (
        (own !== undefined && resolver.baseNames(own).includes('threading.Thread')) ||
        start.origin === 'threading.Thread().start'
    );
}

function cleanupOf(attr: string): RegExp {
    return new RegExp(`addCleanup\\([^)]*\\.${attr.replaceAll('.', '\\.')}\\b`);
}

function allText({ methods }: ClassModel): string {
    return [...methods.values()].map(m => m.text).join('\n');
}

/** `self.done.wait()`, also where a thread of the file has the Event: `self.thread.running.wait()`. */
function isOfEvent({ origin, expr: { func } }: Call, { module, resolver }: FileFacts): boolean {
    const isEvent = (made: string | undefined) => /^(threading|multiprocessing)\.Event\b/.test(made ?? '');
    if (isEvent(origin)) return true;
    if (func.kind !== 'attribute' || func.value.kind !== 'attribute') return false;
    const { attr } = func.value;
    return [...module.classes.values()].some(cls => {
        const held = resolver.attribute(cls, attr);
        return held?.value.kind === 'call' && isEvent(resolver.origin(held.value.func, held.scope));
    });
}

/** A call that waits for, connects to or asks another: what fails on a bad day. */
function mayRaise(call: Call, facts: FileFacts): boolean {
    const { name, effect } = call;
    // An Event waits, and that is all.
    if (isOfEvent(call, facts)) return false;
    return (
        effect?.kind === 'wait' ||
        effect?.kind === 'request' ||
        /(^|_)(wait|connect|open|request|get|recv|read|load|login|assert\w*|check|fetch)(_|$)/i.test(name)
    );
}

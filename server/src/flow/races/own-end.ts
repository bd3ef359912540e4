/** Workers that come to their end by themselves, and what in the test depends on it. */
import { findMethod } from '../../model/module.ts';
import type { Expr } from '../../syntax/ast.ts';
import { dottedName, walkExpr } from '../../syntax/walk.ts';
import type { FileFacts } from '../context.ts';
import { argumentAt, type Body, type Call, type Step, type Timeline } from '../timeline.ts';

/** What can keep a worker for as long as it likes. */
const BLOCKS =
    /^(accept|recv\w*|read\w*|serve\w*|handle_request|wait\w*|join|get|acquire|result|communicate|run\w*|connect\w*|poll|select|main_?loop|consume\w*|listen|loop\w*|start|input|__enter__)$/;
const TELLS = /^(set|put\w*|release|notify\w*|set_result|set_exception|send\w*|append|add)$/;
const WAITS = /^(wait\w*|get\w*|acquire|is_set|isSet|result|join|recv\w*|pop\w*)$/;
/** What ends what workers work on. */
const CLOSES = /\b(close|stop|shutdown|terminate|kill|cancel|disconnect)\w*\(|\bclose\b/;

/**
 * Whether the worker's last act is what somebody in the test waits for: `done.set()`, and `done.wait()` behind the
 * start. Of code that is not in the file the test waits if it waits on something that it gave to it.
 */
export function isAwaited(create: Call, timeline: Timeline, facts: FileFacts): boolean {
    // What is told at other places as well says nothing about the end.
    const told = toldAtEnd(create, timeline, facts).filter(name => timesTold(name, timeline) < 2);
    if (told.length === 0) return false;
    return later(create, timeline).some(
        c =>
            WAITS.test(c.name) &&
            c.expr.func.kind === 'attribute' &&
            told.includes(dottedName(c.expr.func.value) ?? ''),
    );
}

/**
 * Whether the worker does a few things and ends, and the test goes on doing something: mostly that is what the
 * worker is there to end. A method of the test that works on what `tearDown` closes is ended by that, too.
 */
export function triggersWhatFollows(create: Call, timeline: Timeline, facts: FileFacts): boolean {
    const target = targetOf(create);
    if (target && isEndedByTearDown(target, timeline)) return true;
    const body = target && bodyOf(target, timeline, facts);
    if (!body || !endsSoon(body)) return false;
    return later(create, timeline).some(c => !/^(start|assert\w*|range|len|print)$/.test(c.name));
}

function targetOf({ expr, effect }: Call): Expr | undefined {
    const named = expr.keywords.find(k => /^(target|function)$/.test(k.name ?? ''))?.value;
    return named ?? (effect?.kind === 'create' ? argumentAt(expr, effect.target) : undefined);
}

function later({ step }: Call, { root, calls }: Timeline): Call[] {
    return calls.filter(c => c.step.body === root && c.step.index > step.index);
}

/** The objects that are told, or given away, when the worker ends. */
function toldAtEnd(create: Call, timeline: Timeline, facts: FileFacts): string[] {
    const target = targetOf(create);
    if (!target) return [];
    if (target.kind === 'attribute' && TELLS.test(target.attr)) return [dottedName(target.value) ?? ''];
    const body = bodyOf(target, timeline, facts);
    if (body) {
        const last = lastStep(body);
        return (last?.calls ?? []).flatMap(({ name, expr }) =>
            TELLS.test(name) && expr.func.kind === 'attribute' ? (dottedName(expr.func.value) ?? []) : [],
        );
    }
    // A process goes on after its last word: it has an exit of its own.
    if (create.effect?.kind !== 'create' || create.effect.what !== 'thread') return [];
    const given = create.expr.keywords
        .filter(k => k.name === 'args' || k.name === 'kwargs')
        .map(k => k.value);
    const names: string[] = [];
    for (const expr of given)
        walkExpr(expr, e => {
            const name = e.kind === 'name' || e.kind === 'attribute' ? dottedName(e) : undefined;
            if (name !== undefined) names.push(name);
        });
    return names;
}

function timesTold(name: string, { calls }: Timeline): number {
    return calls.filter(
        c => TELLS.test(c.name) && c.expr.func.kind === 'attribute' && dottedName(c.expr.func.value) === name,
    ).length;
}

/** What is done at the very end: the last statement of the body or of its `finally`, outside `with` blocks and loops. */
function lastStep({ steps }: Body): Step | undefined {
    const last = steps.at(-1);
    return last?.frames.every(f => /^(try|finally|try-else|if)$/.test(f.kind)) ? last : undefined;
}

function endsSoon({ steps }: Body): boolean {
    return steps.every(
        s =>
            s.stmt.kind !== 'while' &&
            s.stmt.kind !== 'for' &&
            s.calls.every(c => !BLOCKS.test(c.name) && !c.awaited),
    );
}

function isEndedByTearDown(target: Expr, { unit, root }: Timeline): boolean {
    if (
        target.kind !== 'attribute' ||
        target.value.kind !== 'name' ||
        target.value.id !== root.scope.selfName
    )
        return false;
    const family = unit.cls ? [unit.cls, ...unit.cls.localBases()] : [];
    return family.some(cls =>
        [...cls.methods.values()].some(m => m.role === 'teardown' && CLOSES.test(m.text)),
    );
}

/** The code that runs, if it is a function of the test, of the file, or a method of the class. */
function bodyOf(target: Expr, timeline: Timeline, facts: FileFacts): Body | undefined {
    if (target.kind === 'lambda') return timeline.bodies.find(b => b.node === target);
    if (target.kind === 'name') {
        const inner = timeline.bodies.find(
            b => b.parent && b.node.kind === 'function' && b.name === target.id,
        );
        const unit = inner ? undefined : facts.module.topLevel.get(target.id);
        return inner ?? (unit && facts.timeline(unit)?.root);
    }
    const isOwn =
        target.kind === 'attribute' &&
        target.value.kind === 'name' &&
        target.value.id === timeline.root.scope.selfName;
    const method = isOwn && timeline.unit.cls ? findMethod(timeline.unit.cls, target.attr) : undefined;
    return method && facts.timeline(method)?.root;
}

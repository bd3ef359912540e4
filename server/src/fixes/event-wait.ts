/** Waiting for a thread by an Event: one that the worker sets already, or a new one set at its end. */
import type { Step } from '../flow/timeline.ts';
import { childBlocks, dottedName, receiverName } from '../syntax/walk.ts';
import { type FixPlan, makeFix, type SpanEdit } from './edits.ts';
import { removeUnusedImport } from './imports.ts';
import { freshName } from './names.ts';
import { absolute, assertion, type Place, refer, sourceOf } from './place.ts';
import { blockOf, indentInside, insertBefore, replaceStatement, wrapInFinally } from './source.ts';
import type { Spawn, Worker } from './workers.ts';

/**
 * The Event that the worker sets when it is done, if the test made one: its `set()` is the last thing that
 * the worker does, and nobody else sets, clears or has waited for it.
 */
export function existingEvent(worker: Worker, sleep: Step, place: Place): string | undefined {
    for (const call of worker.body.steps.flatMap(step => step.calls)) {
        if (call.origin !== 'threading.Event().set') continue;
        const event = receiverName(call.expr);
        if (event === undefined || !meansTheSame(event, worker, sleep, place)) continue;
        const isLast =
            call.step.frames.some(f => f.kind === 'finally') ||
            (call.step.frames.length === 0 && call.step.index === worker.body.steps.length - 1);
        if (!isLast || call.step.frames.some(f => /^(if|else|for|while|except)$/.test(f.kind))) continue;
        const others = place.timeline.calls.filter(
            c =>
                c !== call &&
                c.expr.func.kind === 'attribute' &&
                dottedName(c.expr.func.value) === event &&
                (c.name === 'set' || c.name === 'clear' || (c.name === 'wait' && c.step.start < sleep.start)),
        );
        if (others.length === 0) return event;
    }
    return undefined;
}

/** Whether a dotted name is the same thing in the worker and at the sleep: no parameter, no other local. */
function meansTheSame(dotted: string, worker: Worker, sleep: Step, place: Place): boolean {
    const head = dotted.split('.', 1)[0] ?? dotted;
    const [inner, outer] = [worker.body.scope, sleep.body.scope];
    if (worker.where === 'method') return head === inner.selfName && head === outer.selfName;
    const { resolver } = place.facts;
    const bound = resolver.lookup(head, inner)?.scope;
    return bound !== undefined && bound !== inner && bound === resolver.lookup(head, outer)?.scope;
}

/** `assert done.wait(timeout=10)` in the place of the sleep. */
export function waitOnExisting(
    event: string,
    worker: Worker,
    sleep: Step,
    place: Place,
): FixPlan | undefined {
    return makeFix(
        'event-wait',
        `Wait on \`${event}\`, which \`${worker.name}\` sets (unsafe: waits for that Event only, ${place.timeout} s at most)`,
        [
            waitInstead(event, worker, sleep, place),
            removeUnusedImport(place.module, 'time', [absolute(place, sleep)]),
        ],
    );
}

/** A new Event, created before the thread, set by the worker in `finally`, waited for with a timeout. */
export function newEvent(spawn: Spawn, sleep: Step, place: Place): FixPlan | undefined {
    const { worker } = spawn;
    if (!worker || worker.where === 'lambda' || worker.body.isAsync) return undefined;
    const title = `Wait on an Event that \`${worker.name}\` sets at its end (unsafe: waits for \`${worker.name}\` only, ${place.timeout} s at most)`;
    const taken = new Set(place.taken);
    const event = freshName('done', taken);
    const isOurs = worker.where === 'nested' && worker.body.parent === sleep.body;
    const site = isOurs ? worker.body.node : spawn.create.step.stmt;
    const made = refer(place, sleep.body, site.start, 'threading', 'Event');
    if (!made) return undefined;
    const declaration = `${event} = ${made.text}()`;
    const setting = isOurs
        ? setByWorker(worker, declaration, event, place)
        : setByWrapper(spawn, sleep, declaration, event, taken, place);
    return makeFix('event-wait', title, [
        made.edits,
        setting,
        waitInstead(event, worker, sleep, place),
        removeUnusedImport(place.module, 'time', [absolute(place, sleep)]),
    ]);
}

function waitInstead(event: string, worker: Worker, sleep: Step, place: Place): SpanEdit | undefined {
    const claim = {
        condition: `${event}.wait(timeout=${place.timeout})`,
        message: `${worker.name} did not finish in ${place.timeout} s`,
    };
    const line = assertion(place, sleep.body, claim, sleep.start);
    return replaceStatement(place.text, absolute(place, sleep), [line], place.style);
}

/** The worker is a function inside the test: its own body sets the Event. */
function setByWorker(
    worker: Worker,
    declaration: string,
    event: string,
    place: Place,
): SpanEdit[] | undefined {
    const { node } = worker.body;
    if (node.kind !== 'function') return undefined;
    const { text, style, unit, timeline } = place;
    const block = blockOf(node, timeline.fn.body);
    const declared = block && insertBefore(text, block, node, unit.start, [declaration], style);
    const first = node.body.findIndex(
        s =>
            !(
                s.kind === 'nonlocal' ||
                s.kind === 'global' ||
                (s.kind === 'expr' && s.value.kind === 'string')
            ),
    );
    if (!declared || first === -1) return undefined;
    const start = (node.body[first]?.start ?? 0) + unit.start;
    const indent = indentInside(text, node.defStart + unit.start, start, style);
    const wrapped = wrapInFinally(text, node.body, first, unit.start, [`${event}.set()`], style, indent);
    return wrapped && [declared, wrapped];
}

/** The worker is shared with other tests: a function around it sets the Event. */
function setByWrapper(
    spawn: Spawn,
    sleep: Step,
    declaration: string,
    event: string,
    taken: Set<string>,
    place: Place,
): SpanEdit[] | undefined {
    const { create, target, worker } = spawn;
    if (!target || !worker || create.step.body !== sleep.body) return undefined;
    const { text, style, unit, timeline } = place;
    const { stmt } = create.step;
    if (childBlocks(stmt).length > 0) return undefined;
    const block = blockOf(stmt, timeline.fn.body) ?? blockOf(stmt, bodyBlock(sleep));
    const wrapper = freshName(`run_${worker.name.replace(/^self\.|^_+/g, '').replace(/^_+/, '')}`, taken);
    const passes =
        create.expr.keywords.some(k => k.name === undefined || k.name === 'args' || k.name === 'kwargs') ||
        create.expr.args.length > 2;
    const args = passes ? '*args, **kwargs' : '';
    const one = style.indent;
    const lines = [
        declaration,
        '',
        `def ${wrapper}(${args}):`,
        `${one}try:`,
        `${one}${one}${sourceOf(place, target)}(${args})`,
        `${one}finally:`,
        `${one}${one}${event}.set()`,
        '',
    ];
    const inserted = block && insertBefore(text, block, stmt, unit.start, lines, style);
    return inserted && [inserted, { ...absolute(place, target), newText: wrapper }];
}

function bodyBlock(step: Step) {
    const { node } = step.body;
    return node.kind === 'function' ? node.body : [];
}

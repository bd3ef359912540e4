/**
 * Two injected delays become a handshake. The stub with the longer delay announces that it was entered and
 * waits until the other is done; the stub with the shorter one waits for that announcement, runs, announces.
 * So the interleaving that the delays made likely happens every time.
 */
import type { FileFacts } from '../flow/context.ts';
import type { Injection } from '../flow/injections.ts';
import { loopsAround } from '../flow/timeline.ts';
import type { FunctionStmt } from '../syntax/ast.ts';
import { type FixPlan, makeFix, type SpanEdit } from './edits.ts';
import { elapsedAssertion } from './elapsed.ts';
import { removeUnusedImport } from './imports.ts';
import { freshName, snakeCase } from './names.ts';
import { absolute, assertion, type FixOptions, type Place, placeOf, refer } from './place.ts';
import { blockOf, indentInside, insertBefore, ownsLines, replaceStatement, wrapInFinally } from './source.ts';

interface Stub {
    readonly injection: Injection;
    readonly node: FunctionStmt;
    readonly seconds: number;
}

/** The handshake for a pair of injected delays; nothing for one alone, for more, or for equal ones. */
export function handshakeFixes(
    injections: readonly Injection[],
    facts: FileFacts,
    options: FixOptions,
): readonly FixPlan[] {
    const [a, b] = injections.map(stubOf);
    const first = injections[0];
    if (!first || !a || !b || injections.length !== 2 || a.node === b.node || a.seconds === b.seconds)
        return [];
    if (a.injection.site.body.parent !== b.injection.site.body.parent) return [];
    const { timeline } = first.site;
    const place = elapsedAssertion(timeline) ? undefined : placeOf(timeline, facts, options);
    const fix = place && (a.seconds < b.seconds ? handshake(a, b, place) : handshake(b, a, place));
    return fix ? [fix] : [];
}

/** A stub that can take part: a function whose body has the sleep as a statement outside loops. */
function stubOf(injection: Injection): Stub | undefined {
    const { site } = injection;
    const { node } = site.body;
    const { stmt } = site.call.step;
    if (node.kind !== 'function' || node.isAsync || site.seconds === undefined) return undefined;
    if (site.call.effect?.kind !== 'delay' || site.call.effect.isAsync) return undefined;
    if (stmt.kind !== 'expr' || stmt.value !== site.call.expr || loopsAround(site.call.step).length > 0)
        return undefined;
    return { injection, node, seconds: site.seconds };
}

function handshake(short: Stub, long: Stub, place: Place): FixPlan | undefined {
    const { timeline, unit, text, style } = place;
    const taken = new Set(place.taken);
    const names = shortNames(short.injection.target, long.injection.target);
    const entered = freshName(`${names.long}_entered`, taken);
    const done = freshName(`${names.short}_done`, taken);
    const firstDef = short.node.start < long.node.start ? short.node : long.node;
    const outer = timeline.bodies.find(body => body.node === firstDef)?.parent;
    const block = blockOf(firstDef, timeline.fn.body);
    const made = outer && refer(place, outer, firstDef.start, 'threading', 'Event');
    if (!made || !block?.includes(short.node) || !block.includes(long.node)) return undefined;
    const declared = insertBefore(
        text,
        block,
        firstDef,
        unit.start,
        [`${entered} = ${made.text}()`, `${done} = ${made.text}()`],
        style,
    );
    const sleeps = [short, long].map(s => absolute(place, s.injection.site.call.step));
    return makeFix(
        'handshake',
        `Replace both delays by an Event handshake (unsafe: forces one interleaving, and fails where the product makes it impossible)`,
        [
            made.edits,
            declared,
            waitAndAnnounce(short, entered, done, long.injection.target, place),
            announceAndWait(long, entered, done, short.injection.target, place),
            removeUnusedImport(place.module, 'time', sleeps),
        ],
    );
}

/** Announces that the call was entered and waits for the other, in the place of the sleep. */
function announceAndWait(
    stub: Stub,
    set: string,
    wait: string,
    other: string,
    place: Place,
): SpanEdit | undefined {
    const span = absolute(place, stub.injection.site.call.step);
    if (!ownsLines(place.text, span)) return undefined;
    const line = waiting(stub, wait, `${other} was not done in ${place.timeout} s`, place);
    return replaceStatement(place.text, span, [`${set}.set()`, line], place.style);
}

/** Waits in the place of the sleep; what follows runs in `try`, so that the other side is always released. */
function waitAndAnnounce(
    stub: Stub,
    wait: string,
    set: string,
    other: string,
    place: Place,
): SpanEdit[] | undefined {
    const { text, style, unit, timeout } = place;
    const { step } = stub.injection.site.call;
    const span = absolute(place, step);
    const index = stub.node.body.indexOf(step.stmt);
    if (index === -1 || !ownsLines(text, span)) return undefined;
    const lines = [waiting(stub, wait, `${other} was not entered in ${timeout} s`, place)];
    const last = index === stub.node.body.length - 1;
    if (last) lines.push(`${set}.set()`);
    const waited = replaceStatement(text, span, lines, style);
    if (!waited) return undefined;
    if (last) return [waited];
    const oneLevel = indentInside(text, stub.node.defStart + unit.start, span.start, style);
    const rest = wrapInFinally(
        text,
        stub.node.body,
        index + 1,
        unit.start,
        [`${set}.set()`],
        style,
        oneLevel,
    );
    return rest && [waited, rest];
}

/** `assert x.wait(timeout=10), 'message'`, in the test's style. */
function waiting(stub: Stub, event: string, message: string, place: Place): string {
    const { site } = stub.injection;
    const condition = `${event}.wait(timeout=${place.timeout})`;
    return assertion(place, site.body, { condition, message, alwaysMessage: true }, site.call.step.start);
}

/** `sell` and `load` of `Store.sell` and `Store.load`; with their classes where that is not enough. */
function shortNames(short: string, long: string): { short: string; long: string } {
    const last = (target: string) => snakeCase(target.split('.').at(-1) ?? target);
    return last(short) === last(long)
        ? { short: snakeCase(short), long: snakeCase(long) }
        : { short: last(short), long: last(long) };
}

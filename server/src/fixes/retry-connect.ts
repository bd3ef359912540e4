/** A client that sleeps until its server is there tries again instead. */
import type { Span } from '../base/text.ts';
import type { SleepSite } from '../flow/sleeps.ts';
import type { Step } from '../flow/timeline.ts';
import type { Expr } from '../syntax/ast.ts';
import { lastName } from '../syntax/walk.ts';
import { type FixPlan, makeFix } from './edits.ts';
import { freshName } from './names.ts';
import { absolute, type Place, refer, sourceOf } from './place.ts';
import { sameBlock } from './poll.ts';
import { deleteLines, indentAt, indentLines, lineEnd, lineStart, ownsLines } from './source.ts';

/** Calls that make a connection from the beginning each time: they may be called again after they failed. */
const CONNECTS = /^(create_connection|open_connection|create_unix_connection|open_unix_connection|urlopen)$/;
/** How far behind the sleep the connection is made. */
const STEPS_TO_CONNECT = 5;
const INTERVAL = '0.05';

/** `while True: try: connect(); break; except OSError: ...` in the place of the sleep before `connect()`. */
export function retryConnect(site: SleepSite, place: Place): FixPlan | undefined {
    const { step: sleep, expr, awaited, effect } = site.call;
    const { text, style, timeout } = place;
    const connect = sleep.body.steps
        .slice(sleep.index + 1, sleep.index + 1 + STEPS_TO_CONNECT)
        .find(step => connectsIn(step));
    if (!connect || effect?.kind !== 'delay' || effect.isAsync !== awaited || !sameBlock(connect, sleep))
        return undefined;
    // What stands between is done once, before the connection is tried.
    const between = sleep.body.steps.slice(sleep.index + 1, connect.index);
    if (!between.every(s => s.stmt.kind === 'assign' && sameBlock(s, sleep))) return undefined;
    const span = absolute(place, connect.stmt);
    const clock = refer(place, connect.body, connect.start, 'time', 'monotonic');
    if (!clock || !ownsLines(text, span) || !ownsLines(text, absolute(place, sleep))) return undefined;
    const deadline = freshName('deadline', new Set(place.taken));
    const outer = indentAt(text, span.start);
    const one = style.indent;
    const lines = { start: lineStart(text, span.start), end: lineEnd(text, span.end) };
    // No part of it is a string of several lines: that would be indented too.
    if (/"""|'''|\\\r?\n/.test(text.slice(lines.start, lines.end))) return undefined;
    const again = [
        `${outer}${deadline} = ${clock.text}() + ${timeout}`,
        `${outer}while True:`,
        `${outer}${one}try:`,
        indentLines(text, lines, one + one, []),
        `${outer}${one}${one}break`,
        `${outer}${one}except OSError:`,
        `${outer}${one}${one}if ${clock.text}() > ${deadline}:`,
        `${outer}${one}${one}${one}raise`,
        `${outer}${one}${one}${awaited ? 'await ' : ''}${sourceOf(place, expr.func)}(${INTERVAL})`,
    ];
    return makeFix(
        'retry-connect',
        `Try again until the server accepts (unsafe: connects as soon as it can, ${timeout} s at most)`,
        [
            deleteLines(text, withBlankLine(text, absolute(place, sleep))),
            { ...lines, newText: again.join(style.newline) },
            clock.edits,
        ],
    );
}

/** The empty line behind the first statement of a block goes with it. */
function withBlankLine(text: string, span: Span): Span {
    const above = text.slice(0, lineStart(text, span.start)).trimEnd();
    const below = /^[ \t]*\r?\n[ \t]*(?=\r?\n)/.exec(text.slice(span.end))?.[0];
    return above.endsWith(':') && below !== undefined
        ? { start: span.start, end: span.end + below.length }
        : span;
}

/** A whole statement that makes a connection and keeps it. */
function connectsIn({ stmt }: Step): boolean {
    const value = stmt.kind === 'assign' ? stmt.value : undefined;
    const call: Expr | undefined = value?.kind === 'await' ? value.value : value;
    return call?.kind === 'call' && CONNECTS.test(lastName(call.func) ?? '');
}

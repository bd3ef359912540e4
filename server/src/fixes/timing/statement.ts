/** A call that is a statement of its own, and how it is taken away. */
import type { Call, Step } from '../../flow/timeline.ts';
import type { SpanEdit } from '../edits.ts';
import { removeUnusedImport } from '../imports.ts';
import { absolute, type Place } from '../place.ts';
import { blockOf, endsLine, indentAt, lineEnd, lineStart, nextLine, ownsLines } from '../source.ts';

/** Whether a call, awaited or not, is all that its statement does. */
export function isStatement({ expr, step }: Call): boolean {
    const { stmt } = step;
    if (stmt.kind !== 'expr') return false;
    return stmt.value === expr || (stmt.value.kind === 'await' && stmt.value.value === expr);
}

/** A comment that is about the sleep itself, and would be left hanging. */
const ABOUT_A_SLEEP = /\b(sleep(s|ing)?|pause|delay|seconds?|secs?|\d+ ?m?s)\b/i;
/** One that may be about what follows, too: it goes only where something parts the sleep from that. */
const ABOUT_A_WAIT = /\b(wait(s|ing)?|give|allow|a (bit|moment|while))\b/i;
/** Modules of which a sleep may be the only use. */
const MODULES = ['time', 'asyncio', 'trio', 'anyio'];

/**
 * Takes a sleep away with its line, the comment that speaks of it, and its import where nothing else needs it.
 *
 * @returns `undefined` if it shares its line with something, or is all that its block holds
 */
export function removeSleep(step: Step, place: Place): SpanEdit[] | undefined {
    const { text, module, timeline, style } = place;
    const span = absolute(place, step);
    const block = blockOf(step.stmt, bodyOf(step) ?? timeline.fn.body);
    if (!ownsLines(text, span) || block?.length === 1) return undefined;
    let start = lineStart(text, span.start);
    const indent = text.slice(start, span.start);
    const comments: string[] = [];
    let above = start;
    while (above > 0) {
        const line = lineStart(text, above - 1);
        const code = text.slice(line, lineEnd(text, line));
        if (!code.startsWith(`${indent}#`)) break;
        comments.push(code);
        above = line;
    }
    let end = nextLine(text, span.end);
    const isApart = /^[ \t]*(#.*)?$/.test(text.slice(end, lineEnd(text, end)));
    if (comments.some(c => ABOUT_A_SLEEP.test(c) || (isApart && ABOUT_A_WAIT.test(c)))) start = above;
    const isBlank = (at: number) => text.slice(at, nextLine(text, at)).trim() === '' && at < text.length;
    // Where blank lines stood on both sides, one is enough.
    const blankAbove = start > 0 && isBlank(lineStart(text, start - 1));
    if (blankAbove && isBlank(end)) end = nextLine(text, end);
    // At the end of a file without a last line break, the break above goes instead.
    const last = end === text.length && !text.endsWith('\n');
    return [
        { start: last ? Math.max(0, start - style.newline.length) : start, end, newText: '' },
        ...MODULES.flatMap(name => removeUnusedImport(module, name, [span])),
    ];
}

/** A call in the place of a step, with its arguments on lines of their own where one line would get too long. */
export function inLines(
    callee: string,
    args: readonly string[],
    step: Step,
    { text, style, unit }: Place,
): string {
    const line = `${callee}(${args.join(', ')})`;
    if (indentAt(text, step.start + unit.start).length + line.length <= style.width) return line;
    return `${callee}(\n${style.indent}${args.join(`,\n${style.indent}`)},\n)`;
}

/** The end of a statement's last line; `undefined` if it shares the line with something. */
export function behind(step: Step, place: Place): number | undefined {
    const { end } = absolute(place, step.stmt);
    return endsLine(place.text, end) ? lineEnd(place.text, end) : undefined;
}

/** The block of the function that a step stands in. */
export function bodyOf(step: Step) {
    const { node } = step.body;
    return node.kind === 'function' ? node.body : undefined;
}

/** The text of a file as edits need it: lines, indentation, line endings, quotes. Offsets are absolute. */
import type { Span } from '../base/text.ts';
import type { Block, Expr, Stmt } from '../syntax/ast.ts';
import { childBlocks, ownExprs, walkBlock, walkExpr } from '../syntax/walk.ts';
import type { SpanEdit } from './edits.ts';

/** What the file's author writes: fixes follow it. */
export interface SourceStyle {
    readonly newline: '\n' | '\r\n';
    readonly quote: "'" | '"';
    /** One level of indentation. */
    readonly indent: string;
    /** How long a line may get. */
    readonly width: number;
}

const WIDTH = { usual: 79, most: 110 } as const;

export function styleOf(text: string): SourceStyle {
    const firstBreak = text.indexOf('\n');
    let longest = 0;
    for (const line of text.split('\n')) longest = Math.max(longest, line.length);
    return {
        newline: text.charCodeAt(firstBreak - 1) === 13 ? '\r\n' : '\n',
        quote: count(text, '"') - 3 * count(text, '"""') > count(text, "'") ? '"' : "'",
        indent: INDENTED.exec(text)?.[2] ?? '    ',
        width: Math.min(Math.max(longest, WIDTH.usual), WIDTH.most),
    };
}

/** The head of a block and its first line. */
const INDENTED =
    /^([ \t]*)(?:async|def|class|if|for|while|with|try)\b.*:[ \t]*(?:#.*)?\r?\n(?:[ \t]*\r?\n)*\1([ \t]+)\S/m;

function count(text: string, needle: string): number {
    return text.split(needle).length - 1;
}

/** A Python string literal on one line, in the file's own quotes unless the other ones spare it backslashes. */
export function quoted(text: string, { quote }: SourceStyle): string {
    const other = quote === "'" ? '"' : "'";
    const mark = text.includes(quote) && !text.includes(other) ? other : quote;
    return mark + text.replaceAll('\\', '\\\\').replaceAll(mark, `\\${mark}`) + mark;
}

export function lineStart(text: string, offset: number): number {
    const start = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
    return start === 0 && text.charCodeAt(0) === 0xfeff && offset > 0 ? 1 : start;
}

/** Just behind the last character of the line, before its line ending. */
export function lineEnd(text: string, offset: number): number {
    const end = text.indexOf('\n', offset);
    if (end === -1) return text.length;
    return end > offset && text.charCodeAt(end - 1) === 13 ? end - 1 : end;
}

/** The beginning of the next line; the end of the text if there is none. */
export function nextLine(text: string, offset: number): number {
    const end = text.indexOf('\n', offset);
    return end === -1 ? text.length : end + 1;
}

/** The white space at the beginning of the line that holds `offset`. */
export function indentAt(text: string, offset: number): string {
    const start = lineStart(text, offset);
    return /^[ \t]*/.exec(text.slice(start, lineEnd(text, start)))?.[0] ?? '';
}

/** One level of indentation inside the statement at `outer`, as its first inner statement shows it. */
export function indentInside(text: string, outer: number, inner: number, style: SourceStyle): string {
    const around = indentAt(text, outer);
    const within = startsLine(text, inner) ? indentAt(text, inner) : '';
    return within.length > around.length && within.startsWith(around)
        ? within.slice(around.length)
        : style.indent;
}

/** Whether nothing but white space stands before `offset` on its line. */
export function startsLine(text: string, offset: number): boolean {
    return text.slice(lineStart(text, offset), offset).trim() === '';
}

/** Whether nothing but white space and a comment stands behind `offset` on its line. */
export function endsLine(text: string, offset: number): boolean {
    return /^\s*(#.*)?$/.test(text.slice(offset, lineEnd(text, offset)));
}

/** Whether a statement has its lines for itself: neither `a; b` nor `if x: a`. */
export function ownsLines(text: string, span: Span): boolean {
    return startsLine(text, span.start) && endsLine(text, span.end);
}

/**
 * Puts simple statements in the place of one: on lines of their own where it has one, else joined by `; `.
 *
 * @param lines without indentation; deeper lines of one statement carry their own, relative to it
 * @param compound true if the lines are not simple statements: then the place must be a line of its own
 */
export function replaceStatement(
    text: string,
    span: Span,
    lines: readonly string[],
    style: SourceStyle,
    compound = false,
): SpanEdit | undefined {
    const { start, end } = span;
    if (ownsLines(text, span)) {
        const newText = lines.join('\n').replaceAll('\n', style.newline + indentAt(text, start));
        return { start, end, newText };
    }
    if (compound) return undefined;
    // A statement that was broken into lines goes back onto one.
    const flat = lines.map(l =>
        l
            .trim()
            .replace(/\(\n\s*/g, '(')
            .replace(/\n\s*/g, ' '),
    );
    return { start, end, newText: flat.join('; ') };
}

/** Puts simple statements behind one: on lines of their own below its comment, or behind a `; `. */
export function insertAfter(
    text: string,
    span: Span,
    lines: readonly string[],
    style: SourceStyle,
): SpanEdit {
    const own = ownsLines(text, span);
    const at = own ? lineEnd(text, span.end) : span.end;
    const newText = own
        ? lines.map(l => style.newline + indentAt(text, span.start) + l).join('')
        : lines.map(l => `; ${l.trim()}`).join('');
    return { start: at, end: at, newText };
}

/** Takes a statement away with its line; `undefined` if it shares the line with something. */
export function deleteLines(text: string, span: Span): SpanEdit | undefined {
    if (!ownsLines(text, span) || text.slice(span.end, lineEnd(text, span.end)).trim() !== '')
        return undefined;
    return { start: lineStart(text, span.start), end: nextLine(text, span.end), newText: '' };
}

/**
 * Puts lines before a statement, above the comments that belong to it: behind the statement before it if a
 * blank line parts them, so that a declaration joins the declarations.
 *
 * @param lines without indentation; an empty one at the end asks for a blank line below
 * @param block the block that holds `stmt`, in unit offsets; `base` makes them absolute
 */
export function insertBefore(
    text: string,
    block: Block,
    stmt: Stmt,
    base: number,
    lines: readonly string[],
    style: SourceStyle,
): SpanEdit | undefined {
    const start = stmt.start + base;
    if (!startsLine(text, start)) return undefined;
    const indent = indentAt(text, start);
    const at = aboveComments(text, start);
    const before = block[block.indexOf(stmt) - 1];
    const isApart = lines.at(-1) === '';
    const whole = (isApart ? lines.slice(0, -1) : lines).map(l => (l === '' ? '' : indent + l));
    const isBlankAbove = before && /\n[ \t]*\r?\n/.test(text.slice(before.end + base, at));
    if (before && isSimple(before) && isBlankAbove && endsLine(text, before.end + base)) {
        const end = lineEnd(text, before.end + base);
        return { start: end, end, newText: whole.map(l => style.newline + l).join('') };
    }
    const apart = isApart || stmt.kind === 'function' || stmt.kind === 'class' || isBlankAbove === true;
    const newText = whole.map(l => l + style.newline).join('') + (apart ? style.newline : '');
    return { start: at, end: at, newText };
}

/** Puts lines directly before what begins its line at `start`, above the comments that belong to it. */
export function linesAbove(
    text: string,
    start: number,
    lines: readonly string[],
    style: SourceStyle,
): SpanEdit | undefined {
    if (!startsLine(text, start)) return undefined;
    const at = aboveComments(text, start);
    const newText = lines.map(l => indentAt(text, start) + l + style.newline).join('');
    return { start: at, end: at, newText };
}

/** The beginning of the line that holds `start`, or of the comments directly above it. */
function aboveComments(text: string, start: number): number {
    const indent = indentAt(text, start);
    let at = lineStart(text, start);
    for (let above = previousLine(text, at); above !== undefined; above = previousLine(text, at)) {
        if (!text.slice(above, lineEnd(text, above)).startsWith(`${indent}#`)) break;
        at = above;
    }
    return at;
}

function isSimple(stmt: Stmt): boolean {
    if (stmt.kind === 'expr') return stmt.value.kind !== 'string';
    return stmt.kind === 'assign' || stmt.kind === 'augassign' || stmt.kind === 'import';
}

function previousLine(text: string, at: number): number | undefined {
    return at === 0 || text.charCodeAt(at - 1) !== 10 ? undefined : lineStart(text, at - 1);
}

/**
 * Wraps the last statements of a function in `try` and `finally`. Lines inside strings stay as they are.
 *
 * @param body the function's block in unit offsets; `from` is the first statement to be wrapped
 * @param before lines that stand before the `try`
 */
export function wrapInFinally(
    text: string,
    body: Block,
    from: number,
    base: number,
    finallyLines: readonly string[],
    style: SourceStyle,
    indent: string,
): SpanEdit | undefined {
    const first = body[from];
    const last = body.at(-1);
    if (!first || !last) return undefined;
    const start = first.start + base;
    const end = last.end + base;
    if (!endsLine(text, end)) return undefined;
    const step = style.newline;
    if (!startsLine(text, start)) return from === 0 ? wrapOneLiner() : undefined;
    const outer = indentAt(text, start);
    const from0 = lineStart(text, start);
    const inner = indentLines(text, { start: from0, end: lineEnd(text, end) }, indent, stringsIn(body, base));
    const tail = [`${outer}finally:`, ...finallyLines.map(l => outer + indent + l)];
    return {
        start: from0,
        end: lineEnd(text, end),
        newText: [`${outer}try:`, inner, ...tail].join(step),
    };

    /** `def f(): a; b`: the body gets lines of its own. */
    function wrapOneLiner(): SpanEdit | undefined {
        const colon = text.lastIndexOf(':', start);
        if (colon === -1 || text.slice(colon + 1, start).trim() !== '') return undefined;
        const outside = indentAt(text, start) + indent;
        const code = text.slice(start, lineEnd(text, end));
        if (code.includes('\n')) return undefined;
        const lines = [
            '',
            `${outside}try:`,
            outside + indent + code,
            `${outside}finally:`,
            ...finallyLines.map(l => outside + indent + l),
        ];
        return { start: colon + 1, end: lineEnd(text, end), newText: lines.join(step) };
    }
}

/** Indents whole lines by one step; blank lines and what begins inside a string stay. */
export function indentLines(text: string, span: Span, indent: string, strings: readonly Span[]): string {
    let result = '';
    for (let at = span.start; at < span.end; ) {
        const next = Math.min(nextLine(text, at), span.end);
        const line = text.slice(at, next);
        const inString = strings.some(s => s.start < at && at < s.end);
        result += (inString || line.trim() === '' ? '' : indent) + line;
        at = next;
    }
    return result;
}

/** The strings of a block that run over several lines. */
export function stringsIn(block: Block, base: number): Span[] {
    const found: Span[] = [];
    const visit = (e: Expr): void => {
        if (e.kind === 'string') found.push({ start: e.start + base, end: e.end + base });
    };
    walkBlock(block, stmt => {
        for (const expr of ownExprs(stmt)) walkExpr(expr, visit);
        return undefined;
    });
    return found;
}

/** The block that directly holds `stmt`. */
export function blockOf(stmt: Stmt, root: Block): Block | undefined {
    if (root.includes(stmt)) return root;
    for (const other of root) {
        if (other.start > stmt.start || other.end < stmt.end) continue;
        for (const block of childBlocks(other)) {
            const found = blockOf(stmt, block);
            if (found) return found;
        }
    }
    return undefined;
}

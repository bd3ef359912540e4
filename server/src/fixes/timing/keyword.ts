/** One more argument for a call. */
import type { Span } from '../../base/text.ts';
import type { CallExpr, Expr } from '../../syntax/ast.ts';
import type { SpanEdit } from '../edits.ts';

/**
 * Adds `name=value` behind the last argument, on a line of its own where the arguments have theirs.
 *
 * @param call the call's span in the file, which ends with its parenthesis
 */
export function withKeyword(call: Span, text: string, keyword: string): SpanEdit | undefined {
    const close = call.end - 1;
    if (text[close] !== ')') return undefined;
    const inside = text.slice(call.start, close);
    const code = inside.trimEnd();
    // A comment behind the last argument would swallow what is added.
    if (/#[^'"\n]*$/.test(code)) return undefined;
    const at = call.start + code.length;
    if (code.endsWith('(')) return { start: at, end: at, newText: keyword };
    if (!code.endsWith(',')) return { start: at, end: at, newText: `, ${keyword}` };
    const line = /\n([ \t]*)\S[^\n]*$/.exec(code);
    const apart =
        line && inside.slice(code.length).includes('\n')
            ? `${/\r\n/.test(inside) ? '\r\n' : '\n'}${line[1]}`
            : ' ';
    return { start: at, end: at, newText: `${apart}${keyword},` };
}

/** The argument that is written last. */
export function lastArgument(call: CallExpr): Expr | undefined {
    return call.keywords.at(-1)?.value ?? call.args.at(-1);
}

/**
 * `# steady: ignore[rule, ...] -- reason`: on the line of a finding, or alone on the line above it;
 * `# steady: ignore-file[rule, ...]` anywhere in the file. `reviewed[...]` hides like `ignore` and is counted
 * apart. Only comment nodes count, never text in strings.
 */
import type { LineIndex } from '../base/text.ts';
import type { Comment } from '../syntax/ast.ts';

export interface Suppression {
    readonly kind: 'ignore' | 'ignore-file' | 'reviewed';
    /** Rules and families; empty means every rule. */
    readonly names: readonly string[];
    readonly reason: string | undefined;
    /** The comment's own line: a finding may begin at the comment itself. */
    readonly from: number;
    /** The last line that it speaks for: its own, or the next line of code. */
    readonly line: number;
    /** Absolute offsets of the comment. */
    readonly start: number;
    readonly end: number;
}

const SYNTAX = /#\s*steady:\s*(ignore-file|ignore|reviewed)\s*(?:\[([^\]]*)\])?\s*(?:--\s*(.*?))?\s*$/;

/** Parses the suppression in a comment, if there is one. Offsets are absolute. */
export function parseSuppression(comment: Comment, lines: LineIndex): Suppression | undefined {
    const match = SYNTAX.exec(comment.text);
    if (!match) return undefined;
    const kind = match[1] as Suppression['kind'];
    const line = lines.lineAt(comment.start);
    const alone = lines.text.slice(lines.startOfLine(line), comment.start).trim() === '';
    return {
        kind,
        names: (match[2] ?? '')
            .split(',')
            .map(n => n.trim())
            .filter(n => n !== ''),
        reason: match[3],
        from: line,
        line: alone && kind !== 'ignore-file' ? nextCodeLine(line, lines) : line,
        start: comment.start,
        end: comment.end,
    };
}

/** Several comment lines may stand above the code that they speak of. */
function nextCodeLine(line: number, lines: LineIndex): number {
    let next = line + 1;
    while (next < lines.lineCount && /^\s*(#.*)?$/.test(lines.lineText(next))) next++;
    return next;
}

/** Whether a suppression hides a finding of `rule` whose first line is `line`. */
export function suppresses(suppression: Suppression, rule: string, family: string, line: number): boolean {
    if (suppression.kind !== 'ignore-file' && (line < suppression.from || line > suppression.line)) return false;
    return (
        suppression.names.length === 0 ||
        suppression.names.includes(rule) ||
        suppression.names.includes(family)
    );
}

/**
 * Comments that hide findings; only comment nodes count, never text in strings:
 *
 * - `# steady: ignore[rule, ...] -- reason` on the line of a finding, or alone on the line above it;
 * - `# steady: reviewed[...]` says the same and that somebody has looked;
 * - `# steady: ignore-block[...]` behind the head of a block, or alone in it: to the end of that block;
 * - `# steady: ignore-file[...]` anywhere in the file.
 */
import type { LineIndex, Span } from '../base/text.ts';
import type { Comment } from '../syntax/ast.ts';
import { endOfBlock } from './block.ts';

export interface Suppression {
    readonly kind: 'ignore' | 'ignore-block' | 'ignore-file' | 'reviewed';
    /** Rules and families; empty means every rule. */
    readonly names: readonly string[];
    readonly reason: string | undefined;
    /** The comment's own line: a finding may begin at the comment itself. */
    readonly from: number;
    /** The last line that it speaks for: its own, the next line of code, the last one of the block. */
    readonly line: number;
    /** Absolute offsets of the comment. */
    readonly start: number;
    readonly end: number;
    /** Absolute offsets of the part from `# steady:` on; other remarks may stand before it. */
    readonly mark: Span;
    /** What stands between the brackets, if there are any. */
    readonly list: Span | undefined;
}

const SYNTAX =
    /#\s*steady:\s*(ignore-block|ignore-file|ignore|reviewed)\s*(?:\[([^\]]*)\])?\s*(?:--\s*(.*?))?\s*$/;
/** What was surely meant for us, whether or not it can be read. */
const ADDRESSED = /^#\s*steady:\s*\S/;

/** Parses the suppression in a comment, if there is one. Offsets are absolute. */
export function parseSuppression(comment: Comment, lines: LineIndex): Suppression | undefined {
    const match = SYNTAX.exec(comment.text);
    if (!match) return undefined;
    const kind = match[1] as Suppression['kind'];
    const line = lines.lineAt(comment.start);
    const alone = lines.text.slice(lines.startOfLine(line), comment.start).trim() === '';
    const start = comment.start + match.index;
    const opening = match[0].indexOf('[');
    const names = match[2];
    const listStart = start + opening + 1;
    return {
        kind,
        names: (names ?? '')
            .split(',')
            .map(n => n.trim())
            .filter(n => n !== ''),
        reason: match[3],
        from: line,
        line: lastLine(kind, line, alone, lines),
        start: comment.start,
        end: comment.end,
        mark: { start, end: start + match[0].trimEnd().length },
        list: names === undefined ? undefined : { start: listStart, end: listStart + names.length },
    };
}

/** Whether a comment speaks to Steady and is no suppression that it can read. */
export function isUnreadable(comment: Comment): boolean {
    return ADDRESSED.test(comment.text) && !SYNTAX.test(comment.text);
}

function lastLine(kind: Suppression['kind'], line: number, alone: boolean, lines: LineIndex): number {
    if (kind === 'ignore-file') return line;
    if (kind === 'ignore-block') return endOfBlock(line, alone, lines);
    return alone ? nextCodeLine(line, lines) : line;
}

/** Several comment lines may stand above the code that they speak of. */
function nextCodeLine(line: number, lines: LineIndex): number {
    let next = line + 1;
    while (next < lines.lineCount && /^\s*(#.*)?$/.test(lines.lineText(next))) next++;
    return next;
}

/**
 * The name by which a suppression hides a finding of `rule` whose first line is `line`: the rule's, its
 * family's, or `all` for one without names. `undefined` if it does not.
 */
export function suppresses(
    { kind, from, line: last, names }: Suppression,
    rule: string,
    family: string,
    line: number,
): string | undefined {
    if (kind !== 'ignore-file' && (line < from || line > last)) return undefined;
    if (names.length === 0) return 'all';
    return [rule, family].find(name => names.includes(name));
}

/** The edits that silence a rule on one line or in one file, as comments. */
import type { TextEdit } from '../base/finding.ts';
import { LineIndex } from '../base/text.ts';
import { type PythonLine, readPythonLines } from './pythonLines.ts';

const LINE_MARK = /#\s*steady:\s*ignore\[([^\]]*)\]/;
const FILE_MARK = /#\s*steady:\s*ignore-file\[([^\]]*)\]/;
/** The first two lines may say how the file is run and read: PEP 263. */
const HEADER = /^(?:\uFEFF)?\s*#/;

/**
 * Silences `rule` for what begins on `line`. The comment goes to the end of that line, into a comment of
 * ours that is already there, or, where the line ends inside a string or with a backslash, onto a line of
 * its own above the statement. `undefined` when the rule is silenced there already.
 */
export function ignoreLineEdit(text: string, line: number, rule: string): TextEdit | undefined {
    const index = new LineIndex(text);
    const lines = readPythonLines(text);
    const existing = extend(index, lines, line, LINE_MARK, rule);
    if (existing !== 'absent') return existing;
    if (lines[line]?.open !== true) {
        const at = index.positionAt(index.startOfLine(line) + index.lineText(line).trimEnd().length);
        const gap = lines[line]?.comment === -1 ? '  ' : ' ';
        return {
            range: { start: at, end: index.positionAt(index.endOfLine(line)) },
            newText: `${gap}# steady: ignore[${rule}]`,
        };
    }
    let first = line;
    while (first > 0 && lines[first - 1]?.open === true) first--;
    const above = first === 0 ? 'absent' : extendOwnLine(index, lines, first - 1, rule);
    if (above !== 'absent') return above;
    const indent = /^[ \t]*/.exec(index.lineText(first))?.[0] ?? '';
    return insert(index, index.startOfLine(first), `${indent}# steady: ignore[${rule}]${newline(text)}`);
}

/**
 * Silences `rule` in the whole file: extends a comment of ours, or adds a line behind the comments at the
 * top (how to run it, its encoding, its licence). `undefined` when the rule is silenced already.
 */
export function ignoreFileEdit(text: string, rule: string): TextEdit | undefined {
    const index = new LineIndex(text);
    const lines = readPythonLines(text);
    for (let line = 0; line < lines.length; line++) {
        const existing = extend(index, lines, line, FILE_MARK, rule);
        if (existing !== 'absent') return existing;
    }
    let line = 0;
    while (line < index.lineCount && HEADER.test(index.lineText(line))) line++;
    const mark = `# steady: ignore-file[${rule}]`;
    if (line === index.lineCount)
        return insert(index, text.length, `${newline(text)}${mark}${newline(text)}`);
    const start = line === 0 && text.startsWith('\uFEFF') ? 1 : index.startOfLine(line);
    return insert(index, start, `${mark}${newline(text)}`);
}

/** Adds `rule` to the list that `mark` finds in the comment of `line`. */
function extend(
    index: LineIndex,
    lines: readonly PythonLine[],
    line: number,
    mark: RegExp,
    rule: string,
): TextEdit | undefined | 'absent' {
    const comment = lines[line]?.comment ?? -1;
    if (comment === -1) return 'absent';
    const match = mark.exec(index.text.slice(comment, index.endOfLine(line)));
    if (match === null) return 'absent';
    const listed = (match[1] ?? '').split(',').map(name => name.trim());
    if (listed.includes(rule)) return undefined;
    const close = comment + match.index + match[0].length - 1;
    return insert(index, close, (match[1] ?? '').trim() === '' ? rule : `, ${rule}`);
}

/** The same for a comment that has its line to itself. */
function extendOwnLine(index: LineIndex, lines: readonly PythonLine[], line: number, rule: string) {
    if (!index.lineText(line).trimStart().startsWith('#')) return 'absent';
    return extend(index, lines, line, LINE_MARK, rule);
}

function insert(index: LineIndex, offset: number, newText: string): TextEdit {
    const at = index.positionAt(offset);
    return { range: { start: at, end: at }, newText };
}

/** The line ending that the file uses first. */
function newline(text: string): string {
    return /\r\n|\r|\n/.exec(text)?.[0] ?? '\n';
}

/** The edits that silence a rule on one line or in one file, as comments. */
import type { TextEdit } from '../base/finding.ts';
import { LineIndex } from '../base/text.ts';
import { type PythonLine, readPythonLines } from './pythonLines.ts';

/** As `rules/suppressions.ts` reads them: the list, then perhaps a reason, then the end of the comment. */
const LINE_MARK = /#\s*steady:\s*ignore\s*\[([^\]]*)\](?=\s*(?:--.*)?$)/;
const FILE_MARK = /#\s*steady:\s*ignore-file\s*\[([^\]]*)\](?=\s*(?:--.*)?$)/;
/** The first two lines may say how the file is run and read: PEP 263. */
const HEADER = /^(?:\uFEFF)?\s*#/;

/**
 * Silences `rule` for what begins on `line`. The comment goes to the end of that line, into a comment of
 * ours that is already there, or, where the line cannot take one, onto a line of its own above: it is a
 * comment itself, has another comment of ours, or ends inside a string or with a backslash. `undefined` when
 * the rule is silenced there already, or cannot be because a statement that began earlier goes on here.
 */
export function ignoreLineEdit(text: string, line: number, rule: string): TextEdit | undefined {
    const index = new LineIndex(text);
    const lines = readPythonLines(text);
    const code = index.lineText(line);
    const mark = `# steady: ignore[${rule}]`;
    const existing = extend(index, lines, line, LINE_MARK, rule);
    if (existing !== 'absent') return existing;

    const comment = lines[line]?.comment ?? -1;
    const isComment = /^\s*#/.test(code);
    const isOurs = comment !== -1 && text.slice(comment, index.endOfLine(line)).includes('steady:');
    if (lines[line]?.open !== true && !isComment && !isOurs) {
        const end = index.startOfLine(line) + code.trimEnd().length;
        const range = { start: index.positionAt(end), end: index.positionAt(index.endOfLine(line)) };
        return { range, newText: `${comment === -1 ? '  ' : ' '}${mark}` };
    }
    if (lines[line - 1]?.open === true) return undefined;
    const above = extendOwnLine(index, lines, line - 1, rule);
    if (above !== 'absent') return above;
    const indent = /^[ \t]*/.exec(code)?.[0] ?? '';
    return insert(index, index.startOfLine(line), `${indent}${mark}${newline(text)}`);
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
    if (line < 0 || !index.lineText(line).trimStart().startsWith('#')) return 'absent';
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
